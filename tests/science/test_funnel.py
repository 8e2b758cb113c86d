"""Exact funnel limits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.science.reading import text_columns
from weisu.science import funnel
from weisu.science.arrays import Malformed, NotEnough

TAILS = st.sampled_from([funnel.LOOK, funnel.SIGNAL])


@pytest.mark.parametrize(
    ("tail", "low", "high"),
    [
        (funnel.LOOK, [0.5596924, 0.6108260, 0.6746958], [1.649348, 1.544419, 1.427562]),
        (funnel.SIGNAL, [0.3862650, 0.4479107, 0.5289724], [2.082907, 1.902094, 1.702771]),
    ],
)
def test_drawn_limits_are_those_of_funnelplotr(tail, low, high):
    found = funnel.drawn_ratio_limits([15, 20, 30], tail=tail)

    np.testing.assert_allclose(found.low, low, atol=5e-8, rtol=0)
    np.testing.assert_allclose(found.high, high, atol=5e-7, rtol=0)


@pytest.mark.parametrize(("limits", "outside"), [(funnel.drawn_ratio_limits, 25), (funnel.ratio_limits, 23)])
def test_25_of_54_hospitals_lie_outside_the_drawn_limits_and_23_outside_exact_ones(shared_data, limits, outside):
    rows = text_columns(shared_data / "comparison" / "medpar_by_provider_obs_exp.csv")
    observed, expected = rows["los"].astype(float), rows["prds"].astype(float)

    assert limits(expected).outside(observed / expected).sum() == outside


def test_bristol_lies_outside_the_funnel_of_childrens_heart_surgery(shared_data):
    rows = text_columns(shared_data / "comparison" / "02-5-child-heart-surgery-1991-x.csv")
    survivors, operations = rows["Survivors"].astype(float), rows["Operations"].astype(float)
    limits = funnel.share_limits(operations, survivors.sum() / operations.sum())

    assert rows["Hospital"][limits.outside(survivors / operations)].tolist() == ["Bristol"]


@given(expected=st.floats(0.5, 5000), tail=TAILS)
def test_drawn_limits_hold_the_target_and_are_wider_for_less(expected, tail):
    small, large = (funnel.drawn_ratio_limits(size, tail=tail) for size in (expected, expected * 2))

    assert small.low < large.low < 1 < large.high < small.high


@given(expected=st.floats(0.1, 3000), tail=TAILS)
def test_at_most_the_tail_of_equal_units_leaves_the_limits_of_a_ratio(expected, tail):
    low, high = (float(end) * expected for end in funnel.ratio_limits(expected, tail=tail))

    assert stats.poisson.cdf(round(low) - 1, expected) <= tail * (1 + 1e-9)
    assert stats.poisson.sf(round(high), expected) <= tail * (1 + 1e-9)
    assert stats.poisson.cdf(round(low), expected) >= tail * (1 - 1e-9), "a unit further in would be surprising too"


@given(n=st.integers(1, 3000), target=st.floats(0, 1), tail=TAILS)
def test_at_most_the_tail_of_equal_units_leaves_the_limits_of_a_share(n, target, tail):
    low, high = (float(end) * n for end in funnel.share_limits(n, target, tail=tail))

    assert stats.binom.cdf(round(low) - 1, n, target) <= tail * (1 + 1e-9)
    assert stats.binom.sf(round(high), n, target) <= tail * (1 + 1e-9)


def test_equal_units_of_5_to_50000_tickets_are_singled_out_no_more_than_chance_does():
    chance = np.random.default_rng(12345)
    n = np.geomspace(5, 50_000, 2_000).astype(int)
    limits = funnel.share_limits(n, 0.8)
    outside = [limits.outside(chance.binomial(n, 0.8) / n).mean() for _ in range(50)]

    assert np.mean(outside) <= 0.002


def test_a_unit_without_tickets_is_named_and_not_drawn():
    with pytest.raises(NotEnough, match="nobody was counted at position 0"):
        funnel.share_limits([0, 5], 0.8)


@pytest.mark.parametrize("tail", [0, 0.5, 2.5])
def test_a_tail_is_less_than_half(tail):
    with pytest.raises(Malformed, match="tail"):
        funnel.ratio_limits([3], tail=tail)


@given(exposure=st.integers(1, 3000), rate=st.floats(0.001, 3), tail=TAILS)
def test_limits_of_a_rate_are_those_of_the_ratio_to_what_it_lets_expect(exposure, rate, tail):
    found, ratio = funnel.rate_limits(exposure, rate, tail=tail), funnel.ratio_limits(exposure * rate, tail=tail)

    assert float(found.low) == pytest.approx(float(ratio.low) * rate)
    assert float(found.high) == pytest.approx(float(ratio.high) * rate)


def test_where_nothing_happens_the_limits_of_a_rate_are_nothing_and_a_negative_one_is_refused():
    assert [float(end) for end in funnel.rate_limits(30, 0.0)] == [0, 0]
    with pytest.raises(Malformed):
        funnel.rate_limits(30, -0.1)
