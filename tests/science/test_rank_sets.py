"""Confidence sets for ranks."""

import numpy as np
import pytest

from tests.science.reading import text_columns
from weisu.science import rank_sets
from weisu.science.arrays import Malformed, NotEnough

ELEVEN = "Belgium Canada Denmark Estonia Finland Japan Korea Netherlands Poland Slovenia Switzerland".split()


def chance():
    return np.random.default_rng(2018)


@pytest.fixture
def pisa(shared_data):
    rows = text_columns(shared_data / "oracles" / "ranks_pisa2018.csv")
    return rows["jurisdiction"], rows["math_score"].astype(float), rows["math_se"].astype(float)


def test_the_united_kingdom_is_13th_of_38_and_may_stand_anywhere_from_8th_to_23rd(pisa):
    countries, scores, s = pisa
    found = rank_sets.rank_sets(scores, s, chance=chance())
    here = countries.tolist().index("United Kingdom")

    assert (found.place[here], found.best[here], found.worst[here]) == (13, 8, 23)


def test_eleven_countries_may_be_among_the_best_five_and_twelve_if_one_must_be_surer(pisa):
    countries, scores, s = pisa

    assert countries[rank_sets.among_the_best(scores, s, best=5, chance=chance(), level=0.9)].tolist() == ELEVEN
    surer = countries[rank_sets.among_the_best(scores, s, best=5, chance=chance(), level=0.95)]
    assert {*ELEVEN, "Sweden"} <= set(surer) <= {*ELEVEN, "Sweden", "United Kingdom"}


def test_sets_that_hold_together_are_no_narrower_than_sets_that_hold_one_by_one(pisa):
    _, scores, s = pisa
    apart = rank_sets.rank_sets(scores, s, chance=chance())
    together = rank_sets.simultaneous(scores, s, chance=chance())

    assert (together.best <= apart.best).all()
    assert (together.worst >= apart.worst).all()
    assert ((together.best <= together.place) & (together.place <= together.worst)).all()


def test_the_sets_of_all_units_hold_together_as_often_as_they_say():
    truth, s = np.array([0, 0, 0.5, 1, 1, 3]), np.array([0.3, 0.4, 0.3, 0.5, 0.2, 0.4])
    best = (truth > truth[:, None]).sum(axis=1) + 1
    worst = truth.size - (truth < truth[:, None]).sum(axis=1)
    draw, held = np.random.default_rng(5), 0
    for _ in range(120):
        found = rank_sets.simultaneous(draw.normal(truth, s), s, chance=draw, level=0.9)
        held += bool((found.best <= best).all() and (found.worst >= worst).all())

    assert held / 120 >= 0.9 - 3 * np.sqrt(0.09 / 120)


def test_units_far_apart_have_one_place_each_and_equal_units_may_stand_anywhere():
    far = rank_sets.rank_sets([1, 3, 2], [1e-6] * 3, chance=chance())
    same = rank_sets.rank_sets([1, 1, 1], [1, 1, 1], chance=chance())

    assert [*zip(*far, strict=True)] == [(3, 3, 3), (1, 1, 1), (2, 2, 2)]
    assert same.best.tolist() == [1, 1, 1]
    assert same.worst.tolist() == [3, 3, 3]


def test_one_unit_has_no_place_and_best_counts_units():
    with pytest.raises(NotEnough, match="1 units"):
        rank_sets.rank_sets([1], [1], chance=chance())
    with pytest.raises(Malformed, match="between 1 and 2"):
        rank_sets.among_the_best([1, 2], [1, 1], best=3, chance=chance())
