"""Exact funnel limits: how far chance alone carries a unit of its size from the target.

Paper: Spiegelhalter 2005 (Statistics in Medicine 24:1185, appendix A.1; Quality and Safety in Health Care 14:347).
Formula: to judge: the quantiles α and 1−α of the count that chance gives, Poisson(E) or Binomial(n, θ), over E or n; a
    unit on a limit lies inside, so at most α of equal units leave on either side. To draw: χ²(α; 2E)/2E to
    χ²(1−α; 2(E+1))/2E, a smooth line. `LOOK` leaves 2.5 % on each side, `SIGNAL` 0.1 %.
Answer: drawn at E = 15: 0.5596924 to 1.649348 (LOOK), 0.3862650 to 2.082907 (SIGNAL), of FunnelPlotR's test of Poisson
    limits; of the 54 hospitals of medpar 25 lie outside the drawn SIGNAL, because stays vary more than counts do.
Refuses: an expectation of 0, a unit without tickets. Limits around millions of tickets are narrow beyond meaning; see
    `overdispersion` and `laney`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from weisu.science.arrays import Booleans, Floats, Malformed, above_zero, counts, need, numbers, shares

LOOK = 0.025
"""Tail of the inner limits: worth a look."""
SIGNAL = 0.001
"""Tail of the outer limits: worth a question."""


class Limits(NamedTuple):
    """Lower and upper limits, one of each per unit."""

    low: Floats
    high: Floats

    def outside(self, values: ArrayLike) -> Booleans:
        """Which units lie outside their limits; a value on a limit, to a billionth, lies inside."""
        array = np.asarray(values, dtype=np.float64)
        slack = 1e-9 * np.maximum(1, np.abs(array))
        return (array < self.low - slack) | (array > self.high + slack)


def ratio_limits(expected: ArrayLike, *, tail: float = SIGNAL) -> Limits:
    """Limits to judge observed over expected by, from expected counts (any shape, above zero).

    Raises: Malformed. Source: Spiegelhalter 2005, appendix A.1, without interpolation.
    """
    mean, tail = above_zero("expected", expected), _tail(tail)
    low, high = stats.poisson.ppf(tail, mean), stats.poisson.isf(tail, mean)
    return Limits(low / mean, high / mean)


def share_limits(n: ArrayLike, target: ArrayLike, *, tail: float = SIGNAL) -> Limits:
    """Limits to judge a share of `n` by, around a target share that all units have in common, or one each.

    Raises: Malformed; NotEnough where n is 0. Source: Spiegelhalter 2005, appendix A.1, without interpolation.
    """
    size, share = np.broadcast_arrays(counts("n", n), shares("target", target))
    need(size > 0, "nobody was counted")
    tail = _tail(tail)
    return Limits(stats.binom.ppf(tail, size, share) / size, stats.binom.isf(tail, size, share) / size)


def rate_limits(exposure: ArrayLike, target: ArrayLike, *, tail: float = SIGNAL) -> Limits:
    """Limits to judge a rate per `exposure` by, around a target rate; what is counted may happen more than once.

    Raises: Malformed. Source: Spiegelhalter 2005, appendix A.1, without interpolation.
    """
    size, rate = np.broadcast_arrays(above_zero("exposure", exposure), numbers("target", target))
    if (rate < 0).any():
        raise Malformed(f"target must be a rate from 0 on, not {rate.min():g}.")
    tail = _tail(tail)
    return Limits(stats.poisson.ppf(tail, size * rate) / size, stats.poisson.isf(tail, size * rate) / size)


def drawn_ratio_limits(expected: ArrayLike, *, tail: float = SIGNAL) -> Limits:
    """Smooth limits to draw; they invert the tail at the target, so of small equal units too many lie below them.

    Raises: Malformed. Source: Spiegelhalter 2005, as FunnelPlotR draws them.
    """
    mean, tail = above_zero("expected", expected), _tail(tail)
    low, high = special.gammaincinv(mean, tail), special.gammainccinv(mean + 1, tail)
    return Limits(low / mean, high / mean)


def _tail(tail: float) -> float:
    if not 0 < tail < 0.5:
        raise Malformed(f"tail must lie between 0 and 0.5, not {tail}.")
    return tail
