"""Shrinkage: a unit's number drawn towards its peers, the more so the less it says by itself.

Paper: Efron & Morris 1975 (JASA 70:311) with the batting averages of 1970; Gaver & O'Muircheartaigh 1987
    (Technometrics 29:1) for the pumps; Robbins 1956 for the idea.
Formula: counts: O ~ Poisson(Eλ), λ ~ Gamma(a, b), (a, b) by maximum likelihood of the negative binomial, posterior mean
    (a+O)/(b+E). Equal variances v: centre + (1 − (k−3)v/S)(y − centre), S = Σ(y − centre)². Unequal: weight
    B = τ²/(τ²+s²).
Answer: ten pumps: a = 0.8230, b = 1.2617, log-likelihood −32.25784, posterior means 0.0609 to 1.9405. Eighteen batters:
    factor 0.212, the first 0.400 becomes 0.294.
Refuses: counts that are all 0; fewer than four units of equal variance.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from weisu.science.arrays import Floats, Malformed, NotEnough, above_zero, counts, need_units, numbers, row_of

BOUNDS = (np.log(1e-6), np.log(1e6))
"""Where the logarithm of the relative variance is looked for."""


class Rates(NamedTuple):
    """Shrunken rates of units; their truths have the `mean` and, relative to it, the `variance` of a Gamma.

    A variance of 0 says that the units differ by chance only: every rate is then the mean.
    """

    rates: Floats
    mean: float
    variance: float
    log_likelihood: float

    @property
    def shape_and_rate(self) -> tuple[float, float]:
        """The a and b of the Gamma; infinite when the units differ by chance only."""
        if not self.variance:
            return float("inf"), float("inf")
        return 1 / self.variance, 1 / self.variance / self.mean


class Drawn(NamedTuple):
    """Estimates drawn to their centre, and the weight each kept for itself (0..1)."""

    estimates: Floats
    weights: Floats
    centre: float


def rates_of(events: ArrayLike, exposure: ArrayLike) -> Rates:
    """Rates of events per exposure (or per expected event), shrunken by an empirical Gamma prior.

    Raises: Malformed; NotEnough of fewer than two units or of no event at all.
    """
    o = counts("events", events)
    e = row_of("exposure", above_zero("exposure", exposure), o.size)
    need_units(o.size, 2, "units")
    if not o.any():
        raise NotEnough("Not enough to say: no unit has an event.")
    mean, variance, value = _most_likely(o, e)
    return Rates(mean * (1 + variance * o) / (1 + variance * mean * e), mean, variance, value)


def equal_variances(y: ArrayLike, variance: float) -> Drawn:
    """Estimates of one common error variance, drawn to their mean; never past it.

    Raises: Malformed; NotEnough of fewer than four units. Source: Efron & Morris 1975.
    """
    values = numbers("y", y)
    above_zero("variance", variance)
    need_units(values.size, 4, "units")
    centre = float(values.mean())
    spread = float(((values - centre) ** 2).sum())
    weight = max(0.0, 1 - (values.size - 3) * variance / spread) if spread else 0.0
    return Drawn(centre + weight * (values - centre), np.full(values.shape, weight), centre)


def towards(centre: float, y: ArrayLike, s: ArrayLike, tau2: float) -> Drawn:
    """Estimates with standard errors `s`, drawn to a centre when truths vary by `tau2` around it.

    Raises: Malformed. The weight is the share of a unit's own number in what is shown.
    """
    values = numbers("y", y)
    error = row_of("s", above_zero("s", s), values.size)
    if tau2 < 0:
        raise Malformed(f"tau2 must not be below 0; it is {tau2}.")
    weight = tau2 / (tau2 + error**2)
    return Drawn(centre + weight * (values - centre), weight, centre)


def _most_likely(o: Floats, e: Floats) -> tuple[float, float, float]:
    """Mean, relative variance and log-likelihood; the mean is profiled out by a root for every variance tried."""
    mean = float(o.sum() / e.sum())
    # The slope of the likelihood at no variance: counts no more scattered than Poisson's differ by chance only.
    if ((o - mean * e) ** 2 - o).sum() <= 0:
        return mean, 0.0, float((special.xlogy(o, mean * e) - mean * e - special.gammaln(o + 1)).sum())

    def loss(log_variance: float) -> float:
        variance = float(np.exp(log_variance))
        return -_log_likelihood(o, e, _mean_for(o, e, variance), variance)

    found = optimize.minimize_scalar(loss, bounds=BOUNDS, method="bounded", options={"xatol": 1e-10})
    variance = float(np.exp(found.x))
    return _mean_for(o, e, variance), variance, -float(found.fun)


def _mean_for(o: Floats, e: Floats, variance: float) -> float:
    def slope(log_mean: float) -> float:
        mean = np.exp(log_mean)
        return float(((o - mean * e) / (1 + variance * mean * e)).sum())

    own = np.log(np.maximum(o, 0.5) / e)
    return float(np.exp(optimize.brentq(slope, own.min() - 50, own.max() + 1, xtol=1e-13)))


def _log_likelihood(o: Floats, e: Floats, mean: float, variance: float) -> float:
    shape, load = 1 / variance, variance * mean * e
    rising = special.gammaln(shape + o) - special.gammaln(shape) - special.gammaln(o + 1)
    return float((rising + special.xlogy(o, load) - (shape + o) * np.log1p(load)).sum())
