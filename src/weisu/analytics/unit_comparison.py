"""Units compared in three ways side by side, and in words why the three differ.

A plain ranking puts units of few tickets at both ends. A funnel asks whether chance alone carries a unit of its size so
far from the whole. The comparison by case mix asks the same of what was expected of tickets like its own.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from weisu.analytics.expectation import Expected, Tickets, expectation
from weisu.science.arrays import Floats
from weisu.science.funnel import SIGNAL, Limits, rate_limits, ratio_limits, share_limits

ENDS = 0.10
"""The part of a plain ranking at either end that people point at."""


class Compared(NamedTuple):
    """One unit: its place by share alone, its share within the funnel, its count within what its case mix lets expect.

    Of what may happen to a ticket more than once `share` is the rate. `outside` and `outside_mix` are 1 above the
    limits, -1 below, 0 within. `story` is a row of `stories.csv`.
    """

    unit: str
    peers: str
    n: int
    observed: float
    share: float
    rank: int
    of: int
    low: float
    high: float
    outside: int
    expected: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    outside_mix: int | None
    overlap: float
    story: str

    def sentence(self, language: str) -> str:
        """What the three ways say of this unit, and why they differ (`zh`, `en`)."""
        said = {name: 0 if value is None else value for name, value in self._asdict().items()}
        return _stories()[self.story][language].format(**said | {"observed": f"{self.observed:g}"})


class Comparison(NamedTuple):
    """All units, the one with the largest share first, and the share of the whole."""

    rows: tuple[Compared, ...]
    n: int
    observed: float
    share: float

    @property
    def stories(self) -> Mapping[str, int]:
        """How many units each story is true of."""
        names = [row.story for row in self.rows]
        return {name: names.count(name) for name in dict.fromkeys(names)}


def compared(
    tickets: Tickets, peers: Mapping[str, str], *, tail: float = SIGNAL, alike: tuple[str, ...] = ("category", "kind")
) -> Comparison:
    """Compare units by the share of their tickets that met something (were late), or by how often something happened.

    Raises: Malformed; NotEnough when all tickets met it, or none did.
    """
    units = expectation(tickets, peers, alike=alike)
    n = np.array([one.n for one in units])
    observed = np.array([one.observed for one in units])
    whole = float(observed.sum() / n.sum())
    funnel = (rate_limits if tickets.is_rate else share_limits)(n, whole, tail=tail)
    share = observed / n
    rank = [int((share > one + 1e-12).sum()) + 1 for one in share]
    sides = _sides(funnel, share)
    limits = zip(funnel.low.tolist(), funnel.high.tolist(), strict=True)
    rows = [
        _row(one, place, len(units), ends, side, tail)
        for one, place, ends, side in zip(units, rank, limits, sides, strict=True)
    ]
    rows.sort(key=lambda row: (row.rank, -row.n, row.unit))
    return Comparison(tuple(rows), int(n.sum()), float(observed.sum()), whole)


def _row(one: Expected, rank: int, of: int, limits: tuple[float, float], outside: int, tail: float) -> Compared:
    ratio = ratio_low = ratio_high = outside_mix = None
    if one.expected is not None:
        mix = ratio_limits([one.expected], tail=tail)
        ratio = one.observed / one.expected
        ratio_low, ratio_high = float(mix.low[0]), float(mix.high[0])
        outside_mix = _sides(mix, np.array([ratio]))[0]
    share = one.observed / one.n
    at_an_end = rank <= ENDS * of or rank > (1 - ENDS) * of
    story = one.why or _story(outside, outside_mix or 0, at_an_end=at_an_end)
    return Compared(
        one.unit,
        one.peers,
        one.n,
        one.observed,
        share,
        rank,
        of,
        *limits,
        outside,
        one.expected,
        ratio,
        ratio_low,
        ratio_high,
        outside_mix,
        one.overlap,
        story,
    )


@cache
def _stories() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("weisu.analytics").joinpath("stories.csv").read_text(encoding="utf-8")
    return {row["story"]: row for row in csv.DictReader(text.splitlines())}


def _story(outside: int, outside_mix: int, *, at_an_end: bool) -> str:
    if outside and outside == outside_mix:
        return "stands_out"
    if outside and outside_mix:
        return "turned_by_mix"
    if outside:
        return "explained_by_mix"
    if outside_mix:
        return "hidden_by_mix"
    return "chance" if at_an_end else "ordinary"


def _sides(limits: Limits, values: Floats) -> list[int]:
    outside = limits.outside(values)
    return [
        int(np.sign(value - low)) if out and value < low else int(out)
        for out, value, low in zip(outside.tolist(), values.tolist(), limits.low.tolist(), strict=True)
    ]
