"""Logistic regression that a rare column cannot carry away: coefficients pay for their size, the constant does not.

Paper: le Cessie & van Houwelingen 1992 (Applied Statistics 41:191).
Formula: maximise Σ y ln p + (1−y) ln(1−p) − λ/2 Σ β², p = 1/(1+e^−(α+Xβ)), by Newton's steps. Recalibrated: the one δ
    for which Σ p(α+Xβ+δ) is what was observed.
Answer: with λ = 0 the coefficients of `regression.logistic`; one column that separates everything, 10 of 10 met against
    0 of 10, λ = 1: the β = 2.3550 that solves 10 / (1 + e^(β/2)) = β, where without a penalty there is none.
Refuses: outcomes that are not 0 or 1; an outcome that everybody or nobody has.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from weisu.science.arrays import Floats, Malformed, NotEnough, counts, numbers, row_of, solved

STEPS, HALVINGS, CLOSE, WIDEST = 100, 40, 1e-10, 60.0


class Model(NamedTuple):
    """The constant and the coefficient of each column."""

    constant: float
    coefficients: Floats

    def logits(self, design: ArrayLike) -> Floats:
        """Log odds of rows (rows × columns)."""
        return np.asarray(self.constant + numbers("design", design) @ self.coefficients)


def fit(design: ArrayLike, met: ArrayLike, *, penalty: float = 1.0) -> Model:
    """A model of `met` (0 or 1 by row) from `design` (rows × columns, without a constant).

    Raises: Malformed; NotEnough when all met it, or nobody, or no step settles it.
    """
    x = numbers("design", design)
    if x.ndim != 2 or penalty < 0:
        raise Malformed(f"design must have rows and columns and penalty be 0 or more, not {x.shape} and {penalty}.")
    y = _outcomes(met, len(x))
    whole = np.column_stack([np.ones(len(x)), x])
    price = np.full(whole.shape[1], float(penalty))
    price[0] = 0
    beta = np.zeros(whole.shape[1])
    beta[0] = special.logit(y.mean())
    for _ in range(STEPS):
        chance = special.expit(whole @ beta)
        slope = whole.T @ (y - chance) - price * beta
        curve = (whole.T * (chance * (1 - chance))) @ whole + np.diag(price)
        moved = _uphill(whole, y, price, beta, solved(curve, slope))
        if np.max(np.abs(moved - beta)) < CLOSE * (1 + np.max(np.abs(beta))):
            return Model(float(moved[0]), moved[1:])
        beta = moved
    raise NotEnough("Not enough to say: the outcome does not settle the model; use a larger penalty.")


def _uphill(x: Floats, y: Floats, price: Floats, beta: Floats, step: Floats) -> Floats:
    """Newton's step, halved until it leads no lower: far from the answer a whole one can overshoot for ever."""
    here = _height(x, y, price, beta)
    for _ in range(HALVINGS):
        if _height(x, y, price, beta + step) >= here - 1e-12 * (1 + abs(here)):
            return beta + step
        step = step / 2
    return beta


def _height(x: Floats, y: Floats, price: Floats, beta: Floats) -> float:
    """The penalised log likelihood."""
    eta = x @ beta
    return float(np.sum(y * eta - np.logaddexp(0, eta)) - price @ np.square(beta) / 2)


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


def _outcomes(met: ArrayLike, rows: int) -> Floats:
    y = row_of("met", counts("met", met), rows)
    if (y > 1).any():
        raise Malformed("met must be 0 or 1 for each row.")
    if not 0 < y.sum() < y.size:
        raise NotEnough("Not enough to say: all met it, or nobody.")
    return y
