"""One answer out of several, each with its own error, when they truly differ: random-effects pooling.

Paper: DerSimonian & Laird 1986 (Controlled Clinical Trials 7:177); Viechtbauer 2005 (JEBS 30:261) for REML.
Formula: Q = Σw(y−ȳ)², w = 1/v; τ² = max(0, (Q−(k−1)) / (Σw − Σw²/Σw)). REML: the root in τ² of
    Σw²((y−ȳ)² − v) + Σw²/Σw = τ²·Σw², w = 1/(v+τ²), by Fisher scoring. Pooled ȳ = Σwy/Σw, variance 1/Σw.
Answer: thirteen BCG trials (metafor's dat.bcg): τ² = 0.3087603, Q = 152.233, pooled −0.7141172 (−1.064445 to
    −0.3637892); REML τ² = 0.3132433.
Refuses: fewer than two answers.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Floats, NotEnough, above_zero, need_units, numbers, row_of
from weisu.science.intervals import z_of

STEPS, CLOSE = 200, 1e-12


class Pooled(NamedTuple):
    """The pooled estimate with its interval; `tau2` is the variance of the truths, `q` the heterogeneity statistic."""

    low: float
    estimate: float
    high: float
    tau2: float
    q: float


def dersimonian_laird(y: ArrayLike, variance: ArrayLike, *, level: float = 0.95) -> Pooled:
    """Pool estimates `y` with their error variances, the variance between them by moments.

    Raises: Malformed; NotEnough of fewer than two. Source: DerSimonian & Laird 1986.
    """
    y, v = _answers(y, variance)
    w = 1 / v
    excess = _heterogeneity(y, w) - (y.size - 1)
    return _pooled(y, v, max(0.0, excess / float(w.sum() - (w**2).sum() / w.sum())), level)


def reml(y: ArrayLike, variance: ArrayLike, *, level: float = 0.95) -> Pooled:
    """Pool estimates `y` with their error variances, the variance between them by restricted likelihood.

    Raises: Malformed; NotEnough of fewer than two, or when no variance settles. Source: Viechtbauer 2005.
    """
    y, v = _answers(y, variance)
    tau2 = dersimonian_laird(y, v).tau2
    for _ in range(STEPS):
        w = 1 / (v + tau2)
        mean = (w @ y) / w.sum()
        moved = float((w**2 @ ((y - mean) ** 2 - v) + (w**2).sum() / w.sum()) / (w**2).sum())
        last, tau2 = tau2, max(0.0, moved)
        if abs(tau2 - last) < CLOSE * (1 + tau2):
            return _pooled(y, v, tau2, level)
    raise NotEnough("Not enough to say: the variance between these answers does not settle.")


def _answers(y: ArrayLike, variance: ArrayLike) -> tuple[Floats, Floats]:
    values = numbers("y", y)
    v = row_of("variance", above_zero("variance", variance), values.size)
    need_units(values.size, 2, "answers")
    return row_of("y", values, values.size), v


def _heterogeneity(y: Floats, w: Floats) -> float:
    return float(w @ (y - (w @ y) / w.sum()) ** 2)


def _pooled(y: Floats, v: Floats, tau2: float, level: float) -> Pooled:
    w = 1 / (v + tau2)
    mean, half = float(w @ y / w.sum()), z_of(level) / float(np.sqrt(w.sum()))
    return Pooled(mean - half, mean, mean + half, tau2, _heterogeneity(y, 1 / v))
