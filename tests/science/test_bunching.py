"""Cases moved to one side of a limit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.reading import number_columns
from weisu.science import bunching
from weisu.science.arrays import Malformed, NotEnough
from weisu.science.bunching import Window

DEADLINE = Window(limit=0.975, width=0.05, left=14, right=10)


def test_the_kink_vector_has_its_published_bunching(shared_data):
    """The package takes 20 bins of 50 to either side and drops the outermost ones, which lie there by halves only."""
    window = Window(10_000, 50, 19, 19)
    values = number_columns(shared_data / "oracles" / "bunching.csv.gz")["kink_vector"]
    bins = bunching.counts_of(values[~np.isnan(values)], window)
    found = bunching.bunching(bins, window)

    assert found.excess == pytest.approx(629.51111, abs=6e-6)
    assert found.relative == pytest.approx(1.8220879, abs=5e-8)
    assert bunching.bunching(bins, window._replace(is_corrected=False)).relative == pytest.approx(1.9885156, abs=5e-8)


def closed_at(chance, count, moved):
    """Shares of the allowed time at which tickets closed, a share of late ones moved just before the deadline."""
    used = chance.gamma(4, 0.25, count)
    is_moved = (used > 1) & (chance.random(count) < moved)
    return np.where(is_moved, chance.uniform(0.95, 1, count), used), is_moved.sum()


def covered_and_raised(moved, runs):
    """The share of runs whose interval holds the cases moved, and of those whose interval lies above none."""
    chance, covered, raised = np.random.default_rng(20), 0, 0
    for _ in range(runs):
        closed, truth = closed_at(chance, 6_000, moved)
        limits = bunching.interval(bunching.counts_of(closed, DEADLINE), DEADLINE, chance=chance, draws=60)
        covered += bool(limits.low <= truth <= limits.high)
        raised += bool(limits.low > 0)
    return covered / runs, raised / runs


@pytest.mark.parametrize("moved", [0, 0.3])
def test_moved_cases_are_found_and_none_where_none_were_moved(moved):
    covered, raised = covered_and_raised(moved, 100)

    assert covered >= 0.90
    assert raised == 1 if moved else raised <= 0.07


@pytest.mark.slow
@pytest.mark.parametrize("moved", [0, 0.1, 0.3])
def test_intervals_hold_the_moved_cases_in_93_of_100_runs_and_raise_5_false_questions_at_most(moved):
    covered, raised = covered_and_raised(moved, 500)

    assert covered >= 0.93
    assert raised == 1 if moved else raised <= 0.05


def test_a_heap_at_the_end_of_the_day_is_not_taken_for_moved_cases():
    smooth = 1_000 - 10.0 * np.arange(25) ** 1.2
    heaped = np.round(smooth + np.where(np.arange(25) % 6 == 1, 300, 0))
    marks = tuple((np.arange(25) % 6 == 1).astype(int))
    uncorrected = DEADLINE._replace(is_corrected=False)

    assert bunching.bunching(heaped, uncorrected._replace(marks=marks)).excess == pytest.approx(0, abs=3)
    assert abs(bunching.bunching(heaped, uncorrected).excess) > 30


@given(seed=st.integers(0, 1000), times=st.integers(2, 9))
def test_every_case_written_several_times_is_as_many_times_the_excess(seed, times):
    bins = np.random.default_rng(seed).poisson(200, 25)
    one = bunching.bunching(bins, DEADLINE._replace(is_corrected=False))
    many = bunching.bunching(bins * times, DEADLINE._replace(is_corrected=False))

    assert many.excess == pytest.approx(one.excess * times)
    assert many.relative == pytest.approx(one.relative)
    assert one.curve[14] + one.excess == pytest.approx(bins[14])


def test_bins_are_centred_and_hold_their_lower_edge():
    window = Window(10, 2, 1, 1)

    assert bunching.counts_of([6.9, 7, 9, 10.9, 11, 12.9, 13], window).tolist() == [1, 2, 2]


def test_too_few_bins_or_cases_are_refused():
    with pytest.raises(NotEnough, match="bins, and at least"):
        bunching.bunching([5] * 7, Window(0, 1, 3, 3))
    with pytest.raises(NotEnough, match="no case right of the limit"):
        bunching.bunching([5] * 15 + [0] * 10, DEADLINE)
    with pytest.raises(NotEnough, match="expects no case"):
        bunching.bunching([0] * 25, DEADLINE._replace(is_corrected=False))
    with pytest.raises(Malformed, match="within the window"):
        bunching.bunching([5] * 25, DEADLINE._replace(excluded=(-14, 0)))
    with pytest.raises(Malformed, match="width above 0"):
        bunching.counts_of([1], DEADLINE._replace(width=0))
