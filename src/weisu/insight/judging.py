"""What the statistics say of a measure's results: which months left their limits, which units more than chance carries.

Results are the plain dicts that answers are kept as (`analytics.metric.Result`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from weisu.analytics.metric import Direction, Metric, Shape
from weisu.science import overdispersion
from weisu.science.arrays import Floats, NotEnough
from weisu.science.chart_rules import Variation, rules, variation
from weisu.science.funnel import LOOK, SIGNAL, Limits, rate_limits, share_limits
from weisu.science.laney import p_prime, u_prime
from weisu.science.xmr import Chart, xmr

Found = Mapping[str, Any]
CURVE_POINTS = 60
EXACT = {Shape.SHARE: share_limits, Shape.WEIGHED: share_limits, Shape.RATE: rate_limits}
"""Shapes of which there are funnels, and how far chance alone carries a unit; what is met in part varies less."""
SCALES = {Shape.SHARE: overdispersion.share, Shape.WEIGHED: overdispersion.share, Shape.RATE: overdispersion.rate}
GOOD_SIDE = {Direction.HIGHER: True, Direction.LOWER: False, Direction.NEUTRAL: None}


class Trend(NamedTuple):
    """Limits and signals of the months that are over and have a value, and the face of the latest.

    Without limits there are too few months.

    `signals` holds +1 or −1 for months that a rule marks above or below, else 0.
    """

    months: list[str]
    chart: Chart | None
    signals: list[int]
    latest: Variation | None


class Judged(NamedTuple):
    """A unit's value beside its limits: `zone` is 0 inside, ±1 beyond the inner limits, ±2 beyond the outer ones.

    `low` and `high` are the ends of its own interval.
    """

    unit: str
    n: int
    value: float
    low: float
    high: float
    zone: int


class Funnel(NamedTuple):
    """Units around what all of them have in common, limits to draw, and how much more than chance they vary."""

    target: float
    units: list[Judged]
    sizes: list[int]
    look: Limits
    signal: Limits
    phi: float | None


def trend(metric: Metric, by_month: Sequence[Found], *, running: str) -> Trend:
    """The months on a chart of Laney for shares and rates, else XmR; shares of too few events fall back to XmR.

    The `running` month is not over, so neither it nor a later one is judged or judged by.
    """
    over = [one for one in by_month if one["value"] is not None and str(one["by"]["month"]) < running]
    shown = sorted(over, key=lambda one: str(one["by"]["month"]))
    months = [one["by"]["month"] for one in shown]
    chart = _chart(metric, shown)
    if chart is None:
        return Trend(months, None, [0] * len(months), None)
    found = rules([one["value"] for one in shown], chart)
    face = variation(found, is_high_good=GOOD_SIDE[metric.direction])
    return Trend(months, chart, found.first.tolist(), face)


def _chart(metric: Metric, shown: Sequence[Found]) -> Chart | None:
    numerators, sizes = [one["numerator"] for one in shown], [one["n"] for one in shown]
    primed = {Shape.SHARE: p_prime, Shape.RATE: u_prime}.get(metric.shape)
    try:
        if primed is not None:
            return primed(numerators, sizes).chart
    except NotEnough:
        pass
    try:
        return xmr([one["value"] for one in shown])
    except NotEnough:
        return None


def funnel(metric: Metric, by_unit: Sequence[Found]) -> Funnel | None:
    """The units of a share or rate around that of them all; None for other shapes, and for fewer than two units.

    Exact limits of chance; of ten units or more that differ by more than chance, limits that allow for it.
    """
    shown = [one for one in by_unit if one["value"] is not None and one["by"]["unit"]]
    if metric.shape not in EXACT or len(shown) < 2:
        return None
    met, n = (np.asarray([one[name] for one in shown], dtype=np.float64) for name in ("numerator", "n"))
    target = float(met.sum() / n.sum())
    phi, limits_of = _limits(metric.shape, met, n, target)
    zones = [_zone(value, look, signal) for value, look, signal in _beside(met / n, limits_of(n))]
    units = [
        Judged(one["by"]["unit"], *(one[name] for name in ("n", "value", "low", "high")), zone)
        for one, zone in zip(shown, zones, strict=True)
    ]
    sizes = np.unique(np.geomspace(max(n.min() * 0.8, 1), n.max() * 1.15, CURVE_POINTS).round())
    look, signal = limits_of(sizes)
    return Funnel(target, units, sizes.astype(int).tolist(), look, signal, phi)


def funnel_of(shape: Shape, rows: Sequence[Found], target: float) -> Funnel:
    """Units that `unit_comparison` compared, within the exact limits of chance around the whole."""
    n = np.asarray([row["n"] for row in rows], dtype=np.float64)
    sizes = np.unique(np.geomspace(max(n.min() * 0.8, 1), n.max() * 1.15, CURVE_POINTS).round())
    ends = ("n", "share", "share_low", "share_high")
    units = [Judged(row["unit"], *(row[name] for name in ends), 2 * row["outside"]) for row in rows]
    look, signal = _exact(shape, sizes, target)
    return Funnel(target, units, sizes.astype(int).tolist(), look, signal, None)


Both = tuple[Limits, Limits]


def _exact(shape: Shape, sizes: Floats, target: float) -> Both:
    """How far chance alone carries units of these sizes: inner and outer limits."""
    return EXACT[shape](sizes, target, tail=LOOK), EXACT[shape](sizes, target, tail=SIGNAL)


def _limits(shape: Shape, met: Floats, n: Floats, target: float) -> tuple[float | None, Callable[[Floats], Both]]:
    """How much more than chance units vary, None when not known or no more; and inner and outer limits by size."""
    exact = None, partial(_exact, shape, target=target)
    if target == 0 or (target == 1 and shape != Shape.RATE):
        return exact
    scale = SCALES[shape](met, n)
    try:
        spread = overdispersion.spread(scale)
    except NotEnough:
        return exact
    if not spread.tau2:
        return exact

    def wider(sizes: Floats) -> Both:
        sized = replace(scale, y=np.zeros_like(sizes), s=1 / (2 * np.sqrt(sizes)))
        return overdispersion.limits(sized, spread, tail=LOOK), overdispersion.limits(sized, spread, tail=SIGNAL)

    return spread.phi, wider


def _beside(values: Floats, both: Both) -> Sequence[tuple[float, tuple[float, float], tuple[float, float]]]:
    look, signal = (list(zip(one.low.tolist(), one.high.tolist(), strict=True)) for one in both)
    return list(zip(values.tolist(), look, signal, strict=True))


def _zone(value: float, look: tuple[float, float], signal: tuple[float, float]) -> int:
    for size, (low, high) in ((2, signal), (1, look)):
        if value < low - 1e-9:
            return -size
        if value > high + 1e-9:
            return size
    return 0
