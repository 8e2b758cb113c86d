"""What the charts say: small units are not accused by chance, months are not judged before there are seven."""

import numpy as np

from weisu.analytics.catalog import METRICS
from weisu.insight.judging import funnel, trend
from weisu.science.chart_rules import Variation
from weisu.science.funnel import SIGNAL, rate_limits, share_limits
from weisu.science.intervals import garwood, wilson, wilson_around

ON_TIME, STAY = METRICS["closure_on_time"], METRICS["residence_handling"]
SENT_BACK, SOLVED = METRICS["sent_back"], METRICS["solved"]

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


def returned(times, n, unit):
    low, value, high = (float(end) for end in garwood(times, n))
    return {"by": {"unit": unit}, "value": value, "low": low, "high": high, "numerator": float(times), "n": n}


def test_returns_stand_in_a_funnel_of_counts_where_one_dispatch_may_come_back_twice():
    found = funnel(SENT_BACK, [returned(60, 1000, "large"), returned(3, 12, "small"), returned(140, 1000, "far")])

    assert found.target == 203 / 2012
    assert {one.unit: one.zone for one in found.units} == {"large": -2, "small": 0, "far": 2}
    assert found.signal.high.tolist() == rate_limits(found.sizes, found.target, tail=SIGNAL).high.tolist()
    assert funnel(SENT_BACK, [returned(24, 12, "twice"), returned(10, 12, "once")]).units[0].value == 2
    assert [one.zone for one in funnel(SENT_BACK, [returned(0, 90, "a"), returned(0, 12, "b")]).units] == [0, 0]


def test_units_that_send_back_equally_often_are_not_singled_out_and_where_they_differ_limits_allow_for_it():
    random = np.random.default_rng(11)
    sizes = np.geomspace(10, 5000, 400).astype(int)
    equal = [returned(int(random.poisson(0.1 * n)), int(n), f"u{place}") for place, n in enumerate(sizes)]
    rates = random.gamma(9, 0.1 / 9, 30)
    unequal = [returned(int(random.poisson(2000 * rate)), 2000, f"u{place}") for place, rate in enumerate(rates)]

    assert sum(abs(one.zone) == 2 for one in funnel(SENT_BACK, equal).units) <= 4
    found = funnel(SENT_BACK, unequal)
    assert found.phi > 2
    assert sum(abs(one.zone) == 2 for one in found.units) <= 2


def answered(met, n, unit):
    low, value, high = (float(end) for end in wilson_around(met / n, n))
    return {"by": {"unit": unit}, "value": value, "low": low, "high": high, "numerator": met, "n": n}


def test_what_is_solved_in_part_stands_in_the_funnel_of_a_share():
    units = [answered(81.5, 100, "a"), answered(5.5, 10, "b"), answered(30.5, 100, "c")]
    found = funnel(SOLVED, units)

    assert found.target == 117.5 / 210
    assert {one.unit: one.zone for one in found.units} == {"a": 2, "b": 0, "c": -2}
    assert found.signal.low.tolist() == share_limits(found.sizes, found.target, tail=SIGNAL).low.tolist()
    assert funnel(SOLVED, [answered(8.5 + place, 20, f"u{place}") for place in range(11)]).phi > 1


def test_durations_and_single_units_have_no_funnel():
    assert funnel(STAY, [result(1, 2, unit="a"), result(1, 2, unit="b")]) is None
    assert funnel(ON_TIME, [result(1, 2, unit="a")]) is None
