"""Calls: how long callers waited, and who gave up, from what the telephone exchange tells and no more than that."""

from contextlib import closing
from datetime import date, timedelta

import pytest

from tests.analytics.logs import OFFSET_US, lake_of
from tests.cast import CITY, MONDAY, policy_of
from weisu.analytics.asking import ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS, remark, sentence
from weisu.analytics.period import Period
from weisu.analytics.rules import Answering, counting
from weisu.analytics.star import Star
from weisu.domain.events import Event

NATIONAL = counting(policy_of("national"))
RECEIVED, MISSED = "contact.received", "contact.missed"


def call(kind, waited=None, *, after=timedelta(), channel="phone", **said):
    """One contact, and what the exchange knew of it."""
    payload = {"contact": "call"} | said | ({} if waited is None else {"waited_seconds": waited})
    return Event(kind, None, 0, MONDAY + after, payload, "agent", "lin", region_code=CITY, channel=channel)


@pytest.fixture
def asked(tmp_path):
    """What a measure says of these calls, by the rules of each month's last day."""

    def ask_of(calls, key, period="2026-01", by=(), rule_on=lambda day: NATIONAL):
        lake = lake_of(tmp_path / "lake", sorted(calls, key=lambda one: one.occurred_at))
        build(lake, offset_us=OFFSET_US)
        with closing(Star(lake)) as star:
            return ask(star, METRICS[key], Period.of(period), by=by, rule_on=rule_on)

    return ask_of


def test_a_call_answered_at_fifteen_seconds_is_in_time_and_at_sixteen_is_not(asked):
    waits = [0, 3, 7, 12, 15, 15, 16, 17, 40, 90]

    (found,) = asked([call(RECEIVED, wait) for wait in waits], "answered_in_time")

    assert (found.value, found.numerator, found.n) == (0.6, 6, 10)
    assert "15秒" in remark(found, "zh")
    assert "GB/T 33358-2016" in remark(found, "en")


def test_a_call_whose_wait_nobody_knows_does_not_count_and_is_told_beside(asked):
    calls = [call(RECEIVED, 5) for _ in range(12)] + [call(RECEIVED) for _ in range(4)] + [call(MISSED, 3)]

    (found,) = asked(calls, "answered_in_time")

    assert (found.value, found.n, found.base, found.coverage, found.lower) == (1.0, 12, 16, 0.75, 0.75)


def test_where_the_exchange_says_no_wait_there_is_no_rate_and_the_reason_is_said(asked):
    (found,) = asked([call(RECEIVED) for _ in range(12)], "answered_in_time")

    assert (found.value, found.why) == (None, "wait_unknown")
    assert "12 calls were answered, but nobody knows how long" in sentence(found, 10, "en")


def test_a_pack_without_a_limit_judges_no_call(asked):
    older = NATIONAL._replace(answering=Answering())

    (found,) = asked([call(RECEIVED, 1) for _ in range(12)], "answered_in_time", rule_on=lambda day: older)

    assert (found.value, found.why) == (None, "wait_unknown")


def test_a_stricter_limit_counts_from_its_month_on_without_building_anything_anew(asked):
    stricter = NATIONAL._replace(answering=NATIONAL.answering._replace(within_seconds=10))
    calls = [call(RECEIVED, 12, after=timedelta(days=days)) for days in range(0, 50, 2)]

    found = asked(
        calls,
        "answered_in_time",
        "2026-01..2026-02",
        by=["month"],
        rule_on=lambda day: stricter if day > date(2026, 1, 31) else NATIONAL,
    )

    assert [(one.by["month"], one.value) for one in found] == [("2026-01", 1.0), ("2026-02", 0.0)]


def test_callers_whom_the_exchange_turned_away_did_not_give_up(asked):
    calls = [call(RECEIVED, 5) for _ in range(15)]
    calls += [call(MISSED, 40, outcome="hung_up") for _ in range(4)]
    calls += [call(MISSED)]
    calls += [call(MISSED, outcome="turned_away") for _ in range(5)]

    (abandoned,), (answered,) = asked(calls, "abandoned"), asked(calls, "answered")

    assert (abandoned.value, abandoned.numerator, abandoned.n) == (0.25, 5, 20)
    assert (answered.value, answered.numerator, answered.n) == (0.6, 15, 25)


def test_what_came_in_writing_was_neither_answered_nor_given_up(asked):
    calls = [call(RECEIVED, 5) for _ in range(11)] + [call(MISSED, 60)]
    calls += [call(RECEIVED, channel="wechat") for _ in range(30)]

    assert [asked(calls, key)[0].n for key in ("answered", "answered_in_time", "abandoned")] == [12, 11, 12]


def test_a_call_counts_on_its_local_day(asked):
    last_minute = timedelta(days=26, hours=14, minutes=59)  # MONDAY is 09:00 in Beijing.
    calls = [call(RECEIVED, 5, after=last_minute + timedelta(minutes=2 * n)) for n in range(9)]
    calls += [call(MISSED, 5, after=last_minute + timedelta(days=1))]

    found = asked(calls, "answered", "2026-01..2026-02", by=["month"])

    assert [(one.by["month"], one.n) for one in found] == [("2026-01", 1), ("2026-02", 9)]
