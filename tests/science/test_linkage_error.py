"""The true share of repeats behind an imperfect linker."""

import numpy as np
import pytest

from weisu.science import competing_risks, linkage_error
from weisu.science.arrays import NotEnough


def test_three_of_ten_linked_by_a_fair_linker_are_one_true_repeat_in_seven():
    assert linkage_error.true_share((30, 100), (9, 10), (8, 10)).estimate == pytest.approx(1 / 7)


def test_a_better_linker_does_not_make_a_unit_look_worse():
    chance, found = np.random.default_rng(30), []
    for sensitivity, specificity in ((0.6, 0.99), (0.95, 0.97)):
        linked = chance.binomial(20_000 * 0.2, sensitivity) + chance.binomial(20_000 * 0.8, 1 - specificity)
        found.append(linkage_error.true_share((linked, 20_000), (sensitivity * 1e5, 1e5), (specificity * 1e5, 1e5)))

    assert [float(one.estimate) for one in found] == pytest.approx([0.2, 0.2], abs=0.01)


def test_intervals_cover_the_truth_as_often_as_they_say():
    chance, covered = np.random.default_rng(31), 0
    for _ in range(600):
        linked = chance.binomial(400, 0.25 * 0.85 + 0.75 * 0.05)
        found = linkage_error.true_share(
            (linked, 400), (chance.binomial(150, 0.85), 150), (chance.binomial(300, 0.95), 300)
        )
        covered += bool(found.low <= 0.25 <= found.high)

    assert 0.925 <= covered / 600 <= 0.975


def test_a_small_labelled_sample_without_an_error_is_not_taken_for_a_perfect_linker():
    perfect = linkage_error.true_share((30, 100), (5, 5), (5, 5))
    known = linkage_error.true_share((30, 100), (5_000, 5_000), (5_000, 5_000))

    assert perfect.high - perfect.low > 1.1 * (known.high - known.low)


def test_a_linker_no_better_than_a_coin_is_refused():
    with pytest.raises(NotEnough, match="no better than a coin"):
        linkage_error.true_share((30, 100), (5, 10), (5, 10))
    with pytest.raises(NotEnough, match="nobody was counted"):
        linkage_error.true_share((0, 0), (5, 10), (9, 10))


def closings(chance, n, se, sp, until=30.0):
    """What a linker sees of closings; a tenth is reopened, a fifth told again by a new ticket within `until`.

    Each is watched for 20 to 120 days. Columns: seconds seen, what ended it (1 reopened, 2 linked, 3 gone, 0 running).
    """
    never = np.full(n, np.inf)
    reopened = np.where(chance.random(n) < 0.1, chance.uniform(0, until, n), never)
    repeated = np.where(chance.random(n) < 0.2, chance.uniform(0, until, n), never)
    missed, invented = chance.random(n) > se, chance.random(n) > sp
    linked = np.where(repeated < never, np.where(missed, never, repeated), never)
    linked = np.where((repeated == never) & invented, chance.uniform(0, until, n), linked)
    gone = np.where(chance.random(n) < 0.05, chance.uniform(0, 100, n), never)
    times = np.stack([chance.uniform(20, 120, n), reopened, linked, gone])
    return times.min(axis=0), times.argmin(axis=0)


TRUTH = 1 - 0.9 * 0.8
"""Reopened or told again, whichever first."""


def test_what_was_reopened_for_certain_is_not_corrected():
    counted = competing_risks.tally([1] * 3 + [50] * 97, [1] * 3 + [0] * 97, 3)

    found = linkage_error.true_incidence(counted, 30, (80, 100), (99, 100))

    assert found.estimate == pytest.approx(0.03)
    assert found.low <= 0.03 <= found.high


def test_a_perfect_linker_known_for_sure_changes_nothing():
    times, codes = closings(np.random.default_rng(40), 500, 1, 1)
    seen = competing_risks.tally(times, np.where(codes == 3, 2, codes > 0), 2)
    plain = competing_risks.at(competing_risks.aalen_johansen(seen), [30])

    found = linkage_error.true_incidence(competing_risks.tally(times, codes, 3), 30, (10**9, 10**9), (10**9, 10**9))

    assert [float(end) for end in found] == pytest.approx([float(end[0, 0]) for end in plain], abs=1e-4)


def test_without_any_waiting_it_is_the_share_that_rogan_and_gladen_give():
    counted = competing_risks.tally([5] * 30 + [60] * 70, [2] * 30 + [0] * 70, 3)

    assert linkage_error.true_incidence(counted, 30, (9, 10), (8, 10)).estimate == pytest.approx(1 / 7)


def test_the_true_share_that_came_back_is_found_behind_any_linker():
    chance = np.random.default_rng(41)
    for se, sp in ((0.6, 0.99), (0.95, 0.9)):
        counted = competing_risks.tally(*closings(chance, 40_000, se, sp), 3)
        found = linkage_error.true_incidence(counted, 30, (se * 1e6, 1e6), (sp * 1e6, 1e6))
        assert found.estimate == pytest.approx(TRUTH, abs=0.012)


def test_intervals_of_what_came_back_cover_the_truth_as_often_as_they_say():
    chance, covered, plain = np.random.default_rng(42), 0, 0
    for _ in range(600):
        times, codes = closings(chance, 300, 0.8, 0.95)
        labelled = (chance.binomial(150, 0.8), 150), (chance.binomial(300, 0.95), 300)
        found = linkage_error.true_incidence(competing_risks.tally(times, codes, 3), 30, *labelled)
        covered += bool(found.low <= TRUTH <= found.high)
        plain += found.estimate > TRUTH

    assert 0.93 <= covered / 600 <= 0.975
    assert 0.4 <= plain / 600 <= 0.6


def test_a_time_nobody_was_watched_to_is_refused():
    counted = competing_risks.tally([5, 9], [2, 0], 3)
    with pytest.raises(NotEnough, match="watched"):
        linkage_error.true_incidence(counted, 30, (9, 10), (9, 10))
