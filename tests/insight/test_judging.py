"""What the charts say: small units are not accused by chance, months are not judged before there are seven."""

import numpy as np

from weisu.analytics.catalog import METRICS
from weisu.insight.judging import funnel, trend
from weisu.science.chart_rules import Variation
from weisu.science.intervals import wilson

ON_TIME, STAY = METRICS["closure_on_time"], METRICS["residence_handling"]

AFTER = "2027-01"


def result(met, n, **by):
    low, value, high = (float(end) for end in wilson(met, n)) if n else (None, None, None)
    return {"metric": "closure_on_time", "by": by, "value": value, "low": low, "high": high, "numerator": met, "n": n}


def months(*pairs):
    return [result(met, n, month=f"2026-{place:02}") for place, (met, n) in enumerate(pairs, 1)]


def test_fewer_than_seven_months_have_no_limits_and_no_verdict():
    found = trend(ON_TIME, months(*[(90, 100)] * 6), running=AFTER)

    assert found.chart is None
    assert found.latest is None
    assert found.signals == [0] * 6


def test_a_fall_is_for_the_worse_where_more_is_better():
    steady = [(90, 100), (91, 100), (89, 100), (90, 100), (92, 100), (88, 100), (90, 100), (91, 100)]

    assert trend(ON_TIME, months(*steady), running=AFTER).latest is Variation.COMMON_CAUSE
    fallen = trend(ON_TIME, months(*steady, (60, 100)), running=AFTER)
    assert fallen.latest is Variation.CONCERN
    assert fallen.signals[-1] == -1


def test_a_month_that_is_not_over_is_neither_judged_nor_judged_by():
    steady = [(90, 100), (91, 100), (89, 100), (90, 100), (92, 100), (88, 100), (90, 100), (91, 100)]
    over = trend(ON_TIME, months(*steady), running=AFTER)
    found = trend(ON_TIME, months(*steady, (1, 30)), running="2026-09")

    assert found.months == over.months
    assert found.latest is Variation.COMMON_CAUSE
    assert found.chart.low.tolist() == over.chart.low.tolist()


def test_a_month_without_tickets_is_left_out_and_not_drawn_as_nothing():
    found = trend(ON_TIME, months(*[(90, 100)] * 3, (0, 0), *[(91, 100)] * 5), running=AFTER)

    assert "2026-04" not in found.months
    assert len(found.months) == 8


def test_a_small_unit_far_from_the_target_is_inside_and_a_large_one_is_not():
    found = funnel(
        ON_TIME, [result(900, 1000, unit="large"), result(5, 10, unit="small"), result(700, 1000, unit="far")]
    )
    zones = {one.unit: one.zone for one in found.units}

    assert zones["small"] == 0
    assert zones["large"] == 2
    assert zones["far"] == -2
    assert found.phi is None


def test_equal_units_of_any_size_are_not_singled_out_by_more_than_chance():
    random = np.random.default_rng(7)
    sizes = np.geomspace(10, 5000, 400).astype(int)
    units = [result(int(random.binomial(n, 0.8)), int(n), unit=f"u{place}") for place, n in enumerate(sizes)]

    far = [one.unit for one in funnel(ON_TIME, units).units if abs(one.zone) == 2]

    assert len(far) <= 4


def test_of_many_units_that_differ_by_more_than_chance_the_limits_allow_for_it():
    random = np.random.default_rng(3)
    rates = np.clip(random.normal(0.8, 0.08, 30), 0, 1)
    units = [result(int(random.binomial(2000, rate)), 2000, unit=f"u{place}") for place, rate in enumerate(rates)]

    found = funnel(ON_TIME, units)

    assert found.phi > 2
    assert sum(abs(one.zone) == 2 for one in found.units) <= 2


def test_durations_and_single_units_have_no_funnel():
    assert funnel(STAY, [result(1, 2, unit="a"), result(1, 2, unit="b")]) is None
    assert funnel(ON_TIME, [result(1, 2, unit="a")]) is None
