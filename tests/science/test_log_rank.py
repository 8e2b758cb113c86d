"""Whether groups wait equally long."""

import numpy as np
import pytest

from tests.science.reading import number_columns
from weisu.science import log_rank, survival
from weisu.science.arrays import NotEnough


def test_lung_differs_by_sex_as_published(shared_data):
    rows = number_columns(shared_data / "oracles" / "survival_lung.csv")
    groups = [
        survival.tally(rows["time"][rows["sex"] == sex], rows["status"][rows["sex"] == sex] == 2) for sex in (1, 2)
    ]
    found = log_rank.log_rank(*groups)

    assert found.chi2 == pytest.approx(10.3, abs=0.05)
    assert found.observed.tolist() == [112, 53]
    assert found.expected.sum() == pytest.approx(165)
    assert log_rank.log_rank(*groups[::-1]).chi2 == pytest.approx(found.chi2)


def test_equal_groups_are_told_apart_no_more_often_than_chance_tells():
    chance = np.random.default_rng(12)
    p = [
        log_rank.log_rank(*(survival.tally(chance.exponential(1, 60), chance.random(60) < 0.7) for _ in range(3))).p
        for _ in range(400)
    ]

    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.085


def test_one_group_or_no_event_is_no_comparison():
    nothing = survival.tally([1, 2], [False, False])
    with pytest.raises(NotEnough, match="1 groups"):
        log_rank.log_rank(nothing)
    with pytest.raises(NotEnough, match="nobody waiting"):
        log_rank.log_rank(nothing, nothing)
