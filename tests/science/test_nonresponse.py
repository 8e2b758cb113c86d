"""What those who did not answer could have said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import nonresponse
from weisu.science.arrays import Malformed, NotEnough

ASKED = st.integers(1, 500).flatmap(
    lambda asked: st.integers(0, asked).flatmap(
        lambda answered: st.tuples(st.integers(0, answered), st.just(answered), st.just(asked))
    )
)


def test_nineteen_of_twenty_of_a_third_identify_almost_nothing():
    found = nonresponse.bounds(665, 700, 2000)

    np.testing.assert_allclose([found.low, found.high], [0.35 * 0.95, 0.35 * 0.95 + 0.65])
    assert found.outer_low < found.low
    assert found.high < found.outer_high


@given(counted=ASKED)
def test_bounds_hold_the_respondents_mean_and_whatever_the_others_say(counted):
    met, answered, asked = counted
    found = nonresponse.bounds(met, answered, asked)

    for others in (0, (asked - answered) // 2, asked - answered):
        assert found.outer_low <= found.low <= (met + others) / asked + 1e-12
        assert (met + others) / asked <= found.high + 1e-12 <= found.outer_high + 2e-12


@given(counted=ASKED)
def test_bounds_are_as_far_apart_as_many_did_not_answer(counted):
    met, answered, asked = counted
    found = nonresponse.bounds(met, answered, asked)

    assert found.high - found.low == pytest.approx(1 - answered / asked)


@pytest.mark.parametrize("pull", [-0.3, 0, 0.3])
def test_outer_bounds_cover_the_truth_at_least_as_often_as_they_say_whoever_answers(pull):
    chance, covered = np.random.default_rng(29), 0
    for _ in range(500):
        satisfied = chance.random(200) < 0.7
        answers = chance.random(200) < 0.45 + np.where(satisfied, pull, -pull)
        found = nonresponse.bounds((satisfied & answers).sum(), answers.sum(), 200)
        covered += bool(found.outer_low <= 0.7 <= found.outer_high)

    assert covered / 500 >= 0.95


@given(counted=ASKED)
def test_when_everybody_was_asked_only_their_silence_is_unknown(counted):
    met, answered, asked = counted
    found = nonresponse.bounds(met, answered, asked, everybody=asked)

    assert (found.outer_low, found.outer_high) == (found.low, found.high)


@pytest.mark.parametrize("pull", [-0.3, 0, 0.3])
def test_bounds_of_exactly_these_people_hold_what_they_would_say_at_least_as_often_as_they_say(pull):
    chance, covered = np.random.default_rng(30), 0
    for _ in range(500):
        satisfied = np.arange(90) < 63
        answers = chance.random(90) < 0.55 + np.where(satisfied, pull, -pull)
        drawn = chance.permutation(90) < 40
        said = drawn & answers
        found = nonresponse.bounds((satisfied & said).sum(), said.sum(), 40, everybody=90)
        covered += bool(found.outer_low <= 0.7 <= found.outer_high)

    assert covered / 500 >= 0.95


def test_the_tipping_point_moves_the_truth_to_the_limit_and_is_none_where_nothing_does():
    assert nonresponse.tipping_point(60, 80, 100, 0.7) == pytest.approx(0.5)
    assert nonresponse.tipping_point(60, 80, 100, 0.9) is None
    assert nonresponse.tipping_point(60, 100, 100, 0.6) is None


def test_answers_of_equal_chance_are_representative():
    assert nonresponse.r_indicator([0.3, 0.3, 0.3]) == 1
    assert nonresponse.r_indicator([0.0, 1.0]) == pytest.approx(1 - 2 * np.std([0, 1], ddof=1))


def test_a_trend_by_attempts_is_carried_to_those_never_reached():
    found = nonresponse.by_effort([90, 80, 70], [100, 100, 100], 100)

    assert found.per_attempt == pytest.approx(-0.1)
    assert found.never_reached == pytest.approx(0.6)
    assert found.everybody == pytest.approx(0.75)


def test_what_cannot_be_or_is_too_little_is_refused():
    with pytest.raises(Malformed, match="met ≤ answered ≤ asked"):
        nonresponse.bounds(5, 4, 10)
    with pytest.raises(NotEnough, match="nobody was asked at position 1"):
        nonresponse.bounds([1, 0], [1, 0], [2, 0])
    with pytest.raises(NotEnough, match="2 attempts with an answer, and at least 3"):
        nonresponse.by_effort([9, 0, 8], [10, 0, 10], 5)
    with pytest.raises(NotEnough, match="1 chances"):
        nonresponse.r_indicator([0.5])
