"""Intervals for a share, a rate of rare events, the difference of two shares, and a median.

Paper: Wilson 1927 (JASA 22:209); Clopper & Pearson 1934 (Biometrika 26:404); Brown, Cai & DasGupta 2001 (Statistical
    Science 16:101) for Jeffreys; Garwood 1936 (Biometrika 28:437) for counts; Newcombe 1998 (Statistics in Medicine
    17:857 and 17:873); Campbell & Gardner 1988 (BMJ 296:1454) for medians.
Formula: Wilson: (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n). Clopper–Pearson: quantiles of Beta(x, n−x+1) and
    Beta(x+1, n−x). Jeffreys: quantiles of Beta(x+½, n−x+½), 0 at x = 0 and 1 at x = n. Garwood: χ²(2x)/2 and
    χ²(2x+2)/2 over the exposure. Difference: d − √((p₁−l₁)² + (u₂−p₂)²) to d + √((u₁−p₁)² + (p₂−l₂)²). Median: the
    k-th smallest value to the k-th largest, k the greatest with P(Bin(n, ½) < k) within the tail.
Answer: 81 of 263: Wilson 0.2553 to 0.3662, Clopper–Pearson 0.2527 to 0.3676; 0 of 20: Wilson 0 to 0.1611 (Newcombe
    1998, table I). 56 of 70 less 48 of 80: 0.0524 to 0.3339 (table II). Median of 20: 6th to 15th value; of 100:
    40th to 61st (Campbell & Gardner 1988).
Refuses: a position where nobody was counted.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from weisu.science.arrays import Floats, Integers, Malformed, above_zero, counts, shares, some_of


class Interval(NamedTuple):
    """Arrays of one shape: the estimate and the ends of the interval around it."""

    low: Floats
    estimate: Floats
    high: Floats


def z_of(level: float) -> float:
    """The standard normal quantile that leaves half of 1 − `level` on either side: 1.96 of 0.95.

    Raises: Malformed unless 0 < level < 1.
    """
    return float(special.ndtri(1 - tail_of(level)))


def tail_of(level: float) -> float:
    """What a two-sided interval of that level leaves out on each side: 0.025 of 0.95.

    Raises: Malformed unless 0 < level < 1.
    """
    if not 0 < level < 1:
        raise Malformed(f"level must lie between 0 and 1, not {level}.")
    return (1 - level) / 2


def wilson(met: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Score intervals of shares, the ones to display; `met` of `n`, any shape.

    Raises: Malformed; NotEnough where n is 0. Source: Wilson 1927.
    """
    met, n = some_of(met, n)
    return wilson_around(met / n, n, level=level)


def wilson_around(share: ArrayLike, worth: ArrayLike, *, level: float = 0.95) -> Interval:
    """Score intervals around estimated shares that are worth as much as `worth` answers of a plain sample each.

    Raises: Malformed, also for a worth of 0.
    """
    share, n = np.broadcast_arrays(shares("share", share), above_zero("worth", worth))
    z = z_of(level)
    slack = z * z / n
    centre = (share + slack / 2) / (1 + slack)
    half = np.sqrt(slack * (share * (1 - share) + slack / 4)) / (1 + slack)
    low = np.where(share == 0, 0.0, np.minimum(centre - half, share))
    high = np.where(share == 1, 1.0, np.maximum(centre + half, share))
    return Interval(low, share, high)


def wilson_among(
    share: ArrayLike, worth: ArrayLike, asked: ArrayLike, everybody: ArrayLike, *, level: float = 0.95
) -> Interval:
    """Score intervals of the shares of exactly `everybody`, of whom `asked` were drawn; of all asked: what they said.

    Raises: Malformed, also for more asked than there are. Source: Cochran 1977, section 3.2: squared errors are smaller
    by (N − n)/(N − 1).
    """
    n, size = np.broadcast_arrays(counts("asked", asked), above_zero("everybody", everybody))
    left = size - n
    if (left < 0).any():
        raise Malformed("asked must not exceed everybody.")
    more = np.divide(size - 1, left, out=np.ones(left.shape), where=left > 0)
    low, middle, high = wilson_around(share, above_zero("worth", worth) * more, level=level)
    return Interval(np.where(left > 0, low, middle), middle, np.where(left > 0, high, middle))


