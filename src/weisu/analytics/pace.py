"""How long acts take, from histograms that add up day by day: median and nine in ten of every step, with intervals.

A duration is known to its slot, which is 5 per cent wide. A quantile is the middle of the slot that holds its rank; its
interval reaches from the slot of one order statistic to the slot of another, at 95 per cent or more whatever the
durations are like (Campbell & Gardner 1988).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from weisu.analytics import tables
from weisu.analytics.period import Period
from weisu.analytics.star import Star
from weisu.analytics.steps import SLOT, seconds_of
from weisu.science.arrays import Integers
from weisu.science.intervals import ranks_of_quantile

QUANTILES = {"median": 0.5, "ninth": 0.9}
CLOCKS = {"wall": "slot", "working": "working_slot"}
"""The clocks of a duration, and where its slot stands."""

RESOLUTION = SLOT - 1
"""How much wider a slot is than the one before it."""


class Quantile(NamedTuple):
    """Seconds; None for an end of the interval that so few cannot give."""

    value: float
    low: float | None
    high: float | None


class Pace(NamedTuple):
    """One step, of one unit or of all (empty): how often it was taken, and how long on the wall and in office hours.

    Of fewer than the rules ask for nothing but the number is told, and `why` is `too_few`.
    """

    before: str
    act: str
    unit: str
    n: int
    wall: Mapping[str, Quantile] = {}
    working: Mapping[str, Quantile] = {}
    why: str = ""

    def plain(self) -> dict[str, Any]:
        """As an object of JSON."""
        clocks = {name: {key: one._asdict() for key, one in getattr(self, name).items()} for name in CLOCKS}
        return self._asdict() | clocks


def paces(star: Star, period: Period, *, minimum: int, by_unit: bool = False) -> list[Pace]:
    """Every step that was taken in the period, the most frequent first."""
    start, end = period.bounds(star.mark.offset_us)
    rows = tables.SLOT.filter(tables.SLOT.at_us >= start, tables.SLOT.at_us < end)
    names = ("prev_type", "type", *(["unit_id"] if by_unit else []))
    counted = rows.group_by(*names, "slot", "working_slot").aggregate(n=rows.n.sum())
    found: dict[tuple[str, ...], list[Mapping[str, int]]] = {}
    for row in star.engine.answer(counted).to_pylist():
        found.setdefault(tuple(row[name] for name in names), []).append(row)
    every = [_pace(step, slots, minimum) for step, slots in found.items()]
    return sorted(every, key=lambda one: (-one.n, one.before, one.act, one.unit))


def _pace(step: Sequence[str], rows: Sequence[Mapping[str, int]], minimum: int) -> Pace:
    before, act, unit = (*step, "")[:3]
    n = np.array([row["n"] for row in rows])
    found = Pace(before, act, unit, int(n.sum()))
    if found.n < minimum:
        return found._replace(why="too_few")
    wall, working = (_quantiles(np.array([row[slot] for row in rows]), n) for slot in CLOCKS.values())
    return found._replace(wall=wall, working=working)


def _quantiles(slots: Integers, n: Integers) -> dict[str, Quantile]:
    order = np.argsort(slots, kind="stable")
    slots, up_to = slots[order], np.cumsum(n[order])
    return {name: quantile(slots, up_to, share) for name, share in QUANTILES.items()}


def quantile(slots: Integers, up_to: Integers, share: float) -> Quantile:
    """A quantile of durations in rising slots, of which `up_to` counts those in each slot and all before it."""
    n = int(up_to[-1])
    low, high = (int(rank) for rank in ranks_of_quantile(n, share))
    at = [int(slots[np.searchsorted(up_to, rank)]) for rank in (low or 1, max(1, int(np.ceil(share * n))), high or n)]
    begins, ends = seconds_of(at[1])
    return Quantile(
        (begins + ends) / 2,
        seconds_of(at[0])[0] if low else None,
        seconds_of(at[2])[1] if high else None,
    )
