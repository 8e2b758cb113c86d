"""Whether a density jumps at a limit, as it does when somebody sorts cases to one side of it.

Paper: Cattaneo, Jansson & Ma 2020 (JASA 115:1449) and 2018 (Stata Journal 18:234); McCrary 2008 (Journal of
    Econometrics 142:698) for the idea; Frandsen 2017 for time in whole minutes.
Formula: fit the empirical distribution on either side by a weighted polynomial (triangular weights, order q = 3 to
    test, p = 2 to choose the width); its slope at the limit is the density. T = (f₊ − f₋)/√(V₊ + V₋), V by jackknife.
    Widths: h = (V/2pB²N)^(1/(2p+1)) for either side, their difference and their sum, the median of its three each. Of
    two neighbouring cells of whole minutes: an exact binomial test against one half.
Answer: 1,390 margins of the United States senate: h = 19.841108 and 27.118787, f = 0.021686 and 0.018138, T =
    −0.875273, p = 0.381425 (rddensity).
Refuses: fewer than thirty different values on a side.
"""

from math import factorial
from typing import NamedTuple

import numpy as np
from numpy.polynomial import hermite_e
from numpy.typing import ArrayLike
from scipy import special

from weisu.science.arrays import Floats, Malformed, counts, inverse, need, need_units, numbers

ORDER = 2
"""The order p at which widths are chosen; the test takes one more, so that its bias is small against its error."""
LEAST_VALUES = 30
LEAST_WITHIN = 23
"""The fewest values a width may hold on either side: twenty and one for each coefficient."""


class Jump(NamedTuple):
    """Densities left and right of the limit, the widths they were fitted over, and the test that they are equal."""

    left: float
    right: float
    width_left: float
    width_right: float
    t: float
    p: float


class _Sample(NamedTuple):
    """Distances from the limit in order, and the share of all values at or below each."""

    x: Floats
    below: Floats


class _Slope(NamedTuple):
    """A derivative of the distribution at the limit, and its variance."""

    value: float
    variance: float


def jump(values: ArrayLike, limit: float, *, widths: tuple[float, float] | None = None) -> Jump:
    """Test whether the density of values jumps at the limit; a value on the limit counts to its right.

    `widths` left and right of it are chosen from the data unless given. Raises: Malformed; NotEnough.
    """
    sample = _sample(values, limit)
    left, right = widths or _widths(sample)
    if left <= 0 or right <= 0:
        raise Malformed("widths must be above 0.")
    low, high = _derivative(sample, -left, ORDER + 1, 1), _derivative(sample, right, ORDER + 1, 1)
    t = (high.value - low.value) / float(np.sqrt(high.variance + low.variance))
    return Jump(low.value, high.value, left, right, t, float(2 * special.ndtr(-abs(t))))


def neighbours(before: ArrayLike, after: ArrayLike) -> Floats:
    """P-values of counts in the cells before and after a limit, were either equally likely; for whole minutes.

    Raises: Malformed; NotEnough where both are 0. Source: Frandsen 2017, without curvature.
    """
    one, two = np.broadcast_arrays(counts("before", before), counts("after", after))
    total = one + two
    need(total > 0, "neither cell has a value")
    tail = special.bdtr(np.minimum(one, two), total.astype(np.int64), 0.5)
    return np.asarray(np.minimum(1.0, 2 * tail))


def _sample(values: ArrayLike, limit: float) -> _Sample:
    x = np.sort(numbers("values", values).ravel()) - limit
    for side in (x[x < 0], x[x >= 0]):
        need_units(np.unique(side).size, LEAST_VALUES, "different values on one side")
    # Repeated values all lie below the last of them, so heaps do not make the distribution look smooth.
    return _Sample(x, (np.searchsorted(x, x, "right") - 1) / (x.size - 1))


