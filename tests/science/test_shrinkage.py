"""Shrinkage towards peers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from weisu.science import shrinkage
from weisu.science.arrays import Malformed, NotEnough

PUMPS = [5, 1, 5, 14, 3, 19, 1, 1, 4, 22], [94.3, 15.7, 62.9, 126, 5.24, 31.4, 1.05, 1.05, 2.1, 10.5]
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]) / 45
COUNTED = st.lists(st.tuples(st.integers(0, 60), st.floats(0.5, 80)), min_size=2, max_size=25)


def test_ten_pumps_are_drawn_to_their_gamma():
    found = shrinkage.rates_of(*PUMPS)

    np.testing.assert_allclose(found.shape_and_rate, [0.8230, 1.2617], atol=5e-5, rtol=0)
    assert found.log_likelihood == pytest.approx(-32.25784, abs=5e-6)
    means = [0.0609, 0.1075, 0.0908, 0.1165, 0.5880, 0.6069, 0.7886, 0.7886, 1.4347, 1.9405]
    np.testing.assert_allclose(found.rates, means, atol=5.1e-5, rtol=0)


def test_the_likelihood_is_that_of_the_negative_binomial():
    found = shrinkage.rates_of(*PUMPS)
    a, b = found.shape_and_rate

    assert stats.nbinom.logpmf(PUMPS[0], a, b / (b + np.array(PUMPS[1]))).sum() == pytest.approx(found.log_likelihood)


def test_eighteen_batters_are_drawn_to_their_mean():
    mean = HITS.mean()
    found = shrinkage.equal_variances(HITS, mean * (1 - mean) / 45)

    assert found.centre == pytest.approx(0.2654, abs=5e-5)
    assert found.weights[0] == pytest.approx(0.2117, abs=5e-5)
    np.testing.assert_allclose(found.estimates[[0, -1]], [0.294, 0.242], atol=5e-4, rtol=0)


@given(units=COUNTED)
def test_a_rate_is_drawn_towards_the_mean_and_never_past_it(units):
    events, exposure = np.array(units).T
    if not events.any():
        return
    found = shrinkage.rates_of(events, exposure)
    raw = events / exposure

    between = (np.minimum(raw, found.mean) - 1e-7 <= found.rates) & (found.rates <= np.maximum(raw, found.mean) + 1e-7)
    assert between.all()


@given(units=COUNTED)
def test_no_other_gamma_makes_the_counts_more_likely(units):
    events, exposure = np.array(units).T
    if not events.any():
        return
    found = shrinkage.rates_of(events, exposure)
    for variance in (0.01, 0.1, 1, 10):
        for mean in np.array([0.5, 1, 2]) * events.sum() / exposure.sum():
            other = stats.nbinom.logpmf(events, 1 / variance, 1 / (1 + variance * mean * exposure)).sum()
            assert other <= found.log_likelihood + 1e-6


def test_units_that_differ_by_chance_only_all_get_the_mean():
    found = shrinkage.rates_of([5, 4, 6, 5], [1, 1, 1, 1])

    assert found.variance == 0
    np.testing.assert_array_equal(found.rates, [5, 5, 5, 5])
    assert found.shape_and_rate == (np.inf, np.inf)
    assert found.log_likelihood == pytest.approx(stats.poisson.logpmf([5, 4, 6, 5], 5).sum())


def test_the_weight_is_the_share_of_a_units_own_number():
    found = shrinkage.towards(0.5, [0.9, 0.9], [0.1, 0.3], 0.01)

    np.testing.assert_allclose(found.weights, [0.5, 0.1])
    np.testing.assert_allclose(found.estimates, [0.7, 0.54])


def test_estimates_that_vary_less_than_their_errors_collapse_to_the_mean():
    np.testing.assert_array_equal(shrinkage.equal_variances([1, 2, 3, 4], 100).estimates, [2.5] * 4)


def test_too_little_to_know_the_peers_is_refused():
    with pytest.raises(NotEnough, match="no unit has an event"):
        shrinkage.rates_of([0, 0], [1, 1])
    with pytest.raises(NotEnough, match="1 units, and at least 2"):
        shrinkage.rates_of([3], [1])
    with pytest.raises(NotEnough, match="3 units, and at least 4"):
        shrinkage.equal_variances([1, 2, 3], 1)
    with pytest.raises(Malformed, match="tau2"):
        shrinkage.towards(0, [1], [1], -1)
