"""Case mix and units told apart."""

import numpy as np
import pytest
from scipy import integrate, special, stats

from weisu.science import random_intercept, regression
from weisu.science.arrays import Malformed, NotEnough

CBPP = """
1: 2/14 3/12 4/9 0/5; 2: 3/22 1/18 1/21 -; 3: 8/22 2/16 0/16 2/20; 4: 2/10 0/10 2/9 0/6; 5: 5/18 0/25 0/24 1/4;
6: 3/17 0/17 0/18 1/20; 7: 8/16 1/10 3/9 0/5; 8: 12/34 - - -; 9: 2/9 0/6 0/8 0/6; 10: 1/22 1/22 0/18 2/22;
11: 0/25 5/27 3/22 1/22; 12: 2/10 1/8 0/6 0/5; 13: 1/21 2/24 0/19 0/23; 14: 11/19 0/2 0/3 0/2; 15: 1/19 1/15 1/15 0/15
"""
"""Cases of bovine pleuropneumonia of herd size, by herd and period (Lesnoff et al. 2004)."""


def cbpp():
    """Design (constant, periods 2 to 4), cases, sizes and herds."""
    rows = []
    for herd in CBPP.split(";"):
        number, _, cells = herd.partition(":")
        for period, cell in enumerate(cells.split()):
            if cell != "-":
                rows.append((int(number), period, *map(int, cell.split("/"))))
    herd, period, cases, size = np.array(rows).T
    return np.column_stack([np.ones(herd.size), *(period == which for which in (1, 2, 3))]), cases, size, herd


def test_cbpp_has_the_optimum_of_lme4():
    found = random_intercept.fit(*cbpp())

    np.testing.assert_allclose(found.coefficients, [-1.39853, -0.99233, -1.12867, -1.58031], atol=5.1e-6, rtol=0)
    assert found.sigma == pytest.approx(0.64226, abs=5e-6)
    assert found.log_likelihood == pytest.approx(-92.02628, abs=5e-6)
    np.testing.assert_allclose(found.levels[:4], [0.58963, -0.29909, 0.40587, 0.03902], atol=1e-3, rtol=0)
    np.testing.assert_allclose(found.coefficients, [-1.398343, -0.991925, -1.128216, -1.579745], atol=1e-3, rtol=0)


def test_quadrature_is_the_integral():
    design, cases, size, herd = cbpp()
    found = random_intercept.fit(design, cases, size, herd, points=25)
    total = 0.0
    for unit in found.units:
        here = herd == unit

        def integrand(u, here=here):
            p = special.expit(design[here] @ found.coefficients + found.sigma * u)
            return stats.binom.pmf(cases[here], size[here], p).prod() * stats.norm.pdf(u)

        total += np.log(integrate.quad(integrand, -8, 8)[0])

    assert found.log_likelihood == pytest.approx(total, abs=1e-5)


def simulated(chance, units, sigma):
    unit = np.repeat(np.arange(units), 20)
    x = chance.normal(size=unit.size)
    level = chance.normal(0, sigma, units)
    n = chance.integers(1, 12, unit.size)
    met = chance.binomial(n, special.expit(-0.5 + 0.8 * x + level[unit]))
    return (np.column_stack([np.ones(unit.size), x]), met, n, unit), level


def test_effects_levels_and_their_spread_are_found_again():
    rows, level = simulated(np.random.default_rng(32), 200, 0.5)
    found = random_intercept.fit(*rows)
    errors = np.sqrt(np.diag(found.covariance))

    assert (np.abs(found.coefficients - [-0.5, 0.8]) < 4 * errors).all()
    assert found.sigma == pytest.approx(0.5, abs=0.08)
    inside = np.abs(found.levels - level) < 1.96 * found.errors
    assert 0.90 <= inside.mean() <= 0.99


def test_rows_in_any_order_give_one_fit():
    rows, _ = simulated(np.random.default_rng(33), 30, 0.5)
    order = np.random.default_rng(1).permutation(len(rows[1]))
    here, there = random_intercept.fit(*rows), random_intercept.fit(*(column[order] for column in rows))

    np.testing.assert_allclose(here.levels, there.levels, atol=1e-4)


def test_units_that_do_not_differ_leave_a_plain_regression():
    design, met, n, unit = np.ones((40, 1)), np.tile([3, 4], 20), np.full(40, 8), np.repeat(np.arange(20), 2)
    found = random_intercept.fit(design, met, n, unit)

    assert found.sigma == 0
    assert not found.levels.any()
    np.testing.assert_allclose(found.coefficients, regression.logistic(design, met, n).coefficients, atol=1e-4)


def test_too_little_is_refused():
    with pytest.raises(NotEnough, match="1 units, and at least 2"):
        random_intercept.fit(np.ones((3, 1)), [1, 0, 1], [2, 2, 2], [7, 7, 7])
    with pytest.raises(NotEnough, match="or nobody"):
        random_intercept.fit(np.ones((3, 1)), [0, 0, 0], [2, 2, 2], [1, 2, 3])
    with pytest.raises(Malformed, match="points"):
        random_intercept.fit(np.ones((3, 1)), [1, 0, 1], [2, 2, 2], [1, 2, 3], points=0)
