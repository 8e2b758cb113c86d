"""What size alone does to a score."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from weisu.science import equal_units
from weisu.science.arrays import Malformed, NotEnough
from weisu.science.equal_units import Spread


def capped(n, rate):
    share, chance = equal_units.counts_met(n, rate)
    return equal_units.spread(np.clip(100 * share - 75, 0, 20), chance)


@pytest.mark.parametrize(
    ("rate", "n", "mean", "sd"),
    [
        (0.97, 5, 17.8, 5.3),
        (0.97, 30, 19.4, 1.5),
        (0.97, 300, 20.0, 0.1),
        (0.93, 5, 15.2, 7.3),
        (0.93, 30, 17.0, 3.6),
        (0.93, 300, 18.0, 1.4),
    ],
)
def test_full_marks_that_are_capped_cost_small_units_more(rate, n, mean, sd):
    found = equal_units.summary(capped(n, rate))

    assert (round(found.mean, 1), round(found.sd, 1)) == (mean, sd)


def test_eight_of_ten_units_lie_between_the_ends():
    found = equal_units.summary(equal_units.counts_met(30, 0.9))

    assert (found.low * 30, found.high * 30) == pytest.approx(tuple(stats.binom.ppf([0.1, 0.9], 30, 0.9)))


SPREADS = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 5)), min_size=1, max_size=4).map(
    lambda pairs: equal_units.spread(
        [float(score) for score, _ in pairs], np.array([w for _, w in pairs]) / sum(w for _, w in pairs)
    )
)


@settings(deadline=None)
@given(spreads=st.lists(SPREADS, min_size=1, max_size=2), each=st.integers(1, 2))
def test_who_is_first_and_last_is_what_one_counts_by_hand(spreads, each):
    units = [kind for kind in range(len(spreads)) for _ in range(each)]
    if len(units) < 2:
        return
    first, last = np.zeros(len(spreads)), np.zeros(len(spreads))
    for drawn in product(*(range(spreads[kind].score.size) for kind in units)):
        scores = np.array([spreads[kind].score[i] for kind, i in zip(units, drawn, strict=True)])
        chance = np.prod([spreads[kind].chance[i] for kind, i in zip(units, drawn, strict=True)])
        for best, into in ((scores == scores.max(), first), (scores == scores.min(), last)):
            for unit in np.flatnonzero(best):
                into[units[unit]] += chance / best.sum() / each
    found = equal_units.ends(spreads, each)

    assert found.first == pytest.approx(first)
    assert found.last == pytest.approx(last)


def test_among_equals_small_units_stand_at_both_ends():
    found = equal_units.ends([equal_units.counts_met(n, 0.9) for n in (5, 30, 300)], 10)

    assert 10 * found.first.sum() == pytest.approx(1)
    assert 10 * found.last.sum() == pytest.approx(1)
    assert found.first[0] > 1 / 30 > found.first[2]
    assert found.last[0] > 1 / 30 > found.last[2]


def test_units_of_one_size_have_one_chance():
    found = equal_units.ends([equal_units.counts_met(20, 0.8)], 25)

    assert found.first == pytest.approx([1 / 25])
    assert found.last == pytest.approx([1 / 25])


def test_independent_parts_are_added_as_their_sum_is_drawn():
    parts = [capped(7, 0.9), equal_units.counts_met(4, 0.5), Spread(np.array([3.0]), np.array([1.0]))]
    found = equal_units.added(parts, grid=1e-6)
    by_hand = {}
    for one, two in product(*(zip(*part, strict=True) for part in parts[:2])):
        score = round(one[0] + two[0] + 3, 5)
        by_hand[score] = by_hand.get(score, 0) + one[1] * two[1]

    assert dict(zip(np.round(found.score, 5).tolist(), found.chance, strict=True)) == pytest.approx(by_hand)


def test_what_cannot_be_is_refused():
    with pytest.raises(Malformed):
        equal_units.counts_met(5, 1.2)
    with pytest.raises(NotEnough):
        equal_units.counts_met(0, 0.9)
    with pytest.raises(Malformed, match="add up to 1"):
        equal_units.spread([1.0, 2.0], [0.5, 0.6])
    with pytest.raises(NotEnough):
        equal_units.ends([capped(5, 0.9)], 1)
