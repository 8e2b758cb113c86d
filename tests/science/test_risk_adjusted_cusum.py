"""Risk-adjusted CUSUM."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from weisu.science import risk_adjusted_cusum as cusum
from weisu.science.arrays import Malformed, NotEnough


@pytest.mark.parametrize(
    ("odds_ratio", "expected"), [(2, [-0.024, 0.669, -0.433, 0.260]), (0.5, [0.012, -0.681, 0.316, -0.377])]
)
def test_four_outcomes_score_as_steiner_printed(odds_ratio, expected):
    p = special.expit(-3.68 + 0.077 * np.array([0, 0, 50, 50]))

    np.testing.assert_allclose(cusum.scores([0, 1, 0, 1], p, odds_ratio=odds_ratio), expected, atol=5e-4)


def test_one_outcome_scores_as_rigdon_and_fricker_printed():
    found = cusum.scores([0], special.expit([-3.67 + 0.077 * 19]), odds_ratio=0.5)

    assert found[0] == pytest.approx(0.05083, abs=5e-6)


@given(steps=st.lists(st.floats(-1, 1), min_size=1, max_size=50))
def test_the_sum_is_the_one_reckoned_step_by_step(steps):
    total, expected = 0.0, []
    for step in steps:
        total = max(0.0, total + step)
        expected.append(total)

    np.testing.assert_allclose(cusum.path(steps), expected, atol=1e-9)


def test_a_signal_is_where_the_sum_reaches_the_limit():
    assert cusum.signals([1, 1, -1, 1], 2).tolist() == [False, True, False, True]


def test_the_picture_adds_up_what_was_avoided():
    np.testing.assert_allclose(cusum.vlad([0, 1, 0], [0.2, 0.2, 0.2]), [0.2, -0.6, -0.4])


@given(p=st.floats(0.01, 0.9), odds_ratio=st.sampled_from([0.5, 2.0, 3.0]))
def test_outcomes_as_expected_lower_the_sum_on_average(p, odds_ratio):
    good, bad = cusum.scores([0, 1], [p, p], odds_ratio=odds_ratio)

    assert (1 - p) * good + p * bad < 0


def test_the_limit_signals_falsely_as_seldom_as_was_asked():
    chance = np.random.default_rng(9)
    mix = chance.beta(1, 9, 300)
    limit = cusum.limit_for(200, mix, odds_ratio=2)
    runs = []
    for _ in range(1500):
        p = chance.choice(mix, 4000)
        reached = cusum.signals(cusum.scores(chance.random(4000) < p, p, odds_ratio=2), limit)
        runs.append(reached.argmax() + 1 if reached.any() else 4000)

    assert np.mean(runs) == pytest.approx(200, abs=4 * np.std(runs) / np.sqrt(1500))


@pytest.mark.parametrize(
    ("bad", "expected", "odds_ratio", "why"),
    [
        ([0], [0.0], 2, "above 0 and below 1"),
        ([2], [0.5], 2, "1 for a bad outcome"),
        ([1], [0.5], 1, "differs from the present"),
        ([1], [0.5, 0.5], 2, "one row of 2"),
    ],
)
def test_what_cannot_be_an_outcome_or_an_expectation_is_refused(bad, expected, odds_ratio, why):
    with pytest.raises(Malformed, match=why):
        cusum.scores(bad, expected, odds_ratio=odds_ratio)


def test_a_limit_that_cannot_be_found_is_refused():
    with pytest.raises(NotEnough, match="no limit gives"):
        cusum.limit_for(1e12, [0.5], odds_ratio=2)
    with pytest.raises(Malformed, match="limit must be above 0"):
        cusum.run_length([0.5], 0, odds_ratio=2)
