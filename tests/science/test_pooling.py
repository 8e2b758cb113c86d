"""Random-effects pooling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import pooling
from weisu.science.arrays import NotEnough

BCG = """
4 119 11 128 | 6 300 29 274 | 3 228 11 209 | 62 13536 248 12619 | 33 5036 47 5761 | 180 1361 372 1079 | 8 2537 10 619 |
505 87886 499 87892 | 29 7470 45 7232 | 17 1699 65 1600 | 186 50448 141 27197 | 5 2493 3 2338 | 27 16886 29 17825
"""


def log_risk_ratios():
    """Log risk ratios of the thirteen trials and their variances."""
    a, b, c, d = np.array([row.split() for row in BCG.split("|")], dtype=float).T
    return np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def test_the_bcg_trials_pool_as_metafor_pools_them():
    found = pooling.dersimonian_laird(*log_risk_ratios())

    assert found.tau2 == pytest.approx(0.3087603, abs=5e-8)
    assert found.q == pytest.approx(152.233, abs=5e-4)
    np.testing.assert_allclose(
        [found.low, found.estimate, found.high], [-1.064445, -0.7141172, -0.3637892], atol=5e-7, rtol=0
    )
    assert pooling.reml(*log_risk_ratios()).tau2 == pytest.approx(0.3132433, abs=5e-8)


ANSWERS = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 4)), min_size=2, max_size=15)


@given(answers=ANSWERS)
def test_pooling_stays_within_the_answers_and_takes_them_in_any_order(answers):
    y, v = np.array(answers).T
    found, turned = pooling.dersimonian_laird(y, v), pooling.dersimonian_laird(y[::-1], v[::-1])

    assert y.min() - 1e-9 <= found.estimate <= y.max() + 1e-9
    assert found.low < found.estimate < found.high
    assert found.tau2 == pytest.approx(turned.tau2, abs=1e-9)
    assert found.tau2 >= 0


def test_equal_answers_differ_by_nothing():
    assert pooling.reml([1, 1, 1], [0.1, 0.2, 0.3]).tau2 == 0


def test_one_answer_says_nothing_about_how_answers_differ():
    with pytest.raises(NotEnough, match="1 answers, and at least 2"):
        pooling.dersimonian_laird([1], [1])
