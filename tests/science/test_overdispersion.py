"""Funnels of units that differ by more than chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.reading import text_columns
from weisu.science import overdispersion, regression
from weisu.science.arrays import Malformed, NotEnough
from weisu.science.funnel import LOOK, Limits, drawn_ratio_limits

NINE = "030017 030035 030037 030044 030060 030067 030068 030073 032003".split()
COUNTED = st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), min_size=10, max_size=40)


def test_six_units_of_funnelplotr_have_its_phi():
    scale = overdispersion.log_ratio([100, 150, 180, 80, 120, 225], [108, 112, 165, 95, 100, 220])

    assert overdispersion.phi_of(scale.z, screen=overdispersion.truncated) == pytest.approx(2.948033, abs=5e-7)


def test_nine_named_hospitals_remain_outside_once_limits_know_how_hospitals_differ(shared_data):
    rows = text_columns(shared_data / "comparison" / "medpar_by_provider_obs_exp.csv")
    observed, expected = rows["los"].astype(float), rows["prds"].astype(float)
    scale = overdispersion.log_ratio(observed, expected)
    spread = overdispersion.spread(scale, screen=overdispersion.truncated)

    assert spread.phi == pytest.approx(8.532055, abs=5e-7)
    assert spread.tau2 == pytest.approx(0.02840721, abs=5e-9)
    outside = overdispersion.limits(scale, spread).outside(observed / expected)
    assert rows["provnum"][outside].tolist() == NINE
    assert (np.abs(overdispersion.adjusted_z(scale, spread)) > 3.0902).tolist() == outside.tolist()


def test_the_nine_and_the_twenty_five_come_out_of_the_stays_themselves(shared_data):
    rows = text_columns(shared_data / "comparison" / "medpar.csv")
    mix = [rows[name].astype(float) for name in ("hmo", "died", "age80", "type2", "type3")]
    stays = rows["los"].astype(float)
    hospitals, place = np.unique(rows["provnum"], return_inverse=True)
    expected = np.bincount(place, regression.poisson(np.column_stack([np.ones(stays.size), *mix]), stays).expected)
    observed = np.bincount(place, stays)
    scale = overdispersion.log_ratio(observed, expected)

    allowed = overdispersion.limits(scale, overdispersion.spread(scale, screen=overdispersion.truncated))
    assert set(hospitals[allowed.outside(observed / expected)]) == set(NINE)
    assert drawn_ratio_limits(expected).outside(observed / expected).sum() == 25


def test_limits_of_the_root_scale_are_squared_back():
    """FunnelPlotR draws 1 ± z√(s²+τ²) on the ratio axis, half as wide as its own scale says; ours are squared."""
    scale = overdispersion.root_ratio([25.0], [25.0])
    found = overdispersion.limits(scale, overdispersion.Spread(1, 0, 10), tail=LOOK)

    np.testing.assert_allclose(found, [[(1 - 0.1959964) ** 2], [(1 + 0.1959964) ** 2]], atol=1e-6, rtol=0)


@pytest.mark.parametrize("screen", [overdispersion.winsorised, overdispersion.truncated])
@pytest.mark.parametrize("scale", [overdispersion.log_ratio, overdispersion.root_ratio, overdispersion.ratio_of_counts])
@given(units=COUNTED)
def test_allowing_for_differences_never_narrows_limits_nor_depends_on_order(scale, screen, units):
    first, second = np.array(units, dtype=float).T
    here, turned = scale(first, second), scale(first[::-1], second[::-1])
    spread, other = (overdispersion.spread(one, screen=screen) for one in (here, turned))
    plain = overdispersion.limits(here, overdispersion.Spread(1, 0, 10))
    wide = overdispersion.limits(here, spread)

    assert spread.tau2 == pytest.approx(other.tau2, abs=1e-9)
    assert (wide.low <= plain.low).all()
    assert (plain.high <= wide.high).all()


def test_units_that_differ_by_chance_only_get_no_extra_width():
    chance = np.random.default_rng(7)
    n = chance.integers(50, 5000, 300)
    scale = overdispersion.share(chance.binomial(n, 0.7), n)

    assert overdispersion.spread(scale).phi < 1
    assert overdispersion.spread(scale).tau2 == 0


def test_rates_have_the_scores_that_their_ratios_to_the_whole_have():
    chance = np.random.default_rng(9)
    n = chance.integers(20, 900, 40)
    events = chance.poisson(0.3 * n)
    rates = overdispersion.rate(events, n)
    ratios = overdispersion.root_ratio(events, n * events.sum() / n.sum())

    assert rates.z == pytest.approx(ratios.z)
    assert rates.back(np.array([rates.target])) == pytest.approx(events.sum() / n.sum())
    with pytest.raises(NotEnough):
        overdispersion.rate([0, 0], [5, 9])


def test_what_is_met_in_part_counts_in_part_and_never_beyond_the_whole():
    scale = overdispersion.share([2.5, 4], [5, 8])

    assert scale.z == pytest.approx([0, 0])
    with pytest.raises(Malformed):
        overdispersion.share([5.5], [5])


def test_the_variance_between_units_is_found_again():
    chance = np.random.default_rng(8)
    expected = chance.uniform(200, 2000, 800)
    scale = overdispersion.log_ratio(chance.poisson(expected * np.exp(chance.normal(0, 0.3, 800))), expected)

    found = overdispersion.spread(scale, screen=overdispersion.winsorised)
    # Drawing in a tenth of normal scores on either side keeps about two thirds of their variance.
    assert 0.6 * 0.09 < found.tau2 < 0.75 * 0.09


def test_multiplied_limits_flag_a_large_unit_for_a_trifle_where_added_limits_do_not():
    expected = np.array([*[100.0] * 12, 1_000_000.0])
    observed = np.array([70, 130, 75, 125, 80, 120, 85, 115, 90, 110, 100, 100, 1_030_000.0])
    scale = overdispersion.log_ratio(observed, expected)
    spread = overdispersion.spread(scale)
    ratio = observed / expected

    assert overdispersion.multiplied_limits(scale, spread).outside(ratio)[-1]
    assert not overdispersion.limits(scale, spread).outside(ratio)[-1]


def test_p_values_are_two_sided():
    np.testing.assert_allclose(overdispersion.p_values([1.959964, -1.959964, 0]), [0.05, 0.05, 1], atol=1e-7, rtol=0)


def test_fewer_than_ten_units_need_the_spread_of_their_history():
    scale = overdispersion.log_ratio([5] * 9, [5] * 9)

    with pytest.raises(NotEnough, match="9 units, and at least 10"):
        overdispersion.spread(scale)
    assert isinstance(overdispersion.limits(scale, overdispersion.Spread(2, 0.1, 40)), Limits)


def test_a_logarithm_of_nothing_is_refused_and_the_root_is_not():
    with pytest.raises(NotEnough, match="take root_ratio, at position 1"):
        overdispersion.log_ratio([3, 0], [3, 3])
    assert overdispersion.root_ratio([3, 0], [3, 3]).y[1] == 0


def test_a_count_that_is_0_everywhere_has_no_ratio():
    with pytest.raises(NotEnough, match="0 everywhere"):
        overdispersion.ratio_of_counts([1, 2], [0, 0])
