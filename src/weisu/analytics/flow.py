"""How tickets go from stage to stage: each step that follows directly, how often, and how long it took."""

from typing import NamedTuple

import numpy as np

from weisu.analytics import tables
from weisu.analytics.period import Period
from weisu.analytics.star import Star
from weisu.domain.vocabulary import Status
from weisu.science.directly_follows import edges
from weisu.science.event_log import event_log

PLACES = (*(status.value for status in Status if status != Status.ARCHIVED), Status.ARCHIVED.value)
"""The stages in the order of a ticket's life: whatever became of it, the archive is its end."""


class Step(NamedTuple):
    """From one status to the next: how many times, and the median of seconds spent in the first with its 95 % interval.

    The interval of fewer than six times has no ends.
    """

    source: str
    target: str
    n: int
    median_s: float
    low_s: float | None
    high_s: float | None

    @property
    def is_back(self) -> bool:
        """Whether it leads to a stage where tickets come from."""
        return PLACES.index(self.target) <= PLACES.index(self.source)


def steps(star: Star, period: Period) -> list[Step]:
    """The steps of tickets registered in the period, the most frequent first; none when nothing moved."""
    start, end = period.bounds(star.mark.offset_us)
    begun = tables.TICKET.filter(tables.TICKET.registered_us >= start, tables.TICKET.registered_us < end)
    moved = tables.TRANSITION.semi_join(begun, "ticket_id").filter(tables.TRANSITION.to_status.isin(PLACES))
    found = star.engine.answer(moved.select("ticket_id", "to_status", "at_us", "version"))
    if not found.num_rows:
        return []
    cases = found.column("ticket_id").combine_chunks().cast("string").dictionary_encode().indices.to_numpy()
    places = np.asarray([PLACES.index(status) for status in found.column("to_status").to_pylist()])
    at_s = found.column("at_us").to_numpy() / 1_000_000
    graph = edges(event_log(cases, places, at_s, found.column("version").to_numpy()))
    return [
        Step(PLACES[source], PLACES[target], int(n), float(median), *(_finite(end) for end in ends))
        for source, target, n, median, *ends in zip(*graph, strict=True)
    ]


def _finite(end: float) -> float | None:
    return float(end) if np.isfinite(end) else None
