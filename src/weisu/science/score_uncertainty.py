"""How far a composite score and the order it gives depend on small numbers, on the weights, and on one part.

Paper: Saisana, Saltelli & Tarantola 2005 (Journal of the Royal Statistical Society A 168:307); OECD & JRC 2008
    (Handbook on Constructing Composite Indicators, step 7).
Formula: score = Σ w_k p_k + constant over draws of the parts p and of the weights w, each uniform within ±25 % and then
    scaled to the sum declared; 90 % of the draws lie within the interval of a score, and of a rank. A part's share of
    the variance is cov(w_k p_k, score) / var(score): Sobol's first-order index where parts are independent.
Answer: of y = x₁ + 10 x₂ with an x₃ that is not used the shares are 1/101, 100/101 and 0 (COINr's test of its indices).
Refuses: fewer than 100 draws; fewer than two units to order; weights not above 0.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Floats, Integers, Malformed, above_zero, need_units, numbers

AROUND = 0.25
"""How far a weight may be off, of itself."""
LEVEL = 0.90
LEAST_DRAWS = 100
TIED = 1e-9


class Range(NamedTuple):
    """The ends between which a share of the draws lies, one of each per unit."""

    low: Floats
    high: Floats

    @property
    def width(self) -> Floats:
        """From end to end."""
        return self.high - self.low


def varied_weights(weights: ArrayLike, draws: int, random: np.random.Generator, *, around: float = AROUND) -> Floats:
    """Draws × parts: each weight off by up to `around` of itself, their sum as declared.

    Raises: Malformed.
    """
    declared = above_zero("weights", weights)
    if not 0 <= around < 1:
        raise Malformed(f"around must lie between 0 and 1, not {around}.")
    drawn = declared * random.uniform(1 - around, 1 + around, (draws, declared.size))
    return np.asarray(drawn * (declared.sum() / drawn.sum(axis=1, keepdims=True)))


def totals(points: ArrayLike, weights: ArrayLike, constant: float = 0.0) -> Floats:
    """Scores, draws × units, from points (draws × units × parts) and weights (draws × parts).

    Raises: Malformed; NotEnough below a hundred draws.
    """
    drawn, weighed = numbers("points", points), numbers("weights", weights)
    if drawn.ndim != 3 or weighed.shape != (drawn.shape[0], drawn.shape[2]):
        shapes = f"{drawn.shape}, {weighed.shape}"
        raise Malformed(f"points are draws × units × parts and weights draws × parts, not {shapes}.")
    need_units(drawn.shape[0], LEAST_DRAWS, "draws")
    return np.asarray(np.einsum("dup,dp->du", drawn, weighed) + constant)


def ranks(scores: ArrayLike) -> Integers:
    """1 for the best of the last axis; equal scores share the better rank.

    Raises: Malformed; NotEnough for fewer than two units.
    """
    values = numbers("scores", scores)
    need_units(values.shape[-1], 2, "units to order")
    ordered = np.sort(-values, axis=-1)
    flat, rows = -values.reshape(-1, values.shape[-1]), ordered.reshape(-1, values.shape[-1])
    found = [np.searchsorted(row, one - TIED, side="left") + 1 for row, one in zip(rows, flat, strict=True)]
    return np.array(found, dtype=np.int64).reshape(values.shape)


def middle(drawn: ArrayLike, *, level: float = LEVEL) -> Range:
    """Where the middle `level` of the draws (the first axis) lies; quantiles that are values themselves.

    Raises: Malformed.
    """
    values = numbers("drawn", drawn)
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = (np.quantile(values, tail, axis=0, method="inverted_cdf") for tail in tails)
    return Range(np.asarray(low), np.asarray(high))


def variance_shares(points: ArrayLike, weights: ArrayLike) -> Floats:
    """Units × parts: how much of the variance of a unit's score each part brings; rows of 0 where nothing varies."""
    drawn, weighed = numbers("points", points), numbers("weights", weights)
    parts = drawn * weighed[:, None, :]
    off = parts - parts.mean(axis=0)
    total = off.sum(axis=2)
    variance = np.square(total).mean(axis=0)
    shared = np.einsum("dup,du->up", off, total) / len(drawn)
    return np.asarray(np.divide(shared, variance[:, None], out=np.zeros_like(shared), where=variance[:, None] > 0))


def without_each(points: ArrayLike, weights: ArrayLike, constant: float = 0.0) -> Floats:
    """Parts × units: the scores without that part, the weights of the others scaled to the sum declared.

    Raises: Malformed; NotEnough for fewer than two parts.
    """
    whole, declared = numbers("points", points), above_zero("weights", weights)
    need_units(declared.size, 2, "parts")
    left = np.tile(declared, (declared.size, 1)) * (1 - np.eye(declared.size))
    left *= declared.sum() / left.sum(axis=1, keepdims=True)
    return np.asarray(left @ whole.T + constant)
