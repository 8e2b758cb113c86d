"""What ends a wait first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.reading import number_columns
from weisu.science import competing_risks, survival
from weisu.science.arrays import Malformed, NotEnough

ENDS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=60)


def incidence_of(ends, causes=2):
    return competing_risks.aalen_johansen(competing_risks.tally(*zip(*ends, strict=True), causes))


def test_mgus2_has_the_published_incidence_of_progression_and_death(shared_data):
    rows = number_columns(shared_data / "oracles" / "survival_mgus2.csv")
    progressed = rows["pstat"] == 1
    time = np.where(progressed, rows["ptime"], rows["futime"])
    cause = np.where(progressed, 1, 2 * rows["death"])
    found = competing_risks.aalen_johansen(competing_risks.tally(time, cause, 2))
    at = competing_risks.at(found, [60, 120, 240, 360])

    np.testing.assert_allclose(at.estimate[:, 0], [0.03410371, 0.06372217, 0.09981372, 0.13404164], atol=5e-9, rtol=0)
    np.testing.assert_allclose(at.estimate[:, 1], [0.3203670, 0.5318177, 0.7240280, 0.7842082], atol=5.1e-8, rtol=0)
    still = [found.survival[np.searchsorted(found.times, time, "right") - 1] for time in (60, 120, 240, 360)]
    np.testing.assert_allclose(still, [0.64552928, 0.40446013, 0.17615831, 0.08175011], atol=5e-9, rtol=0)


@given(ends=ENDS)
def test_those_who_ended_and_those_who_wait_are_everybody(ends):
    found = incidence_of(ends)

    np.testing.assert_allclose(found.incidence.sum(axis=1) + found.survival, 1)
    assert (np.diff(found.incidence, axis=0) >= 0).all()


@given(ends=ENDS)
def test_with_one_cause_incidence_and_variance_are_those_of_kaplan_meier(ends):
    ends = [(time, min(cause, 1)) for time, cause in ends]
    found, curve = incidence_of(ends, 1), survival.kaplan_meier(survival.tally(*zip(*ends, strict=True)))

    np.testing.assert_allclose(found.incidence[:, 0], 1 - curve.survival, atol=1e-12)
    greenwood = curve.survival**2 * curve.relative_variance
    before_all_ended = curve.survival > 0
    np.testing.assert_allclose(found.variance[before_all_ended, 0], greenwood[before_all_ended], atol=1e-12)


@given(ends=ENDS, cut=st.integers(1, 60))
def test_tallies_add_up_and_order_does_not_matter(ends, cut):
    parts = [part for part in (ends[cut:], ends[:cut]) if part]
    together = competing_risks.merged(*(competing_risks.tally(*zip(*part, strict=True), 2) for part in parts))

    np.testing.assert_array_equal(competing_risks.aalen_johansen(together).incidence, incidence_of(ends).incidence)


@given(ends=st.lists(st.tuples(st.integers(0, 20), st.integers(1, 2)), min_size=1, max_size=60))
def test_without_a_backlog_incidence_is_a_plain_share_with_its_binomial_variance(ends):
    found = incidence_of(ends)
    for place, time in enumerate(found.times):
        share = np.mean([wait <= time and cause == 1 for wait, cause in ends])
        assert found.incidence[place, 0] == pytest.approx(share)
        if found.survival[place] > 0:
            assert found.variance[place, 0] == pytest.approx(share * (1 - share) / len(ends), abs=1e-12)


def test_one_minus_kaplan_meier_of_a_cause_would_promise_too_much():
    ends = [(1, 1), (2, 2), (3, 1), (4, 2), (5, 1), (6, 0)]
    alone = survival.kaplan_meier(survival.tally(*zip(*((time, cause == 1) for time, cause in ends), strict=True)))

    assert incidence_of(ends).incidence[-1, 0] < 1 - alone.survival[-1]


def test_intervals_cover_the_truth_as_often_as_they_say():
    chance, covered = np.random.default_rng(13), 0
    truth = 0.6 * (1 - np.exp(-1))
    for _ in range(400):
        wait, cut = chance.exponential(1, 150), chance.uniform(0.5, 2.5, 150)
        cause = np.where(wait <= cut, np.where(chance.random(150) < 0.6, 1, 2), 0)
        tally = competing_risks.tally(np.minimum(wait, cut), cause, 2)
        found = competing_risks.at(competing_risks.aalen_johansen(tally), 1.0)
        covered += bool(found.low[0, 0] <= truth <= found.high[0, 0])

    assert 0.92 <= covered / 400 <= 0.98


def test_no_recurrence_so_far_is_no_certainty():
    few, many = (competing_risks.at(incidence_of([(30, 0)] * count, 1), 30) for count in (3, 300))

    assert few.estimate[0, 0] == few.low[0, 0] == 0
    assert few.high[0, 0] == pytest.approx(1.959964**2 / (3 + 1.959964**2))
    assert many.high[0, 0] < 0.02


def test_what_nobody_was_watched_to_is_not_said():
    with pytest.raises(NotEnough, match="nobody was watched beyond 6"):
        competing_risks.at(incidence_of([(1, 1), (6, 0)]), [7])
    with pytest.raises(NotEnough, match="0 tickets"):
        competing_risks.tally([], [], 2)
    with pytest.raises(Malformed, match="from 1 to 2"):
        competing_risks.tally([1], [3], 2)
