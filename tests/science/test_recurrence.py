"""How often the same matter comes back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.reading import number_columns
from weisu.science import recurrence, survival
from weisu.science.arrays import Malformed, NotEnough


@pytest.mark.parametrize(
    ("rx", "expected"), [(1, [0.7168284, 1.4467742, 1.9332158]), (2, [0.4473736, 0.8898365, 1.3481009])]
)
def test_bladder2_has_the_published_mean_counts(shared_data, rx, expected):
    rows = number_columns(shared_data / "oracles" / "survival_bladder2.csv")
    here = rows["rx"] == rx
    watched = recurrence.stretches(*(rows[name][here] for name in ("start", "stop", "event", "id")))

    np.testing.assert_allclose(recurrence.at(watched, [12, 24, 36]).estimate, expected, atol=5e-8, rtol=0)


@given(waits=st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=2, max_size=40))
def test_of_what_comes_back_once_at_most_the_count_is_nelsons_hazard(waits):
    stop, event = zip(*waits, strict=True)
    watched = recurrence.stretches([0] * len(waits), stop, event, range(len(waits)))
    curve = survival.kaplan_meier(survival.tally(stop, event))

    found = recurrence.at(watched, [max(stop)])
    assert found.estimate[0] == pytest.approx(survival.hazard_at(curve, max(stop))[0])
    assert found.low[0] <= found.estimate[0] <= found.high[0]


def matters(chance, count, until):
    """Matters that come back at a rate of their own while each is watched for a time of its own."""
    rows = []
    for who in range(count):
        rate, end = chance.gamma(2, 0.5), chance.uniform(0.6 * until, 1.6 * until)
        times = np.sort(chance.uniform(0, end, chance.poisson(rate * end)))
        edges = [0.0, *times, end]
        rows += [(edges[i], edges[i + 1], i < len(times), who) for i in range(len(edges) - 1)]
    return recurrence.stretches(*zip(*rows, strict=True))


def test_intervals_cover_the_truth_although_some_matters_come_back_again_and_again():
    chance, covered = np.random.default_rng(14), 0
    for _ in range(300):
        found = recurrence.at(matters(chance, 60, 3.0), [2.5])
        covered += bool(found.low[0] <= 2.5 <= found.high[0])

    assert 0.91 <= covered / 300 <= 0.98


def test_a_matter_is_watched_to_its_end_only():
    watched = recurrence.stretches([0, 0], [2, 3], [1, 0], [1, 2])

    assert recurrence.mean_count(watched).mean.tolist() == [0.5]
    with pytest.raises(NotEnough, match="nobody was watched beyond 3"):
        recurrence.at(watched, [4])


def test_no_repeat_so_far_is_no_certainty():
    found = recurrence.at(recurrence.stretches([0] * 10, [30] * 10, [0] * 10, range(10)), [30])

    assert found.low[0] == found.estimate[0] == 0
    assert found.high[0] == pytest.approx(-np.log(0.025) / 10)


def test_one_matter_says_nothing_about_how_matters_differ():
    with pytest.raises(NotEnough, match="1 matters, and at least 2"):
        recurrence.at(recurrence.stretches([0], [2], [1], [1]), [1])
    with pytest.raises(Malformed, match="end after it begins"):
        recurrence.stretches([2], [2], [1], [1])
