"""How far a composite depends on small numbers, weights and single parts."""

import numpy as np
import pytest

from weisu.science import score_uncertainty
from weisu.science.arrays import Malformed, NotEnough

DRAWS = 20_000


@pytest.fixture
def random():
    return np.random.default_rng(20260301)


def test_the_shares_of_a_sum_are_those_of_its_published_test(random):
    points = np.stack([random.uniform(size=DRAWS), 10 * random.uniform(size=DRAWS), np.zeros(DRAWS)], axis=1)[:, None]
    shares = score_uncertainty.variance_shares(points, np.ones((DRAWS, 3)))[0]

    assert shares == pytest.approx([1 / 101, 100 / 101, 0], abs=0.005)
    assert shares.sum() == pytest.approx(1)


def test_weights_stay_within_their_range_and_keep_their_sum(random):
    drawn = score_uncertainty.varied_weights([0.2, 0.3, 0.5], DRAWS, random)

    assert drawn.sum(axis=1) == pytest.approx(np.ones(DRAWS))
    ratio = drawn / [0.2, 0.3, 0.5]
    pairs = ratio[:, 0] / ratio[:, 1]
    assert pairs.min() > 0.75 / 1.25
    assert pairs.max() < 1.25 / 0.75
    assert ratio.mean() == pytest.approx(1, abs=0.01)


def test_without_doubt_about_anything_a_score_is_itself(random):
    points = np.tile([[[3.0, 4.0], [5.0, 1.0]]], (200, 1, 1))
    scores = score_uncertainty.totals(points, score_uncertainty.varied_weights([1, 2], 200, random, around=0), 10)

    assert score_uncertainty.middle(scores).low == pytest.approx([21, 17])
    assert score_uncertainty.middle(scores).width == pytest.approx([0, 0])
    assert (score_uncertainty.ranks(scores) == [1, 2]).all()
    assert (score_uncertainty.variance_shares(points, np.ones((200, 2))) == 0).all()


def test_the_interval_of_a_normal_score_is_the_one_of_the_tables(random):
    points = random.normal(50, 2, (DRAWS, 1, 1))
    found = score_uncertainty.middle(score_uncertainty.totals(points, np.ones((DRAWS, 1))))

    assert found.low == pytest.approx([50 - 2 * 1.645], abs=0.08)
    assert found.high == pytest.approx([50 + 2 * 1.645], abs=0.08)


def test_equal_scores_share_the_better_rank():
    assert score_uncertainty.ranks([[9, 8, 9, 7], [1, 1, 1, 2]]).tolist() == [[1, 3, 1, 4], [2, 2, 2, 1]]
    assert score_uncertainty.ranks([0.1 + 0.2, 0.3]).tolist() == [1, 1]


def test_leaving_a_part_out_weighs_the_others_as_much_as_all_of_them():
    found = score_uncertainty.without_each([[100.0, 0.0], [80.0, 80.0]], [0.5, 0.5], 1)

    assert found.tolist() == [[1, 81], [101, 81]]


def test_too_little_to_say_is_refused(random):
    with pytest.raises(NotEnough):
        score_uncertainty.totals(np.zeros((5, 1, 1)), np.ones((5, 1)))
    with pytest.raises(NotEnough):
        score_uncertainty.ranks([1.0])
    with pytest.raises(NotEnough):
        score_uncertainty.without_each([[1.0]], [1.0])
    with pytest.raises(Malformed):
        score_uncertainty.varied_weights([0, 1], 100, random)
    with pytest.raises(Malformed, match="draws × units × parts"):
        score_uncertainty.totals(np.zeros((200, 2)), np.ones((200, 2)))
