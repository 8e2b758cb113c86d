"""A few asked at random, a prediction for everybody."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import ppi
from weisu.science.arrays import NotEnough

ROWS = st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=3, max_size=40)


@given(rows=ROWS, others=st.lists(st.floats(-5, 5), min_size=1, max_size=40))
def test_at_full_and_at_no_reliance_it_is_the_closed_form_of_the_paper(rows, others):
    y, f, rest = *np.array(rows).T, np.array(others)
    full, none = (ppi.mean(y, f, rest, reliance=reliance) for reliance in (1, 0))

    assert full.mean == pytest.approx(rest.mean() + (y - f).mean())
    assert full.error**2 == pytest.approx(rest.var() / rest.size + (y - f).var(ddof=1) / y.size)
    assert none.mean == pytest.approx(y.mean())
    assert none.error**2 == pytest.approx(y.var(ddof=1) / y.size)


@given(rows=ROWS, others=st.lists(st.floats(-5, 5), min_size=1, max_size=40), order=st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(rows, others, order):
    turned = rows[:]
    order.shuffle(turned)
    here, there = (ppi.mean(*zip(*one, strict=True), others) for one in (rows, turned))

    assert here.mean == pytest.approx(there.mean)
    assert here.error == pytest.approx(there.error)
    assert 0 <= here.reliance <= 1


def survey(chance, strength, count=20_300, asked=300):
    """Yes or no of everybody, and a prediction that says as much of it as `strength`."""
    likely = chance.random(count)
    answer = (chance.random(count) < 0.5 + strength * (likely - 0.5)).astype(float)
    return answer[:asked], likely[:asked], likely[asked:]


@pytest.mark.parametrize("strength", [0, 0.6, 1])
def test_intervals_cover_the_truth_as_often_as_they_say_whatever_the_prediction(strength):
    chance, plain, shares = np.random.default_rng(25), 0, 0
    for _ in range(1000):
        found = ppi.mean(*survey(chance, strength))
        plain += bool(ppi.normal(found).low <= 0.5 <= ppi.normal(found).high)
        shares += bool(ppi.share(found).low <= 0.5 <= ppi.share(found).high)

    assert abs(plain / 1000 - 0.95) <= 0.02
    assert abs(shares / 1000 - 0.95) <= 0.02


def test_300_answers_with_a_correlation_of_seven_tenths_are_worth_about_590():
    chance = np.random.default_rng(26)
    f = chance.normal(size=2_000_300)
    y = 0.7 * f[:300] + np.sqrt(1 - 0.49) * chance.normal(size=300)
    worths = []
    for _ in range(200):
        f_asked = chance.normal(size=300)
        y = 0.7 * f_asked + np.sqrt(0.51) * chance.normal(size=300)
        worths.append(ppi.mean(y, f_asked, f[:60_000]).worth)

    assert np.mean(worths) == pytest.approx(300 / 0.51, rel=0.05)


def test_a_bad_prediction_does_not_hurt():
    chance = np.random.default_rng(27)
    worths = []
    for _ in range(100):
        answers, _, others = survey(chance, 0.5)
        worths.append(ppi.mean(answers, chance.random(300), others).worth)

    assert np.mean(worths) >= 299


def test_answers_that_were_likelier_to_be_asked_count_less():
    chance = np.random.default_rng(28)
    answers, asked_with = [], []
    for _ in range(4_000):
        is_good = chance.random() < 0.5
        chance_to_be_asked = 0.2 if is_good else 0.05
        if chance.random() < chance_to_be_asked:
            answers.append(float(is_good))
            asked_with.append(chance_to_be_asked)
    weights = 1 / np.array(asked_with)
    weighted = ppi.mean(answers, np.zeros(len(answers)), np.zeros(10), weights=weights)

    assert ppi.mean(answers, np.zeros(len(answers)), np.zeros(10)).mean > 0.7
    assert abs(weighted.mean - 0.5) < 3 * weighted.error


def test_strata_are_added_by_their_size():
    few = ppi.Estimate(0.4, 0.1, 0.5, 20, 30)
    many = ppi.Estimate(0.8, 0.05, 0.5, 80, 120)
    found = ppi.combined([few, many], [100, 300])

    assert found.mean == pytest.approx(0.7)
    assert found.error == pytest.approx(np.hypot(0.025, 0.0375))
    assert (found.asked, found.worth) == (100, pytest.approx(150))


def test_ten_of_ten_satisfied_is_not_certainty():
    found = ppi.mean([1.0] * 10, [0.9] * 10, [0.9] * 100)

    assert ppi.share(found).high == 1
    assert ppi.share(found).low == pytest.approx(0.7225, abs=1e-4)
    with pytest.raises(NotEnough, match="all answers are alike"):
        ppi.normal(found)


def test_one_answer_or_nobody_else_is_not_enough():
    with pytest.raises(NotEnough, match="1 answers, and at least 2"):
        ppi.mean([1], [1], [1])
    with pytest.raises(NotEnough, match="0 others"):
        ppi.mean([1, 0], [1, 0], [])
    with pytest.raises(NotEnough, match="0 strata"):
        ppi.combined([], [])
