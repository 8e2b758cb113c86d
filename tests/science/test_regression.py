"""Poisson and logistic regression."""

import numpy as np
import pytest

from tests.science.reading import number_columns
from weisu.science import regression
from weisu.science.arrays import Malformed, NotEnough


def test_medpar_has_the_published_dispersion_and_expectations(shared_data):
    rows = number_columns(shared_data / "comparison" / "medpar.csv")
    kind = rows["type"]
    design = np.column_stack([np.ones(kind.size), rows["hmo"], rows["died"], rows["age80"], kind == 2, kind == 3])
    fit = regression.poisson(design, rows["los"])
    assert (kind.size, np.unique(rows["provnum"]).size) == (1_495, 54)
    by_hospital = number_columns(shared_data / "comparison" / "medpar_by_provider_obs_exp.csv")

    assert fit.dispersion == pytest.approx(6.2405005, abs=5e-8)
    totals = np.bincount(np.unique(rows["provnum"], return_inverse=True)[1], fit.expected)
    np.testing.assert_allclose(totals, by_hospital["prds"], rtol=1e-9)


def test_what_is_expected_adds_up_to_what_was_observed():
    chance = np.random.default_rng(1)
    design = np.column_stack([np.ones(500), chance.normal(size=500)])
    n = chance.integers(1, 9, 500)
    met = chance.binomial(n, 0.3)

    assert regression.logistic(design, met, n).expected.sum() == pytest.approx(met.sum())
    assert regression.poisson(design, met, n).expected.sum() == pytest.approx(met.sum())


def test_coefficients_are_found_again_within_their_errors():
    chance = np.random.default_rng(2)
    design = np.column_stack([np.ones(20_000), chance.normal(size=(20_000, 2))])
    truth = np.array([-1.0, 0.5, -0.25])
    for fit in (
        regression.logistic(design, chance.random(20_000) < 1 / (1 + np.exp(-design @ truth))),
        regression.poisson(design, chance.poisson(np.exp(design @ truth))),
    ):
        assert (np.abs(fit.coefficients - truth) < 4 * np.sqrt(np.diag(fit.covariance))).all()
        assert fit.dispersion == pytest.approx(1, abs=0.05)


def test_rows_of_one_kind_may_be_counted_together():
    design, met = np.array([[1, 0], [1, 0], [1, 1], [1, 1], [1, 1]]), np.array([1, 0, 1, 1, 0])
    apart = regression.logistic(design, met)
    together = regression.logistic([[1, 0], [1, 1], [1, 1]], [1, 2, 0], [2, 2, 1])

    np.testing.assert_allclose(apart.coefficients, together.coefficients, atol=1e-9)


def test_an_outcome_that_a_column_separates_wholly_is_refused():
    with pytest.raises(NotEnough, match="separates"):
        regression.logistic([[1, 0], [1, 0], [1, 1], [1, 1]], [0, 0, 1, 1])


@pytest.mark.parametrize(
    ("design", "met", "why"),
    [
        ([[1, 2], [1, 2], [1, 2]], [0, 1, 1], "follows from the others"),
        ([[1, 0], [1, 1]], [0, 1], "2 rows, and at least 3"),
        ([[1], [1]], [0, 0], "or nobody"),
    ],
)
def test_too_little_to_tell_columns_apart_is_refused(design, met, why):
    with pytest.raises(NotEnough, match=why):
        regression.logistic(design, met)


def test_a_design_has_rows_and_columns():
    with pytest.raises(Malformed, match="rows and columns"):
        regression.poisson([1, 2, 3], [1, 2, 3])
