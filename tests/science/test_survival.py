"""Time until something happens."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.reading import number_columns
from weisu.science import survival
from weisu.science.arrays import Malformed, NotEnough
from weisu.science.survival import Scale

WAITS = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60)


def curve_of(waits):
    return survival.kaplan_meier(survival.tally(*zip(*waits, strict=True)))


@pytest.fixture
def lung(shared_data):
    rows = number_columns(shared_data / "oracles" / "survival_lung.csv")
    return survival.kaplan_meier(survival.tally(rows["time"], rows["status"] == 2))


def test_lung_has_the_published_curve(lung):
    assert (lung.at_risk[0], lung.events.sum()) == (228, 165)
    np.testing.assert_allclose(
        survival.at(lung, [100, 200, 365]).estimate, [0.86396897, 0.68027286, 0.40924162], atol=5e-9, rtol=0
    )


def test_lung_has_the_published_median_on_either_scale(lung):
    assert survival.quantile(lung) == (285, 310, 363)
    assert survival.quantile(lung, scale=Scale.LOG_LOG) == (284, 310, 361)


def test_lung_has_the_published_restricted_mean(lung):
    assert survival.restricted_mean(lung, 365).estimate == pytest.approx(263.2219, abs=5e-5)


@given(waits=WAITS)
def test_the_curve_is_the_product_reckoned_by_hand_and_counts_in_any_order(waits):
    curve, backwards = curve_of(waits), curve_of(waits[::-1])
    share, hazard = 1.0, 0.0
    for place, time in enumerate(sorted({wait for wait, _ in waits})):
        waiting = sum(wait >= time for wait, _ in waits)
        ended = sum(wait == time and is_event for wait, is_event in waits)
        share, hazard = share * (1 - ended / waiting), hazard + ended / waiting
        assert curve.survival[place] == pytest.approx(share)
        assert curve.cumulative_hazard[place] == pytest.approx(hazard)
    np.testing.assert_array_equal(curve.survival, backwards.survival)


@given(waits=WAITS, cut=st.integers(1, 60))
def test_tallies_of_two_days_add_up_to_the_tally_of_both(waits, cut):
    parts = [part for part in (waits[:cut], waits[cut:]) if part]
    together = survival.merged(*(survival.tally(*zip(*part, strict=True)) for part in parts))

    for one, other in zip(together, survival.tally(*zip(*waits, strict=True)), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("scale", Scale)
@given(waits=WAITS)
def test_the_band_holds_the_curve_within_0_and_1(scale, waits):
    found = survival.band(curve_of(waits), scale=scale)

    assert (found.low >= 0).all()
    assert (found.low <= found.estimate + 1e-12).all()
    assert (found.estimate <= found.high + 1e-12).all()
    assert (found.high <= 1).all()


@given(waits=st.lists(st.integers(1, 30), min_size=1, max_size=60))
def test_without_a_backlog_the_curve_is_a_plain_share_and_the_restricted_mean_a_plain_mean(waits):
    curve = curve_of([(wait, True) for wait in waits])
    share = survival.at(curve, 15).estimate

    assert share == pytest.approx(np.mean(np.array(waits) > 15))
    assert curve.relative_variance[curve.times <= 15][-1:].sum() * share**2 == pytest.approx(
        share * (1 - share) / len(waits)
    )
    assert survival.restricted_mean(curve, 20).estimate == pytest.approx(np.minimum(waits, 20).mean())


def test_intervals_cover_the_truth_as_often_as_they_say_with_half_still_waiting():
    chance, truth, covered = np.random.default_rng(10), np.exp(-1), 0
    mean, mean_covered = 1 - np.exp(-1), 0
    for _ in range(400):
        wait, cut = chance.exponential(1, 150), chance.uniform(0.5, 2.5, 150)
        curve = survival.kaplan_meier(survival.tally(np.minimum(wait, cut), wait <= cut))
        found, limited = survival.at(curve, 1.0, scale=Scale.LOG_LOG), survival.restricted_mean(curve, 1.0)
        covered += bool(found.low <= truth <= found.high)
        mean_covered += bool(limited.low <= mean <= limited.high)

    assert 0.92 <= covered / 400 <= 0.98
    assert 0.92 <= mean_covered / 400 <= 0.98


def test_means_of_closed_tickets_alone_flatter_and_the_restricted_mean_does_not():
    chance = np.random.default_rng(11)
    wait, cut = chance.exponential(10, 20_000), chance.uniform(0, 20, 20_000)
    curve = survival.kaplan_meier(survival.tally(np.minimum(wait, cut), wait <= cut))
    truth = 10 * (1 - np.exp(-1.5))

    assert wait[wait <= cut].mean() < 0.7 * truth
    assert survival.restricted_mean(curve, 15).estimate == pytest.approx(truth, rel=0.02)


def test_nelsons_hazard_has_its_variance():
    hazard, variance = survival.hazard_at(curve_of([(1, True), (2, False), (3, True)]), [0, 1, 3])

    np.testing.assert_allclose(hazard, [0, 1 / 3, 4 / 3])
    np.testing.assert_allclose(variance, [0, 1 / 9, 10 / 9])


def test_a_median_that_is_not_reached_is_none_and_a_flat_one_is_its_middle():
    assert survival.quantile(curve_of([(1, True), (2, False), (3, False)]))[1] is None
    assert survival.quantile(curve_of([(1, True), (3, True)]))[1] == 2


def test_nothing_ended_so_far_is_no_certainty():
    few = survival.at(curve_of([(5, False)] * 3), [1, 5])
    many = survival.at(curve_of([(5, False)] * 300), 5)

    np.testing.assert_allclose(few.low, 3 / (3 + 1.959964**2))
    assert few.estimate.tolist() == few.high.tolist() == [1, 1]
    assert many.low > 0.98
    limited = survival.restricted_mean(curve_of([(5, False)] * 3), 5)
    assert limited.low == pytest.approx(5 * few.low[1])
    assert limited.estimate == limited.high == 5


def test_all_ended_is_no_certainty_either():
    found = survival.band(curve_of([(1, True), (2, True)]))

    assert found.estimate.tolist() == [0.5, 0]
    assert found.high[1] == found.high[0] > 0.5
    assert survival.band(curve_of([(1, True)])).high[0] == pytest.approx(1 - 1 / (1 + 1.959964**2))


def test_what_nobody_was_watched_to_is_not_said():
    curve = curve_of([(1, True), (5, False)])

    with pytest.raises(NotEnough, match="nobody was watched beyond 5"):
        survival.at(curve, [3, 6])
    with pytest.raises(NotEnough, match="nobody was watched beyond 5"):
        survival.restricted_mean(curve, 9)
    assert survival.at(curve_of([(1, True)]), 100).estimate == 0


@pytest.mark.parametrize(("durations", "ended"), [([-1], [1]), ([1], [2]), ([1, 2], [1])])
def test_what_cannot_be_a_duration_is_refused(durations, ended):
    with pytest.raises(Malformed):
        survival.tally(durations, ended)


def test_no_ticket_makes_no_curve():
    with pytest.raises(NotEnough, match="0 tickets"):
        survival.tally([], [])
    with pytest.raises(NotEnough, match="0 tallies"):
        survival.merged()
