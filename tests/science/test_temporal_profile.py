"""How long after one step another one comes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.science.reading_logs import read_log
from tests.science.test_directly_follows import cases_of, log_of
from tests.science.test_event_log import EVENTS
from weisu.science import temporal_profile
from weisu.science.arrays import Malformed, NotEnough
from weisu.science.event_log import event_log


def by_pair(profile):
    columns = (profile.before, profile.after, profile.n, profile.mean, profile.deviation)
    return {(a, b): (n, mean, deviation) for a, b, n, mean, deviation in zip(*columns, strict=True)}


def test_the_running_example_has_its_published_profile(shared_data):
    log, names = read_log(shared_data / "event_logs" / "running-example.csv")
    found = by_pair(temporal_profile.profile(log))
    check, decide = names.index("check ticket"), names.index("decide")

    np.testing.assert_allclose(found[check, decide][1:], [466_583.077, 403_657.741], atol=5e-4, rtol=0)
    np.testing.assert_allclose(found[check, check][1:], [751_995, 266_259.253], atol=5e-4, rtol=0)


@given(events=EVENTS)
def test_the_profile_is_the_one_reckoned_by_hand(events):
    gaps = {}
    for case in cases_of(events):
        for place, (a, at_a) in enumerate(case):
            for b, at_b in case[place + 1 :]:
                gaps.setdefault((a, b), []).append(at_b - at_a)
    found = by_pair(temporal_profile.profile(log_of(events)))

    assert found.keys() == gaps.keys()
    for pair, times in gaps.items():
        deviation = np.std(times, ddof=1) if len(times) > 1 else 0
        assert found[pair] == pytest.approx((len(times), np.mean(times), deviation))


@given(events=EVENTS, cut=st.integers(0, 4))
def test_profiles_of_two_halves_of_the_cases_add_up(events, cut):
    halves = [half for half in ([e for e in events if e[0] <= cut], [e for e in events if e[0] > cut]) if half]
    together = temporal_profile.merged(*(temporal_profile.profile(log_of(half)) for half in halves))
    whole = by_pair(temporal_profile.profile(log_of(events)))

    assert by_pair(together).keys() == whole.keys()
    for pair, values in by_pair(together).items():
        assert values == pytest.approx(whole[pair])


def test_a_case_far_outside_the_usual_time_is_found_and_a_pair_never_seen_is_not():
    usual = temporal_profile.profile(event_log(np.repeat(np.arange(40), 2), [0, 1] * 40, range(0, 800, 10)[:80]))
    usual = usual._replace(squares=usual.squares + 39 * 4.0)
    log = event_log([0, 0, 0, 1, 1], [0, 1, 2, 0, 1], [0, 10, 11, 0, 100])
    found = temporal_profile.deviations(log, usual)

    assert (found.first.tolist(), found.second.tolist()) == ([3], [4])
    assert found.zeta[0] == pytest.approx(45)
    assert temporal_profile.deviations(log, usual, zeta=50).zeta.size == 0


def test_a_log_of_single_events_has_an_empty_profile():
    log = event_log([0, 1], [0, 1], [0, 0])

    assert temporal_profile.profile(log).n.size == 0
    assert temporal_profile.deviations(log, temporal_profile.profile(log)).zeta.size == 0
    with pytest.raises(Malformed, match="zeta"):
        temporal_profile.deviations(log, temporal_profile.profile(log), zeta=0)
    with pytest.raises(NotEnough):
        temporal_profile.merged()
