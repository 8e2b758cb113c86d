"""The tickets behind a measure: the same that the measure counts, as they were when they came in."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.analytics.logs import OFFSET_US, lake_of, lived
from tests.analytics.test_measures import NATIONAL, PERIOD
from weisu.analytics.asking import CannotGroup, ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS
from weisu.analytics.star import Star
from weisu.analytics.unit_tickets import is_comparable, unit_tickets
from weisu.domain.instants import to_us

RULE = NATIONAL._replace(minimum_n=1)


@pytest.fixture(scope="module")
def events():
    return lived(20260302, tickets=60)


@pytest.fixture(scope="module")
def star(events, tmp_path_factory):
    lake = lake_of(tmp_path_factory.mktemp("lake"), events)
    build(lake, offset_us=OFFSET_US)
    star = Star(lake)
    yield star
    star.close()


@pytest.mark.parametrize("key", ["closure_on_time", "acknowledged_in_time", "responded", "extended", "sent_back"])
def test_units_have_the_tickets_that_the_measure_counts(star, key):
    metric = METRICS[key]
    found = unit_tickets(star, metric, PERIOD, rule_on=lambda day: RULE)
    asked = ask(star, metric, PERIOD, by=("unit",), rule_on=lambda day: RULE)
    unwelcome = Counter()
    for unit, met in zip(found.unit, found.met, strict=True):
        unwelcome[unit] += met

    assert found.unit
    assert Counter(found.unit) == {one.by["unit"]: one.n for one in asked if one.n}
    for one in asked:
        wanted = one.n - one.numerator if metric.direction == "higher" else one.numerator
        assert unwelcome[one.by["unit"]] == wanted


def test_what_counts_in_part_is_unwelcome_in_part_and_every_month_counts_under_its_own_rule(star):
    """Who refused counts a quarter in the first quarter of the year, who was never reached three in the second."""

    def rule_on(day):
        silence = {"refused": 0.25} if day.month < 4 else {"unreachable": 0.75}
        any_try = {"attempts": 0, "days": 0, "different_bands": 0}
        return RULE._replace(follow_up=RULE.follow_up._replace(neutral=0.5, **silence, **any_try))

    found = unit_tickets(star, METRICS["satisfied"], PERIOD, rule_on=rule_on)
    asked = ask(star, METRICS["satisfied"], PERIOD, by=("unit",), rule_on=rule_on)

    assert not found.is_rate
    assert sorted(found.met) == [0.25, 0.5, 0.75]
    assert sum(found.met) == sum(one.n - one.numerator for one in asked)


@pytest.mark.parametrize("key", ["solved", "satisfied", "sent_back", "reopened"])
def test_shares_and_rates_of_units_that_are_good_or_bad_are_comparable(key):
    assert is_comparable(METRICS[key])


@pytest.mark.parametrize("key", ["clock_rest_share", "called_back", "acts_per_ticket", "parts"])
def test_what_is_neither_good_nor_bad_or_no_share_or_nobody_answers_for_is_not(key):
    assert not is_comparable(METRICS[key])


def test_features_are_those_of_the_registration(star, events):
    found = unit_tickets(star, METRICS["closure_on_time"], PERIOD, rule_on=lambda day: RULE)
    registered = [event for event in events if event.type == "ticket.registered"]
    known = {
        (event.kind, event.category, event.payload["priority"], event.region_code, event.channel, _month(event))
        for event in registered
    }

    assert tuple(found.features) == ("kind", "category", "priority", "region", "channel", "month")
    assert set(zip(*found.features.values(), strict=True)) <= known
    assert len(set(found.features["region"])) == 2


def _month(event):
    at_us = to_us(event.occurred_at) if isinstance(event.occurred_at, datetime) else event.occurred_at
    return f"{datetime.fromtimestamp(0, UTC) + timedelta(microseconds=at_us + OFFSET_US):%Y-%m}"


def test_what_no_unit_answers_for_is_not_compared(star):
    with pytest.raises(CannotGroup, match="units are not compared"):
        unit_tickets(star, METRICS["triage_in_time"], PERIOD, rule_on=lambda day: RULE)
