"""The true share of repeats behind an imperfect linker."""

import numpy as np
import pytest

from weisu.science import linkage_error
from weisu.science.arrays import NotEnough


def test_three_of_ten_linked_by_a_fair_linker_are_one_true_repeat_in_seven():
    assert linkage_error.true_share((30, 100), (9, 10), (8, 10)).estimate == pytest.approx(1 / 7)


def test_a_better_linker_does_not_make_a_unit_look_worse():
    chance, found = np.random.default_rng(30), []
    for sensitivity, specificity in ((0.6, 0.99), (0.95, 0.97)):
        linked = chance.binomial(20_000 * 0.2, sensitivity) + chance.binomial(20_000 * 0.8, 1 - specificity)
        found.append(linkage_error.true_share((linked, 20_000), (sensitivity * 1e5, 1e5), (specificity * 1e5, 1e5)))

    assert [float(one.estimate) for one in found] == pytest.approx([0.2, 0.2], abs=0.01)


def test_intervals_cover_the_truth_as_often_as_they_say():
    chance, covered = np.random.default_rng(31), 0
    for _ in range(600):
        linked = chance.binomial(400, 0.25 * 0.85 + 0.75 * 0.05)
        found = linkage_error.true_share(
            (linked, 400), (chance.binomial(150, 0.85), 150), (chance.binomial(300, 0.95), 300)
        )
        covered += bool(found.low <= 0.25 <= found.high)

    assert 0.925 <= covered / 600 <= 0.975


def test_a_small_labelled_sample_without_an_error_is_not_taken_for_a_perfect_linker():
    perfect = linkage_error.true_share((30, 100), (5, 5), (5, 5))
    known = linkage_error.true_share((30, 100), (5_000, 5_000), (5_000, 5_000))

    assert perfect.high - perfect.low > 1.1 * (known.high - known.low)


def test_a_linker_no_better_than_a_coin_is_refused():
    with pytest.raises(NotEnough, match="no better than a coin"):
        linkage_error.true_share((30, 100), (5, 10), (5, 10))
    with pytest.raises(NotEnough, match="nobody was counted"):
        linkage_error.true_share((0, 0), (5, 10), (9, 10))
