"""Logistic regression in which every unit has a level of its own: case mix and units told apart.

Paper: Breslow & Clayton 1993 (JASA 88:9); Pinheiro & Bates 1995 (JCGS 4:12) for the quadrature.
Formula: logit p = xβ + σu, u ~ N(0, 1) per unit. Log-likelihood: Σ over units of ln ∫ L(u)φ(u)du, by Laplace at the
    mode û (ℓ(û) − û²/2 − ½ln(1 + σ²Σw)) or by adaptive Gauss–Hermite quadrature around it; L-BFGS over β and ln σ.
Answer: cbpp (lme4, Laplace): β = −1.39853, −0.99233, −1.12867, −1.58031, σ = 0.64226, log-likelihood −92.02628; modes
    of herds 1–4 within 0.001 of 0.58963, −0.29909, 0.40587, 0.03902, where lme4 stops a step earlier.
Refuses: fewer than two units; what `regression.logistic` refuses.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, special

from weisu.science.arrays import Floats, Integers, Malformed, counts, inverse, need_units, row_of, some_of, summed
from weisu.science.regression import logistic

STEPS, CLOSE, SMALLEST = 60, 1e-10, -6.0
"""Newton steps to a mode, when it stands still, and the logarithm of a σ that is none."""


class Fit(NamedTuple):
    """β with its covariance, σ, and per unit (in the order of its code) the level σû and its standard error."""

    coefficients: Floats
    covariance: Floats
    sigma: float
    log_likelihood: float
    units: Integers
    levels: Floats
    errors: Floats


class _Rows(NamedTuple):
    x: Floats
    met: Floats
    n: Floats
    unit: Integers
    units: int
    nodes: Floats
    weights: Floats


class _Modes(NamedTuple):
    u: Floats
    curvature: Floats


def fit(design: ArrayLike, met: ArrayLike, n: ArrayLike, unit: ArrayLike, *, points: int = 1) -> Fit:
    """Fit `met` of `n` in each row of `design` (rows × columns, a constant included) of whole-numbered units.

    One point of quadrature is Laplace; nine serve units with few tickets. Raises: Malformed; NotEnough.
    """
    if not 1 <= points <= 50:
        raise Malformed(f"points must lie between 1 and 50, not {points}.")
    start = logistic(design, met, n)
    x = np.asarray(design, dtype=np.float64)
    y, size = some_of(met, n)
    units, place = np.unique(row_of("unit", counts("unit", unit), len(x)), return_inverse=True)
    need_units(units.size, 2, "units")
    nodes, weights = np.polynomial.hermite.hermgauss(points)
    rows = _Rows(x, y, size, place, units.size, nodes * np.sqrt(2), np.log(weights) + nodes**2 + np.log(2) / 2)
    found = _best(rows, np.append(start.coefficients, -0.7))
    return _summary(rows, found, units.astype(np.int64))


def _best(rows: _Rows, start: Floats) -> Floats:
    def slope(parameters: Floats) -> Floats:
        return -_laplace_slope(rows, parameters)

    laplace = _climbed(rows, start, slope)
    return laplace if rows.nodes.size == 1 else _climbed(rows, laplace, "3-point")


def _climbed(rows: _Rows, start: Floats, slope: Callable[[Floats], Floats] | Literal["3-point"]) -> Floats:
    def loss(parameters: Floats) -> float:
        return -_log_likelihood(rows, parameters)

    bounds = [(None, None)] * rows.x.shape[1] + [(SMALLEST, 3.0)]
    found = optimize.minimize(
        loss, start, method="L-BFGS-B", jac=slope, bounds=bounds, options={"ftol": 1e-13, "gtol": 1e-7}
    )
    return np.asarray(found.x, dtype=np.float64)


def _log_likelihood(rows: _Rows, parameters: Floats) -> float:
    fixed, sigma = rows.x @ parameters[:-1], float(np.exp(parameters[-1]))
    modes = _modes(rows, fixed, sigma)
    scale = 1 / np.sqrt(modes.curvature)
    u = modes.u[:, None] + scale[:, None] * rows.nodes
    eta = fixed[:, None] + sigma * u[rows.unit]
    each = rows.met[:, None] * eta - rows.n[:, None] * np.logaddexp(0, eta)
    inside = np.array([summed(rows.unit, column, rows.units) for column in each.T]).T - u**2 / 2
    whole = special.logsumexp(inside + rows.weights, axis=1) + np.log(scale) - np.log(2 * np.pi) / 2
    ways = special.gammaln(rows.n + 1) - special.gammaln(rows.met + 1) - special.gammaln(rows.n - rows.met + 1)
    return float(whole.sum() + ways.sum())


def _laplace_slope(rows: _Rows, parameters: Floats) -> Floats:
    """The exact slope of Laplace's log-likelihood in β and ln σ; the modes move with both."""
    fixed, sigma = rows.x @ parameters[:-1], float(np.exp(parameters[-1]))
    modes = _modes(rows, fixed, sigma)
    chance = special.expit(fixed + sigma * modes.u[rows.unit])
    weight = rows.n * chance * (1 - chance)
    left, bend = rows.met - rows.n * chance, weight * (1 - 2 * chance)
    total, left_of, bend_of = (summed(rows.unit, each, rows.units) for each in (weight, left, bend))
    # Half of what the mode's move does to the logarithm of the curvature, per unit.
    pull = sigma**3 * bend_of / (2 * modes.curvature)
    push = (sigma**2 * bend / 2 - sigma * weight * pull[rows.unit]) / modes.curvature[rows.unit]
    by_sigma = sigma * modes.u * left_of - sigma**2 * (total + sigma * modes.u * bend_of / 2) / modes.curvature
    moved = sigma * (left_of - sigma * modes.u * total) / modes.curvature
    return np.append(rows.x.T @ (left - push), float((by_sigma - pull * moved).sum()))


def _modes(rows: _Rows, fixed: Floats, sigma: float) -> _Modes:
    """The likeliest level of every unit, all units stepping together; the function is concave, so Newton gets there."""
    u = np.zeros(rows.units)
    for _ in range(STEPS):
        chance = special.expit(fixed + sigma * u[rows.unit])
        slope = sigma * summed(rows.unit, rows.met - rows.n * chance, rows.units) - u
        curvature = 1 + sigma**2 * summed(rows.unit, rows.n * chance * (1 - chance), rows.units)
        step = np.clip(slope / curvature, -2, 2)
        if np.abs(step).max() < CLOSE:
            break
        u = u + step
    return _Modes(u, curvature)


def _summary(rows: _Rows, found: Floats, units: Integers) -> Fit:
    fixed, sigma = rows.x @ found[:-1], float(np.exp(found[-1]))
    modes = _modes(rows, fixed, sigma)
    chance = special.expit(fixed + sigma * modes.u[rows.unit])
    weight = rows.n * chance * (1 - chance)
    # Units are integrated out: their part of the information is what their levels could explain as well.
    between = np.array([summed(rows.unit, weight * column, rows.units) for column in rows.x.T])
    information = (rows.x.T * weight) @ rows.x - (between * (sigma**2 / modes.curvature)) @ between.T
    is_none = found[-1] <= SMALLEST + 1e-6
    return Fit(
        found[:-1],
        inverse(information),
        0.0 if is_none else sigma,
        _log_likelihood(rows, found),
        units,
        np.zeros(rows.units) if is_none else sigma * modes.u,
        np.zeros(rows.units) if is_none else sigma / np.sqrt(modes.curvature),
    )