def clopper_pearson(met: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Exact intervals of shares, for limits that must never cover less than they say.

    Raises: Malformed; NotEnough where n is 0. Source: Clopper & Pearson 1934.
    """
    met, n = some_of(met, n)
    return Interval(*_beta_ends(met, n, tail_of(level), met, met + 1, 1, 0))


def jeffreys(met: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Interval:
    """Equal-tailed Bayesian intervals of shares under Beta(½, ½); the ends are exact when all or nobody met it.

    Raises: Malformed; NotEnough where n is 0. Source: Brown, Cai & DasGupta 2001.
    """
    met, n = some_of(met, n)
    return Interval(*_beta_ends(met, n, tail_of(level), met + 0.5, met + 0.5, 0.5, 0.5))


def garwood(events: ArrayLike, exposure: ArrayLike, *, level: float = 0.95) -> Interval:
    """Exact intervals of rates: `events` per unit of `exposure`, both of one shape.

    Raises: Malformed, also for an exposure of 0. Source: Garwood 1936.
    """
    events, exposure = np.broadcast_arrays(counts("events", events), above_zero("exposure", exposure))
    tail = tail_of(level)
    low = np.where(events > 0, special.gammaincinv(np.maximum(events, 1), tail), 0.0)
    high = special.gammainccinv(events + 1, tail)
    return Interval(low / exposure, events / exposure, high / exposure)


def ranks_of_median(n: ArrayLike, *, level: float = 0.95) -> Integers:
    """How many values from either end the ends of a median's interval lie, by the number of values; any shape.

    0 where no two of so few values enclose the median so often: its interval has no ends. Raises: Malformed. Source:
    Campbell & Gardner 1988.
    """
    return ranks_of_quantile(n, 0.5, level=level)[0]


def ranks_of_quantile(n: ArrayLike, share: float, *, level: float = 0.95) -> tuple[Integers, Integers]:
    """The places, from 1 for the smallest, of the values between which a quantile lies, by the number of values.

    0 where so few have no such end. Raises: Malformed. Source: Campbell & Gardner 1988.
    """
    n, tail = counts("n", n), tail_of(level)
    below, above = (np.asarray(stats.binom.ppf(end, n, share), dtype=np.int64) for end in (tail, 1 - tail))
    return np.maximum(below, 0), np.where(above < n, above + 1, 0)


def difference(
    met: ArrayLike, n: ArrayLike, other_met: ArrayLike, other_n: ArrayLike, *, level: float = 0.95
) -> Interval:
    """Intervals of the first share less the other, from their Wilson intervals.

    Raises: Malformed; NotEnough where either n is 0. Source: Newcombe 1998, method 10.
    """
    one, other = wilson(met, n, level=level), wilson(other_met, other_n, level=level)
    gap = one.estimate - other.estimate
    down = np.hypot(one.estimate - one.low, other.high - other.estimate)
    up = np.hypot(one.high - one.estimate, other.estimate - other.low)
    return Interval(gap - down, gap, gap + up)


def _beta_ends(
    met: Floats, n: Floats, tail: float, low_a: Floats, high_a: Floats, low_b: float, high_b: float
) -> tuple[Floats, Floats, Floats]:
    some, short = met > 0, met < n
    low = special.betaincinv(np.where(some, low_a, 1), n - met + low_b, tail)
    high = special.betainccinv(high_a, np.where(short, n - met + high_b, 1), tail)
    return np.where(some, low, 0.0), met / n, np.where(short, high, 1.0)
