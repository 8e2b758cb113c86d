"""Logistic and Poisson regression with a penalty."""

import numpy as np
import pytest

from weisu.science import penalised_regression, regression
from weisu.science.arrays import Malformed, NotEnough


@pytest.fixture
def data():
    random = np.random.default_rng(5)
    x = random.normal(size=(400, 3))
    return x, (random.random(400) < 1 / (1 + np.exp(-(0.5 + x @ [1, -0.5, 0])))).astype(float)


def test_without_a_penalty_it_is_plain_logistic_regression(data):
    x, y = data
    plain = regression.logistic(np.column_stack([np.ones(len(x)), x]), y)
    model = penalised_regression.logistic(x, y, penalty=0)

    assert [model.constant, *model.coefficients] == pytest.approx(plain.coefficients)


def test_a_column_that_separates_everything_gets_a_finite_coefficient():
    model = penalised_regression.logistic([[1.0]] * 10 + [[0.0]] * 10, [1] * 10 + [0] * 10)

    [beta] = model.coefficients
    assert beta == pytest.approx(2.3550, abs=5e-5)
    assert 10 / (1 + np.exp(beta / 2)) == pytest.approx(beta)
    with pytest.raises(NotEnough):
        regression.logistic([[1.0, 1.0]] * 10 + [[1.0, 0.0]] * 10, [1] * 10 + [0] * 10)


def test_at_the_answer_no_direction_is_better(data):
    x, y = data
    model = penalised_regression.logistic(x, y, penalty=3)
    chance = 1 / (1 + np.exp(-model.predictor(x)))

    assert (y - chance).sum() == pytest.approx(0, abs=1e-8)
    assert x.T @ (y - chance) == pytest.approx(3 * model.coefficients, abs=1e-8)


@pytest.fixture
def events(data):
    x, _ = data
    return x, np.random.default_rng(6).poisson(np.exp(-1 + x @ [0.5, 0, -0.3])).astype(float)


def test_without_a_penalty_counts_are_plain_poisson_regression(events):
    x, y = events
    plain = regression.poisson(np.column_stack([np.ones(len(x)), x]), y)
    model = penalised_regression.poisson(x, y, penalty=0)

    assert [model.constant, *model.coefficients] == pytest.approx(plain.coefficients)


def test_a_column_that_no_event_lies_outside_of_gets_a_finite_coefficient():
    model = penalised_regression.poisson([[1.0]] * 10 + [[0.0]] * 10, [2] * 10 + [0] * 10)

    [beta] = model.coefficients
    assert beta == pytest.approx(2.128, abs=5e-5)
    assert np.log((20 - beta) / beta) == pytest.approx(beta)


def test_at_the_answer_of_counts_no_direction_is_better(events):
    x, y = events
    model = penalised_regression.poisson(x, y, penalty=3)
    mean = np.exp(model.predictor(x))

    assert (y - mean).sum() == pytest.approx(0, abs=1e-8)
    assert x.T @ (y - mean) == pytest.approx(3 * model.coefficients, abs=1e-8)


def test_what_is_met_in_part_is_modelled_in_part(data):
    x, y = data
    halves = penalised_regression.logistic(x, y / 2)
    twice = penalised_regression.logistic(np.vstack([x, x]), [*(y == 1), *(y * 0)], penalty=2)

    assert halves.predictor(x) == pytest.approx(twice.predictor(x), abs=1e-6)


def test_recalibrated_counts_add_up_and_keep_their_order(events):
    logarithms = penalised_regression.poisson(*events).predictor(events[0])
    expected = penalised_regression.recalibrated_counts(logarithms, 37)

    assert expected.sum() == pytest.approx(37)
    assert (np.argsort(expected) == np.argsort(logarithms)).all()


def test_recalibrated_chances_add_up_and_keep_their_order(data):
    logits = penalised_regression.logistic(*data).predictor(data[0])
    chance = penalised_regression.recalibrated(logits, 37)

    assert chance.sum() == pytest.approx(37)
    assert (np.argsort(chance) == np.argsort(logits)).all()


def test_what_cannot_be_is_refused(data):
    x, y = data
    with pytest.raises(Malformed):
        penalised_regression.logistic(x, y + 1)
    with pytest.raises(Malformed):
        penalised_regression.logistic(x[:, 0], y)
    with pytest.raises(NotEnough):
        penalised_regression.logistic(x, np.zeros(len(y)))
    with pytest.raises(NotEnough):
        penalised_regression.recalibrated([0.0, 0.0], 2)
    with pytest.raises(Malformed):
        penalised_regression.poisson(x, y / 2)
    with pytest.raises(NotEnough):
        penalised_regression.poisson(x, np.zeros(len(y)))
    with pytest.raises(NotEnough):
        penalised_regression.recalibrated_counts([0.0, 0.0], 0)


@pytest.mark.parametrize("penalty", [1, 0.01, 1e-4])
def test_a_rare_outcome_that_few_columns_explain_still_settles(penalty):
    x = np.array([[1.0, 1.0]] * 8 + [[1.0, 0.0]] * 3 + [[0.0, 0.0]] * 3_000)
    y = np.array([1.0] * 8 + [0.0] * 3_003)
    model = penalised_regression.logistic(x, y, penalty=penalty)
    chance = 1 / (1 + np.exp(-model.predictor(x)))

    assert (y - chance).sum() == pytest.approx(0, abs=1e-7)
    assert x.T @ (y - chance) == pytest.approx(penalty * model.coefficients, abs=1e-7)
