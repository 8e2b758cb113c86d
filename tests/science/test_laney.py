"""p′ and u′ charts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.reading import number_columns
from weisu.science import chart_rules, laney
from weisu.science.arrays import NotEnough


def outside(values, chart):
    return np.count_nonzero(chart_rules.rules(values, chart).outside)


def test_twenty_weeks_of_emergencies_are_16_signals_on_an_ordinary_chart_and_none_on_this(shared_data):
    rows = number_columns(shared_data / "oracles" / "spc_nhs_accidents.csv")
    found = laney.p_prime(rows["r"], rows["n"])

    assert found.chart.centre[0] == pytest.approx(0.952900, abs=5e-7)
    assert found.sigma_z == pytest.approx(10.640, abs=5e-4)
    assert outside(found.values, laney.plain(found)) == 16
    assert outside(found.values, found.chart) == 0


@given(seed=st.integers(0, 10_000), weeks=st.integers(7, 40))
def test_counting_the_misses_turns_the_chart_upside_down(seed, weeks):
    chance = np.random.default_rng(seed)
    n = chance.integers(500, 5000, weeks)
    met = chance.binomial(n, 0.7)
    here, there = laney.p_prime(met, n), laney.p_prime(n - met, n)

    np.testing.assert_allclose(here.chart.high, 1 - there.chart.low, rtol=1e-9)
    assert here.sigma_z == pytest.approx(there.sigma_z)


def test_weeks_that_differ_by_chance_only_have_a_sigma_of_one():
    chance = np.random.default_rng(6)
    n = chance.integers(500, 5000, 4000)

    assert laney.p_prime(chance.binomial(n, 0.7), n).sigma_z == pytest.approx(1, abs=0.05)
    assert laney.u_prime(chance.poisson(0.2 * n), n).sigma_z == pytest.approx(1, abs=0.05)


def test_weeks_that_are_all_alike_have_limits_on_their_line():
    found = laney.p_prime([80] * 8, [100] * 8)

    assert found.sigma_z == 0
    assert found.chart.low.tolist() == found.chart.high.tolist() == [0.8] * 8
    assert (laney.plain(found).high > 0.8).all()


def test_weeks_too_small_for_the_chart_are_named():
    with pytest.raises(NotEnough, match="fewer than five events are to be expected at position 2"):
        laney.p_prime([80, 80, 8, 80, 80, 80, 80], [100, 100, 10, 100, 100, 100, 100])
    with pytest.raises(NotEnough, match="fewer than five"):
        laney.u_prime([0] * 7, [10] * 7)
    with pytest.raises(NotEnough, match="3 points, and at least 7"):
        laney.p_prime([50, 50, 50], [100, 100, 100])
    with pytest.raises(NotEnough, match="fewer than five"):
        laney.p_prime([100] * 7, [100] * 7)
