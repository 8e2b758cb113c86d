"""The graph of steps: what the log says of the event before equals what a walk along each ticket finds."""

from collections import defaultdict
from statistics import median

from tests.analytics.logs import lake_of, lived
from tests.analytics.oracle import told_of
from weisu.analytics.graph import directly_follows
from weisu.domain.instants import to_us


def test_steps_and_their_medians_are_those_of_a_walk_along_each_ticket(tmp_path):
    events = lived(9, tickets=30)
    gaps = defaultdict(list)
    for ticket in told_of(events):
        for before, after in zip(ticket.events, ticket.events[1:], strict=False):
            gaps[before.type, after.type].append((to_us(after.occurred_at) - to_us(before.occurred_at)) // 1_000_000)

    found = directly_follows(lake_of(tmp_path, events)).to_pylist()

    assert {(row["prev_type"], row["type"]): (row["n"], row["median_s"]) for row in found} == {
        step: (len(seconds), median(seconds)) for step, seconds in gaps.items()
    }
    assert [row["n"] for row in found] == sorted((row["n"] for row in found), reverse=True)
