"""How much of a ranking is truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import rankability
from weisu.science.arrays import Malformed, NotEnough
from weisu.science.rankability import Order

UNITS = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.05, 3)), min_size=2, max_size=20)


def test_half_of_what_separates_units_is_truth_when_errors_are_as_large_as_differences():
    assert rankability.rankability([0.5, 1, 3], 1.0) == 0.5
    assert rankability.rankability([0.5, 1, 3], 0) == 0


@pytest.mark.parametrize(
    ("share", "order"),
    [(0.49, Order.NONE), (0.5, Order.THREE_BANDS), (0.74, Order.THREE_BANDS), (0.75, Order.WITH_RANK_SETS)],
)
def test_an_order_is_shown_only_as_far_as_it_is_true(share, order):
    assert rankability.order_of(share) is order


@given(units=UNITS)
def test_expected_ranks_lie_between_first_and_last_and_add_up_as_ranks_do(units):
    theta, s = np.array(units).T
    ranks = rankability.expected_ranks(theta, s)

    assert ranks.sum() == pytest.approx(theta.size * (theta.size + 1) / 2)
    assert (ranks >= 1 - 1e-9).all()
    assert (ranks <= theta.size + 1e-9).all()


def test_expected_ranks_are_what_simulated_truths_would_have():
    theta, s = np.array([0.0, 0.5, 1.0, 3.0]), np.array([0.5, 1.0, 0.3, 0.2])
    truths = np.random.default_rng(4).normal(theta, s, (40_000, 4))
    simulated = (truths.argsort(axis=1).argsort(axis=1) + 1).mean(axis=0)

    np.testing.assert_allclose(rankability.expected_ranks(theta, s), simulated, atol=0.02)


def test_equal_units_share_the_middle_place():
    np.testing.assert_allclose(rankability.expected_ranks([1, 1, 1], [1, 2, 3]), [2, 2, 2])


def test_one_unit_has_no_rank():
    with pytest.raises(NotEnough, match="1 units"):
        rankability.expected_ranks([1], [1])
    with pytest.raises(NotEnough, match="1 units"):
        rankability.rankability([1], 1)
    with pytest.raises(Malformed, match="tau2"):
        rankability.rankability([1, 2], -1)
