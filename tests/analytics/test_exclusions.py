"""剔除: another body takes a whole ticket out of the base, with every part of it, whoever had one and whenever."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.analytics.logs import OFFSET_US, lake_of
from tests.cast import BAN, CHEN, FANG, LIN, MONDAY, QIN, SHUI, XU, ZHOU, policy_of, words
from tests.domain.lives import Life, registered
from weisu.analytics.asking import ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS
from weisu.analytics.period import Period
from weisu.analytics.rules import counting
from weisu.analytics.star import Star
from weisu.domain.commands import (
    Acknowledge,
    ApproveReply,
    Close,
    ContactRequester,
    Dispatch,
    Reopen,
    RequestExclusion,
    RuleExclusion,
    SubmitReply,
    Triage,
)
from weisu.domain.events import Event

RULE = counting(policy_of("national"))._replace(minimum_n=1)
YEAR = Period.of("2026-01..2026-12")
WORKLOAD = {"parts", "in_hand"}
"""How much there was to do stays true of work that nobody is judged by."""


def handled(life: Life, by, unit: str) -> None:
    """One unit signs, reaches the requester and answers."""
    life.now += timedelta(hours=1)
    life.do(by, Acknowledge(unit=unit))
    life.do(by, ContactRequester(unit=unit, means="telephone", outcome="reached"))
    life.do(by, SubmitReply(unit=unit, internal=words(), public=words(), claims="resolved"))


def excluded(ruling: str) -> list[Event]:
    """Housing led, water supported; housing asked for an exclusion; after the ruling the township took it over."""
    life = registered(number="N1")
    life.do(LIN, Triage(outcome="accept"))
    life.do(ZHOU, Dispatch(lead="housing", supports=("water",), basis=words()))
    handled(life, SHUI, "water")
    handled(life, FANG, "housing")
    for unit in ("water", "housing"):
        life.do(QIN, ApproveReply(unit=unit))
    life.do(ZHOU, Close(outcome="handled", public=words()))
    life.do(FANG, RequestExclusion(unit="housing", ground="not_handleable", basis=words(), reason=words()))
    life.do(XU, RuleExclusion(ruling=ruling, basis=words(), reason=words()))
    life.do(BAN, Reopen(unit="chengbei", ground="unsolved", reason=words()))
    handled(life, CHEN, "chengbei")
    return life.log


def later() -> list[Event]:
    """Another request, long after, so that every limit is past."""
    life = registered(now=MONDAY + timedelta(days=200), number="N2")
    return [event._replace(ticket_id=UUID(int=2)) for event in life.log]


@pytest.fixture
def asked_of(tmp_path: Path) -> Iterator[object]:
    """What every measure of parts says of a log, by unit: its rows that count."""
    opened = []

    def ask_all(events: list[Event], *, until: tuple[int, ...] = ()) -> dict[str, dict[str, int]]:
        root = tmp_path / f"lake-{len(opened)}"
        for end in (*until, len(events)):
            build(lake_of(root, events, until=end), offset_us=OFFSET_US)
        opened.append(star := Star(root))
        of_parts = [metric for metric in METRICS.values() if metric.table in ("fct_assignment", "load")]
        return {metric.key: _counted(star, metric) for metric in of_parts}

    yield ask_all
    for star in opened:
        star.close()


def _counted(star: Star, metric) -> dict[str, int]:
    by = ("unit",) if metric.charged else ()
    found = ask(star, metric, YEAR, by=by, rule_on=lambda day: RULE)
    return {one.by.get("unit", ""): one.n for one in found if one.n}


def test_no_measure_of_parts_counts_any_part_of_an_excluded_ticket(asked_of):
    found = asked_of([*excluded("granted"), *later()])

    assert {key: units for key, units in found.items() if units and key not in WORKLOAD} == {}


def test_work_that_nobody_is_judged_by_was_still_work(asked_of):
    found = asked_of([*excluded("granted"), *later()])

    assert found["parts"] == {"housing": 1, "water": 1, "chengbei": 1}
    assert sum(found["in_hand"].values()) == 3


def test_a_refused_exclusion_leaves_every_part_in_the_base(asked_of):
    found = asked_of([*excluded("refused"), *later()])

    assert found["supervised"] == {"housing": 1, "water": 1, "chengbei": 1}
    assert found["acknowledged_in_time"] == {"housing": 1, "water": 1, "chengbei": 1}


def test_a_ruling_of_today_takes_out_parts_that_earlier_builds_had_counted(asked_of):
    events = [*excluded("granted"), *later()]
    ruled = next(place for place, event in enumerate(events) if event.type == "exclusion.ruled")

    found = asked_of(events, until=(ruled, ruled + 1, ruled + 2))

    assert {key: units for key, units in found.items() if units and key not in WORKLOAD} == {}
