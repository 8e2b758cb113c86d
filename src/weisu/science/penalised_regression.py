"""Logistic and Poisson regression that a rare column cannot carry away: coefficients pay for their size.

Paper: le Cessie & van Houwelingen 1992 (Applied Statistics 41:191); of counts Månsson & Shukur 2011 (Economic
    Modelling 28:1475).
Formula: maximise Σ y ln p + (1−y) ln(1−p) − λ/2 Σ β², p = 1/(1+e^−(α+Xβ)), by Newton's steps; the constant α pays
    nothing. Of counts Σ y(α+Xβ) − e^(α+Xβ) − λ/2 Σ β². Recalibrated: the one δ for which Σ p(α+Xβ+δ), or of counts
    Σ e^(α+Xβ+δ), is what was observed.
Answer: with λ = 0 the coefficients of `regression`; one column that separates everything, 10 of 10 met against 0 of 10,
    λ = 1: the β = 2.3550 that solves 10 / (1 + e^(β/2)) = β, where without a penalty there is none; 20 events in 10
    rows against none in 10: the β = 2.1280 that solves ln((20 − β) / β) = β.
Refuses: outcomes below 0, or above 1 where they are shares; an outcome that everybody or nobody has.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from weisu.science.arrays import Floats, Malformed, NotEnough, counts, numbers, row_of, shares, solved

STEPS, HALVINGS, CLOSE, WIDEST = 100, 40, 1e-10, 60.0


class Model(NamedTuple):
    """The constant and the coefficient of each column."""

    constant: float
    coefficients: Floats

    def predictor(self, design: ArrayLike) -> Floats:
        """Log odds, or logarithms of the expected counts, of rows (rows × columns)."""
        return np.asarray(self.constant + numbers("design", design) @ self.coefficients)


class Family(NamedTuple):
    """What is expected at a predictor, how fast that changes, and the log likelihood of what was seen there."""

    expected: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]
    height: Callable[[Floats, Floats], Floats]


def _rate(eta: Floats) -> Floats:
    return np.asarray(np.exp(np.minimum(eta, WIDEST)))


SHARES = Family(special.expit, lambda p: p * (1 - p), lambda y, eta: y * eta - np.logaddexp(0, eta))
COUNTS = Family(_rate, lambda mean: mean, lambda y, eta: y * eta - _rate(eta))


def logistic(design: ArrayLike, met: ArrayLike, *, penalty: float = 1.0) -> Model:
    """A model of `met` (by row 0, 1 or the part that is met) from `design` (rows × columns, without a constant).

    Raises: Malformed; NotEnough when all met it, or nobody, or no step settles it.
    """
    y = shares("met", met)
    if not 0 < y.sum() < y.size:
        raise NotEnough("Not enough to say: all met it, or nobody.")
    return _fit(SHARES, design, y, penalty, float(special.logit(y.mean())))


def poisson(design: ArrayLike, events: ArrayLike, *, penalty: float = 1.0) -> Model:
    """A model of how many `events` each row has from `design` (rows × columns, without a constant).

    Raises: Malformed; NotEnough when there is no event, or no step settles it.
    """
    y = counts("events", events)
    if not y.any():
        raise NotEnough("Not enough to say: there is no event at all.")
    return _fit(COUNTS, design, y, penalty, float(np.log(y.mean())))


def _fit(family: Family, design: ArrayLike, y: Floats, penalty: float, start: float) -> Model:
    x = numbers("design", design)
    if x.ndim != 2 or penalty < 0:
        raise Malformed(f"design must have rows and columns and penalty be 0 or more, not {x.shape} and {penalty}.")
    y = row_of("the outcome", y, len(x))
    whole = np.column_stack([np.ones(len(x)), x])
    price = np.full(whole.shape[1], float(penalty))
    price[0] = 0
    beta = np.zeros(whole.shape[1])
    beta[0] = start
    for _ in range(STEPS):
        expected = family.expected(whole @ beta)
        slope = whole.T @ (y - expected) - price * beta
        curve = (whole.T * family.slope(expected)) @ whole + np.diag(price)
        moved = _uphill(family, whole, y, price, beta, solved(curve, slope))
        if np.max(np.abs(moved - beta)) < CLOSE * (1 + np.max(np.abs(beta))):
            return Model(float(moved[0]), moved[1:])
        beta = moved
    raise NotEnough("Not enough to say: the outcome does not settle the model; use a larger penalty.")


def _uphill(family: Family, x: Floats, y: Floats, price: Floats, beta: Floats, step: Floats) -> Floats:
    """Newton's step, halved until it leads no lower: far from the answer a whole one can overshoot for ever."""
    here = _height(family, x, y, price, beta)
    for _ in range(HALVINGS):
        if _height(family, x, y, price, beta + step) >= here - 1e-12 * (1 + abs(here)):
            return beta + step
        step = step / 2
    return beta


def _height(family: Family, x: Floats, y: Floats, price: Floats, beta: Floats) -> float:
    """The penalised log likelihood."""
    return float(family.height(y, x @ beta).sum() - price @ np.square(beta) / 2)


def recalibrated(logits: ArrayLike, observed: float) -> Floats:
    """Chances from log odds, moved together until they add up to what was observed.

    Raises: Malformed; NotEnough when nobody, or everybody, was observed.
    """
    values = numbers("logits", logits)
    if not 0 < observed < values.size:
        raise NotEnough("Not enough to say: all met it, or nobody.")
    wide = WIDEST + float(np.abs(values).max())
    move = optimize.brentq(lambda by: special.expit(values + by).sum() - observed, -wide, wide, xtol=1e-12)
    return np.asarray(special.expit(values + move))


def recalibrated_counts(logarithms: ArrayLike, observed: float) -> Floats:
    """Expected counts from their logarithms, moved together until they add up to what was observed.

    Raises: Malformed; NotEnough when nothing was observed.
    """
    values = numbers("logarithms", logarithms)
    if observed <= 0:
        raise NotEnough("Not enough to say: there is no event at all.")
    return np.asarray(observed * special.softmax(values))
