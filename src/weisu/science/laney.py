"""p′ and u′ charts: shares and rates of large numbers, whose weeks differ by more than chance.

Paper: Laney 2002 (Quality Engineering 14:531).
Formula: p̄ = Σr/Σn, σₜ = √(p̄(1−p̄)/nₜ), zₜ = (pₜ−p̄)/σₜ, σ_z = mean|zₜ−zₜ₋₁|/1.128, limits p̄ ± 3σₜσ_z; u′ the same
    with σₜ = √(ū/exposureₜ).
Answer: 20 weeks of English emergency departments: p̄ = 0.952900, σ_z = 10.640; an ordinary p-chart flags 16 weeks, p′
    none (qicharts2, nhs_accidents).
Refuses: fewer than seven points; points with fewer than five events, or five that missed it, to be expected: pool
    them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Floats, above_zero, counts, need, need_units, row_of, some_of
from weisu.science.xmr import LEAST_POINTS, Chart, chart_around

RANGE_TO_SIGMA, LEAST_EVENTS = 1.128, 5


class Primed(NamedTuple):
    """The values in the order of time, their errors by chance, their chart, and `sigma_z`: 1 when all is chance."""

    values: Floats
    errors: Floats
    chart: Chart
    sigma_z: float


def p_prime(met: ArrayLike, n: ArrayLike) -> Primed:
    """The chart of shares `met` of `n` in the order of time.

    Raises: Malformed; NotEnough. Limits are not cut at 0 and 1, so that a target beyond them is told from one within.
    """
    met, n = some_of(met, n)
    n = row_of("n", n, met.size)
    need_units(met.size, LEAST_POINTS, "points")
    mean = met.sum() / n.sum()
    need(n * min(mean, 1 - mean) >= LEAST_EVENTS, "fewer than five events are to be expected")
    return _primed(met / n, float(mean), np.sqrt(mean * (1 - mean) / n))


def u_prime(events: ArrayLike, exposure: ArrayLike) -> Primed:
    """The chart of rates of events per exposure in the order of time.

    Raises: Malformed; NotEnough.
    """
    seen = counts("events", events)
    size = row_of("exposure", above_zero("exposure", exposure), seen.size)
    need_units(seen.size, LEAST_POINTS, "points")
    mean = seen.sum() / size.sum()
    need(size * mean >= LEAST_EVENTS, "fewer than five events are to be expected")
    return _primed(seen / size, float(mean), np.sqrt(mean / size))


def plain(primed: Primed) -> Chart:
    """The ordinary p- or u-chart of the same points, for comparison: of large numbers it flags nearly everything."""
    return chart_around(primed.chart.centre, 3 * primed.errors)


def _primed(values: Floats, mean: float, sigma: Floats) -> Primed:
    z = (values - mean) / sigma
    sigma_z = float(np.abs(np.diff(z)).mean() / RANGE_TO_SIGMA)
    return Primed(values, sigma, chart_around(np.full(values.size, mean), 3 * sigma * sigma_z), sigma_z)
