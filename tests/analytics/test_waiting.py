"""Waiting in office hours: who still waits is censored after the office time that has gone by where the ticket is."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.analytics.logs import OFFSET_US, lake_of
from tests.cast import CITY, FANG, LIN, MONDAY, ZHOU, policy_of, words
from tests.domain.lives import registered
from weisu.analytics.asking import ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS
from weisu.analytics.curves import waiting
from weisu.analytics.dimensions import write_dimensions
from weisu.analytics.period import Period
from weisu.analytics.rules import counting
from weisu.analytics.star import Star
from weisu.domain.commands import Acknowledge, Dispatch, Triage
from weisu.domain.worktime import OfficeSpan

NATION = policy_of("national")
RULE = counting(NATION)._replace(minimum_n=1)
WAIT = METRICS["residence_dispatched_working"]
JANUARY = Period.of("2026-01")
HOUR = 3_600


def given_to_a_unit(number, *, signed_after=None, at=MONDAY):
    """A ticket sent to a unit on Monday at nine, which signs after some hours, or not at all."""
    life = registered(now=at, number=f"N{number}")
    life.do(LIN, Triage(outcome="accept"))
    life.do(ZHOU, Dispatch(lead="housing", basis=words()))
    if signed_after:
        life.now += timedelta(hours=signed_after)
        life.do(FANG, Acknowledge())
    return [event._replace(ticket_id=UUID(int=number + 1)) for event in life.log]


def rings(at):
    """A ticket of another week, with which the log ends."""
    life = registered(now=at, number="N999")
    return [event._replace(ticket_id=UUID(int=1_000)) for event in life.log]


@pytest.fixture
def lake(tmp_path):
    """Two tickets signed after an hour, three not at all until the next Monday at nine."""
    lives = [given_to_a_unit(number, signed_after=1) for number in range(2)]
    lives += [given_to_a_unit(number) for number in range(2, 5)]
    lives.append(rings(MONDAY + timedelta(days=7)))
    events = sorted((event for life in lives for event in life), key=lambda event: event.occurred_at)
    found = lake_of(tmp_path, events)
    build(found, offset_us=OFFSET_US)
    return found


def waited(lake):
    """When how many were still watched, by the curve of waiting in office hours."""
    with closing(Star(lake)) as star:
        curve = waiting(star, WAIT, JANUARY, rule_on=lambda day: RULE)
        (median,) = ask(star, WAIT, JANUARY, rule_on=lambda day: RULE)
    return [(point.seconds, point.at_risk) for point in curve], median


def test_who_still_waits_in_office_hours_is_censored_and_makes_no_median_of_the_quick_ones(lake):
    write_dimensions(lake, NATION, {})

    curve, median = waited(lake)

    assert curve == [(1 * HOUR, 5), (5 * 7 * HOUR, 3)]
    assert (median.value, median.n, median.numerator, median.why) == (None, 5, 2, "half_wait")


def test_office_time_goes_by_as_the_region_of_the_ticket_has_it(lake):
    mornings = replace(NATION.calendar, office_hours=(OfficeSpan.parse("08:00-12:00"),))
    write_dimensions(lake, NATION, {CITY: mornings})

    curve, _ = waited(lake)

    assert curve[-1] == ((3 + 4 * 4 + 1) * HOUR, 3)


def test_what_no_calendar_covers_counts_as_waited_no_longer_than_known(lake):
    write_dimensions(lake, replace(NATION, calendar=replace(NATION.calendar, last_day=MONDAY.date())), {})
    until_monday, _ = waited(lake)
    (lake / "star" / "office.parquet").unlink()
    unknown, median = waited(lake)

    assert until_monday[-1] == (7 * HOUR, 3)
    assert unknown[0] == (0, 5)
    assert median.n == 5
