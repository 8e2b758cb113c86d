"""A log in its general form, measured: variants, what follows what with the median time between, what is done again."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from weisu.analytics.event_logs.general import read_log
from weisu.science import directly_follows
from weisu.science.event_log import lengths


class Edge(NamedTuple):
    """One activity directly after another: how often, and the median time between in seconds."""

    source: str
    target: str
    n: int
    median_s: float


class Process(NamedTuple):
    """What a log tells: sizes, edges (the most frequent first), and in how many cases an activity stands again."""

    events: int
    cases: int
    activities: int
    variants: int
    steps: int
    edges: tuple[Edge, ...]
    reworked: Mapping[str, int]


def measured(path: Path) -> Process:
    """Measure the Parquet table of a log.

    Raises: BadLog; NotEnough without an event.
    """
    log, names = read_log(path)
    graph = directly_follows.edges(log)
    edges = tuple(
        Edge(names[source], names[target], int(n), float(median))
        for source, target, n, median in zip(*graph[:4], strict=True)
    )
    again = dict(zip(names, directly_follows.rework(log).tolist(), strict=False))
    return Process(
        events=log.case.size,
        cases=lengths(log).size,
        activities=len(names),
        variants=directly_follows.variants(log).n.size,
        steps=sum(edge.n for edge in edges),
        edges=edges,
        reworked={name: again[name] for name in sorted(again, key=lambda name: (-again[name], name)) if again[name]},
    )