def _widths(sample: _Sample) -> tuple[float, float]:
    """The widths with the least mean squared error of either side, the difference and the sum: the median of three."""
    rough, rougher = _pilot(sample, ORDER, 1), _pilot(sample, ORDER + 2, ORDER + 1)
    variance, bias = [], []
    for side in (-1, 1):
        variance.append(_derivative(sample, side * rough, ORDER, 1).variance * sample.x.size * rough)
        curve = _derivative(sample, side * rougher, ORDER + 2, ORDER + 1).value
        bias.append(curve * _triangular_bias() * side**ORDER)
    pairs = [
        (variance[0], bias[0]),
        (variance[1], bias[1]),
        (sum(variance), bias[1] - bias[0]),
        (sum(variance), bias[1] + bias[0]),
    ]
    least = [side[LEAST_WITHIN - 1] for side in _distances(sample)]
    far = float(np.abs(sample.x).max())
    left, right, difference, total = (
        min(far, (v / (2 * ORDER * max(b * b, 1e-300) * sample.x.size)) ** (1 / (2 * ORDER + 1))) for v, b in pairs
    )
    return (
        float(max(np.median([left, difference, total]), least[0])),
        float(max(np.median([right, difference, total]), least[1])),
    )


def _pilot(sample: _Sample, order: int, derivative: int) -> float:
    """The width that would be best for a derivative, were the values normal and the weights uniform."""
    mean, sd = sample.x.mean(), sample.x.std(ddof=1)
    height = np.exp(-((mean / sd) ** 2) / 2) / np.sqrt(2 * np.pi)
    next_one = hermite_e.hermeval(mean / sd, [0] * order + [1])
    power = 2 * derivative - 1, 2 * (order + 1 - derivative)
    ratio = power[0] / power[1] * _variance_over_squared_bias(order, derivative)
    width = sd * (ratio / (max(next_one**2, 1e-12) * height * sample.x.size)) ** (1 / (2 * order + 1))
    least = max(side[20 + order] for side in _distances(sample))
    return float(max(min(width, np.abs(sample.x).max()), least))


def _distances(sample: _Sample) -> tuple[Floats, Floats]:
    """The different distances from the limit on its left and on its right, rising."""
    return np.unique(-sample.x[sample.x < 0]), np.unique(sample.x[sample.x >= 0])


def _variance_over_squared_bias(order: int, derivative: int) -> float:
    """V/B² at a boundary with uniform weights: B from the moments ∫uᵏ, V from ∫∫min(u,v)uⁱvʲ over the unit square."""
    i, j = np.meshgrid(np.arange(order + 1.0), np.arange(order + 1.0), indexing="ij")
    moments = inverse(1 / (2 * (i + j + 1)))
    bridge = (1 / ((j + 2) * (i + j + 3)) + (1 / (i + 2) - 1 / (i + j + 3)) / (j + 1)) / 4
    variance = (moments @ bridge @ moments)[derivative, derivative] * factorial(derivative) ** 2
    bias = moments[derivative] @ (1 / (2 * (np.arange(order + 1.0) + order + 2)))
    return float(variance / (bias * factorial(derivative) / factorial(order + 1)) ** 2)


def _triangular_bias() -> float:
    """What curvature of the distribution does to a density fitted at order p with triangular weights."""

    def moment(power: Floats) -> Floats:
        return 1 / (power + 1) - 1 / (power + 2)

    i = np.arange(ORDER + 1.0)
    weights = inverse(moment(i[:, None] + i))[1]
    return float(weights @ moment(i + ORDER + 1)) / factorial(ORDER + 1)


def _derivative(sample: _Sample, width: float, order: int, derivative: int) -> _Slope:
    """A derivative of the distribution at the limit, from values within a width: left of it when that is negative."""
    x, total, size = sample.x, sample.x.size, abs(width)
    near = (x >= 0) & (x <= width) if width > 0 else (x < 0) & (x >= width)
    need_units(int(near.sum()), order + 2, "values within the width")
    u = x[near] / size
    terms = np.vander(u, order + 1, increasing=True)
    weighted = terms * ((1 - np.abs(u)) / size)[:, None]
    solve = inverse(weighted.T @ terms / total)[derivative] * (factorial(derivative) / size**derivative)
    value = float(solve @ (weighted.T @ sample.below[near])) / total
    # A value's influence: the weight of all values at or above it.
    above = np.append(np.cumsum((weighted @ solve)[::-1])[::-1], 0.0)
    influence = above[np.searchsorted(x[near], x, "left")] / (total - 1)
    return _Slope(value, float((influence**2).sum()) / total**2)
