"""What follows what."""

from collections import Counter
from itertools import groupby, pairwise
from statistics import median

import numpy as np
import pytest
from hypothesis import given

from tests.science.reading_logs import read_log
from tests.science.test_event_log import EVENTS
from weisu.science import directly_follows
from weisu.science.event_log import event_log


def log_of(events):
    return event_log(*zip(*events, strict=True))


def cases_of(events):
    ordered = sorted(events, key=lambda event: (event[0], event[2]))
    return [[(act, time) for _, act, time in rows] for _, rows in groupby(ordered, key=lambda event: event[0])]


@pytest.mark.parametrize(
    ("name", "variants", "edges", "steps", "top"),
    [
        ("running-example", 6, 16, 36, {("check ticket", "decide"): 6, ("examine casually", "check ticket"): 4}),
        (
            "receipt",
            116,
            99,
            7_143,
            {("T04", "T05"): 1_177, ("T06", "T10"): 1_165, ("T02", "T04"): 1_119, ("Confirmation", "T02"): 1_079},
        ),
    ],
)
def test_public_logs_have_their_published_graph(shared_data, name, variants, edges, steps, top):
    log, names = read_log(shared_data / "event_logs" / f"{name}.csv")
    graph = directly_follows.edges(log)
    named = {(names[a], names[b]): n for a, b, n in zip(graph.source, graph.target, graph.n, strict=True)}

    assert directly_follows.variants(log).n.size == variants
    assert (graph.n.size, graph.n.sum()) == (edges, steps)
    for (first, second), n in top.items():
        assert max(m for (a, b), m in named.items() if a.startswith(first) and b.startswith(second)) == n
    assert sorted(named.values())[-len(top) :] == sorted(top.values())


@pytest.mark.parametrize(
    ("name", "reworked"),
    [
        ("receipt", {"T06": 59, "T02": 35, "T03": 11}),
        ("running-example", {"check ticket": 2, "decide": 2, "examine casually": 1, "reinitiate": 1}),
    ],
)
def test_public_logs_have_their_published_rework(shared_data, name, reworked):
    log, names = read_log(shared_data / "event_logs" / f"{name}.csv")
    found = directly_follows.rework(log)

    for start, cases in reworked.items():
        assert sum(found[code] for code, text in enumerate(names) if text.startswith(start)) == cases


@given(events=EVENTS)
def test_the_graph_is_the_one_drawn_by_hand(events):
    gaps = {}
    for case in cases_of(events):
        for (a, at_a), (b, at_b) in pairwise(case):
            gaps.setdefault((a, b), []).append(at_b - at_a)
    graph = directly_follows.edges(log_of(events))

    found = {(a, b): (n, m) for a, b, n, m in zip(*graph[:4], strict=True)}
    assert found == {pair: (len(times), median(times)) for pair, times in gaps.items()}
    assert (np.diff(graph.n) <= 0).all()


@given(events=EVENTS)
def test_cases_have_one_variant_exactly_when_they_took_the_same_steps(events):
    sequences = [tuple(act for act, _ in case) for case in cases_of(events)]
    found = directly_follows.variants(log_of(events))

    assert (
        sorted(found.n.tolist(), reverse=True) == found.n.tolist() == sorted(Counter(sequences).values(), reverse=True)
    )
    assert len({*zip(found.of_case.tolist(), sequences, strict=True)}) == len(set(sequences))
    assert found.n[found.of_case].tolist() == [Counter(sequences)[sequence] for sequence in sequences]


@given(events=EVENTS)
def test_ping_pong_is_what_one_counts_by_hand(events):
    found = directly_follows.returns(log_of(events))
    for place, case in enumerate(cases_of(events)):
        runs = [unit for unit, _ in groupby(unit for unit, _ in case)]
        assert found.runs[place] == len(runs)
        assert found.units[place] == len(set(runs))
        assert found.there_and_back[place] == sum(a == c for a, _, c in zip(runs, runs[1:], runs[2:], strict=False))


def test_cases_of_one_event_have_no_edge():
    graph = directly_follows.edges(event_log([0, 1], [2, 2], [0, 0]))

    assert [column.size for column in graph] == [0] * 6


def test_the_times_between_two_steps_have_a_median_with_the_interval_of_its_order_statistics():
    """Of twenty times from the sixth to the fifteenth; of five there is no interval."""
    gaps = [*range(20), *range(5)]
    cases = [case for case in range(25) for _ in range(2)]
    steps = [step for case in range(25) for step in ((0, 1) if case < 20 else (1, 0))]
    graph = directly_follows.edges(event_log(cases, steps, [at for gap in gaps for at in (0, gap)]))

    assert graph.n.tolist() == [20, 5]
    assert (graph.low[0], graph.median[0], graph.high[0]) == (5.0, 9.5, 14.0)
    assert (graph.low[1], graph.median[1], graph.high[1]) == (-np.inf, 2.0, np.inf)
