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
from weisu.analytics.unit_tickets import unit_tickets
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


@pytest.mark.parametrize("key", ["closure_on_time", "acknowledged_in_time", "extended"])
def test_units_have_the_tickets_that_the_measure_counts(star, key):
    metric = METRICS[key]
    found = unit_tickets(star, metric, PERIOD, rule_on=lambda day: RULE)
    asked = ask(star, metric, PERIOD, by=("unit",), rule_on=lambda day: RULE)
    unwelcome = Counter(unit for unit, met in zip(found.unit, found.met, strict=True) if met)

    assert found.unit
    assert Counter(found.unit) == {one.by["unit"]: one.n for one in asked if one.n}
    for one in asked:
        wanted = one.n - one.numerator if metric.direction == "higher" else one.numerator
        assert unwelcome[one.by["unit"]] == wanted


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
