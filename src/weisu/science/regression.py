"""Poisson and logistic regression by iteratively reweighted least squares: what is expected, given what was known.

Paper: Nelder & Wedderburn 1972 (JRSS A 135:370); McCullagh & Nelder 1989.
Formula: β ← (XᵀWX)⁻¹XᵀW(η − o + (y−μ)/W), μ = n·g⁻¹(η), η = Xβ + o; W = μ (Poisson) or μ(1−μ/n) (logistic).
    Dispersion = Σ(y−μ)²/V / (rows − columns).
Answer: medpar, length of stay by hmo, died, age80 and type: Pearson dispersion 6.2405.
Refuses: fewer rows than columns, columns that say the same, an outcome that a column separates wholly.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from weisu.science.arrays import (
    Floats,
    Malformed,
    NotEnough,
    above_zero,
    counts,
    inverse,
    need_units,
    numbers,
    row_of,
    solved,
    some_of,
)

STEPS, CLOSE = 50, 1e-10


class Fit(NamedTuple):
    """Coefficients and covariance by column of the design, the expected count by row, and the Pearson dispersion."""

    coefficients: Floats
    covariance: Floats
    expected: Floats
    dispersion: float


Mean = Callable[[Floats], tuple[Floats, Floats]]


def poisson(design: ArrayLike, events: ArrayLike, exposure: ArrayLike | None = None) -> Fit:
    """Counts expected of each row of `design` (rows × columns, a constant included by the caller), per `exposure`.

    Raises: Malformed; NotEnough.
    """
    x = _design(design)
    y = row_of("events", counts("events", events), len(x))
    size = np.ones(len(x)) if exposure is None else row_of("exposure", above_zero("exposure", exposure), len(x))
    if not y.any():
        raise NotEnough("Not enough to say: there is no event at all.")

    def mean(eta: Floats) -> tuple[Floats, Floats]:
        mu = np.exp(np.clip(eta + np.log(size), -500, 500))
        return mu, mu

    return _fit(x, y, mean, np.log((y + 0.5) / size))


def logistic(design: ArrayLike, met: ArrayLike, n: ArrayLike = 1) -> Fit:
    """How many of `n` are expected to meet it in each row of `design` (rows × columns, a constant included).

    Raises: Malformed; NotEnough, also when a column separates those who met it from those who did not.
    """
    x = _design(design)
    y, size = some_of(met, n)
    y, size = row_of("met", y, len(x)), row_of("n", size, len(x))
    if not 0 < y.sum() < size.sum():
        raise NotEnough("Not enough to say: all met it, or nobody.")

    def mean(eta: Floats) -> tuple[Floats, Floats]:
        chance = special.expit(eta)
        return size * chance, size * chance * (1 - chance)

    return _fit(x, y, mean, special.logit((y + 0.5) / (size + 1)))


def _design(design: ArrayLike) -> Floats:
    x = numbers("design", design)
    if x.ndim != 2:
        raise Malformed(f"design must have rows and columns, not the shape {x.shape}.")
    need_units(len(x), x.shape[1] + 1, "rows")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise NotEnough("Not enough to say: one column of the design follows from the others.")
    return x


def _fit(x: Floats, y: Floats, mean: Mean, eta: Floats) -> Fit:
    beta: Floats = np.zeros(x.shape[1])
    for _ in range(STEPS):
        mu, variance = mean(eta)
        variance = np.maximum(variance, 1e-12)
        information = (x.T * variance) @ x
        step = solved(information, x.T @ (variance * eta + y - mu))
        moved, beta = np.max(np.abs(step - beta)), step
        eta = x @ beta
        if moved < CLOSE * (1 + np.max(np.abs(beta))):
            return _summary(x, y, beta, *mean(eta))
    raise NotEnough("Not enough to say: a column separates the outcome wholly, so no finite coefficient fits.")


def _summary(x: Floats, y: Floats, beta: Floats, mu: Floats, variance: Floats) -> Fit:
    covariance = inverse((x.T * variance) @ x)
    dispersion = float(np.sum((y - mu) ** 2 / variance) / (len(y) - len(beta)))
    return Fit(beta, covariance, mu, dispersion)
