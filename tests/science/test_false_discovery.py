"""Few false signals among many."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import false_discovery
from weisu.science.arrays import Malformed, NotEnough

TRIAL = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.759]
FAMILY = st.lists(st.floats(0, 1), min_size=1, max_size=60)


def test_the_thrombolysis_trial_has_four_signals():
    assert false_discovery.signals([*TRIAL, 1.0]).tolist() == [True] * 4 + [False] * 11


@given(family=FAMILY, q=st.floats(0, 1))
def test_signals_are_the_largest_step_that_lies_under_the_line(family, q):
    p = np.array(family)
    line = [k for k in range(1, p.size + 1) if np.sort(p)[k - 1] * (p.size / k) <= q]
    cut = np.sort(p)[max(line) - 1] if line else -1

    assert false_discovery.signals(p, q=q).tolist() == (p <= cut).tolist()


@given(family=FAMILY, order=st.randoms(use_true_random=False))
def test_the_order_of_a_family_does_not_matter(family, order):
    places = list(range(len(family)))
    order.shuffle(places)
    p = np.array(family)

    np.testing.assert_array_equal(false_discovery.adjusted(p)[places], false_discovery.adjusted(p[places]))


def test_true_signals_are_found_and_few_false_ones_with_them():
    chance = np.random.default_rng(3)
    shares = []
    for _ in range(300):
        p = np.concatenate([chance.random(900), chance.random(100) * 1e-4])
        found = false_discovery.signals(p)
        shares.append(found[:900].sum() / max(1, found.sum()))
        assert found[900:].all()
    assert np.mean(shares) <= 0.05


def test_an_empty_family_and_impossible_p_values_are_refused():
    with pytest.raises(NotEnough):
        false_discovery.adjusted([])
    with pytest.raises(Malformed, match="position 1 is 2"):
        false_discovery.adjusted([0.5, 2])
