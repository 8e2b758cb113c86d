"""Whether a density jumps at a limit."""

import numpy as np
import pytest
from scipy import stats

from tests.science.reading import number_columns
from weisu.science import density
from weisu.science.arrays import Malformed, NotEnough


def test_margins_of_the_senate_have_their_published_test(shared_data):
    margins = number_columns(shared_data / "oracles" / "density_senate.csv")["margin"]
    found = density.jump(margins, 0)

    assert margins.size == 1_390
    np.testing.assert_allclose([found.width_left, found.width_right], [19.841108, 27.118787], atol=5e-7, rtol=0)
    np.testing.assert_allclose([found.left, found.right], [0.021686, 0.018138], atol=5e-7, rtol=0)
    assert found.t == pytest.approx(-0.875273, abs=5e-7)
    assert found.p == pytest.approx(0.381425, abs=5e-7)


def test_the_test_says_no_as_seldom_as_it_promises_and_finds_what_was_sorted():
    chance = np.random.default_rng(21)
    smooth, sorted_ = [], []
    for _ in range(200):
        values = chance.normal(0.3, 1, 4000)
        smooth.append(density.jump(values, 0).p)
        is_moved = (values > 0) & (values < 0.4) & (chance.random(4000) < 0.5)
        sorted_.append(density.jump(np.where(is_moved, -values, values), 0).p)

    assert np.mean(np.array(smooth) < 0.05) <= 0.10
    assert np.mean(np.array(sorted_) < 0.05) >= 0.9


def test_densities_are_those_of_the_distribution():
    found = [density.jump(np.random.default_rng(seed).exponential(1, 20_000), 1) for seed in range(40)]

    np.testing.assert_allclose(
        [np.mean([one.left for one in found]), np.mean([one.right for one in found])], np.exp(-1), atol=0.02, rtol=0
    )


def test_seen_from_the_other_side_the_jump_changes_its_sign():
    values = np.random.default_rng(23).gamma(3, 1, 800)
    here, there = density.jump(values, 2), density.jump(-values, -2)

    assert there.t == pytest.approx(-here.t, rel=1e-6)
    assert there.width_left == pytest.approx(here.width_right)


def test_a_change_of_unit_changes_nothing_but_the_unit():
    values = np.random.default_rng(24).gamma(3, 1, 800)
    days, hours = density.jump(values, 2), density.jump(values * 24, 48)

    assert hours.t == pytest.approx(days.t)
    assert hours.width_left == pytest.approx(24 * days.width_left)


def test_neighbouring_minutes_are_compared_exactly():
    expected = [stats.binomtest(before, before + after).pvalue for before, after in ((15, 5), (0, 10), (7, 7))]

    np.testing.assert_allclose(density.neighbours([15, 0, 7], [5, 10, 7]), expected)


def test_too_little_on_one_side_is_refused():
    with pytest.raises(NotEnough, match="29 different values on one side, and at least 30"):
        density.jump([*np.linspace(-1, -0.1, 29), *np.linspace(0, 1, 50)], 0)
    with pytest.raises(NotEnough, match="neither cell has a value at position 0"):
        density.neighbours([0], [0])
    with pytest.raises(Malformed, match="widths"):
        density.jump(np.linspace(-1, 1, 100), 0, widths=(0, 1))
