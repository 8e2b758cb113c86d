"""Rows of events in the order of each case."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.reading_logs import read_log
from weisu.science import event_log as logs
from weisu.science.arrays import Malformed, NotEnough

EVENTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("name", "events", "cases", "activities", "mean_h", "median_h"),
    [("running-example", 42, 6, 8, 268.5806, 226.65), ("receipt", 8_577, 1_434, 27, 129.7955, 0.7968)],
)
def test_public_logs_have_their_published_size_and_duration(
    shared_data, name, events, cases, activities, mean_h, median_h
):
    log, names = read_log(shared_data / "event_logs" / f"{name}.csv")
    hours = logs.durations(log) / 3600

    assert (log.case.size, logs.lengths(log).size, len(names)) == (events, cases, activities)
    np.testing.assert_allclose([hours.mean(), np.median(hours)], [mean_h, median_h], atol=5e-5, rtol=0)


@given(events=EVENTS)
def test_every_event_is_kept_and_stands_in_the_order_of_its_case(events):
    case, activity, time = zip(*events, strict=True)
    log = logs.event_log(case, activity, time, range(len(events)))

    expected = sorted(zip(case, time, range(len(events)), activity, strict=True))
    assert [*zip(log.case, log.time, log.activity, strict=True)] == [(c, t, a) for c, t, _, a in expected]
    assert logs.lengths(log).tolist() == [case.count(one) for one in sorted(set(case))]


def test_events_of_one_time_stand_by_sequence_or_as_they_came():
    assert logs.event_log([0, 0], [1, 2], [5, 5]).activity.tolist() == [1, 2]
    assert logs.event_log([0, 0], [1, 2], [5, 5], [9, 8]).activity.tolist() == [2, 1]


def test_what_cannot_be_a_log_is_refused():
    with pytest.raises(NotEnough, match="0 events"):
        logs.event_log([], [], [])
    with pytest.raises(Malformed, match="below 0"):
        logs.event_log([-1], [0], [0])
    with pytest.raises(Malformed, match="one row of 2 numbers"):
        logs.event_log([1, 1], [0], [0, 0])
    with pytest.raises(Malformed, match="whole-numbered codes"):
        logs.event_log([1.5], [0], [0])
