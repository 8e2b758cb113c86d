"""A few asked at random, a prediction for everybody."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import ppi
from weisu.science.arrays import NotEnough

ROWS = st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=3, max_size=40)


@given(said=st.lists(st.booleans(), min_size=2, max_size=60), trust=st.floats(0, 1))
def test_when_all_have_answered_no_prediction_moves_the_share_by_a_digit(said, trust):
    y = np.array(said, float)

    found = ppi.share_among(ppi.among(y, np.linspace(0.1, 0.9, y.size), [], ppi.Trust(trust, 2.0)), y.size)

    assert found.low == found.high == y.mean()


@given(rows=ROWS, others=st.lists(st.floats(-5, 5), min_size=1, max_size=40))
def test_at_full_and_at_no_reliance_it_is_the_closed_form_of_the_paper(rows, others):
    y, f, rest = *np.array(rows).T, np.array(others)
    full, none = (ppi.mean(y, f, rest, reliance=reliance) for reliance in (1, 0))

    assert full.mean == pytest.approx(rest.mean() + (y - f).mean())
    assert full.error**2 == pytest.approx(rest.var() / rest.size + (y - f).var(ddof=1) / y.size)
    assert none.mean == pytest.approx(y.mean())
    assert none.error**2 == pytest.approx(y.var(ddof=1) / y.size)


def test_at_full_reliance_it_is_the_interval_of_the_papers_package_but_for_one_freedom():
    """`ppi_mean_ci(lam=1)` divides what the asked missed by n, we by n − 1: of few answers ours is the wider."""
    chance = np.random.default_rng(24)
    f, rest = chance.random(300), chance.random(20_000)
    y = (chance.random(300) < f).astype(float)
    packages = np.sqrt(rest.var() / rest.size + (y - f).var() / y.size)

    found = ppi.mean(y, f, rest, reliance=1.0)

    assert found.mean == pytest.approx(rest.mean() + (y - f).mean(), abs=5e-9)
    asked = found.error**2 - rest.var() / rest.size
    assert np.sqrt(rest.var() / rest.size + asked * 299 / 300) == pytest.approx(packages, abs=5e-9)
    assert found.error > packages


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


def town(chance, groups=12, each=60, asked=25):
    """By group: (answers, predictions) of those asked, predictions of others, and the share of all."""
    for group in range(groups):
        level = chance.uniform(0.6, 0.9)
        likely = np.clip(level + chance.choice([-0.35, 0.1], each), 0, 1)
        said = (chance.random(each) < likely).astype(float)
        yield group, said[:asked], likely[:asked], likely[asked:], said.mean()


def test_the_share_of_exactly_these_people_lies_in_its_interval_as_often_as_it_says():
    chance, held = np.random.default_rng(11), []
    for _ in range(120):
        rows = list(town(chance))
        trust = ppi.trusted(
            np.concatenate([said for _, said, *_ in rows]),
            np.concatenate([likely for _, _, likely, *_ in rows]),
            np.repeat([group for group, *_ in rows], 25),
        )
        for _, said, likely, others, truth in rows:
            found = ppi.share_among(ppi.among(said, likely, others, trust), 60)
            held.append(found.low <= truth <= found.high)

    # 1,440 intervals: within three and a half standard errors of 0.95.
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_predictions_that_tell_groups_but_not_people_apart_are_not_relied_upon():
    chance = np.random.default_rng(5)
    group = np.repeat(np.arange(40), 50)
    level = np.linspace(0.2, 0.9, 40)[group]
    said = (chance.random(group.size) < level).astype(float)

    trust = ppi.trusted(said, level, group)

    assert trust == (0.0, 1.0)


def test_where_nobody_is_left_unasked_the_share_is_what_they_said():
    found = ppi.share_among(ppi.Estimate(0.75, 0.0, 0.0, 12, 12.0), 12)

    assert (found.low, found.estimate, found.high) == (0.75, 0.75, 0.75)


@given(rows=ROWS, others=st.lists(st.floats(-5, 5), min_size=1, max_size=40))
def test_among_relied_upon_wholly_it_adds_what_was_missed_to_what_is_predicted_of_all(rows, others):
    y, f = np.array(rows).T

    found = ppi.among(y, f, others, ppi.Trust(1.0, 2.0))

    assert found.mean == pytest.approx(np.mean([*f, *others]) + np.mean(y - f))
    assert found.error**2 == pytest.approx(y.var(ddof=1) / y.size / 2 * len(others) / (y.size + len(others)))


def test_of_two_answers_nobody_knows_what_predictions_are_worth():
    with pytest.raises(NotEnough, match="2 answers"):
        ppi.trusted([1, 0], [0.5, 0.4], [0, 0])
    with pytest.raises(NotEnough, match="1 answers"):
        ppi.among([1], [0.5], [0.4], ppi.Trust(0.5, 1.0))
