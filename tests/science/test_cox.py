"""Proportional hazards of single and repeated events."""

import numpy as np
import pytest

from tests.science.reading import number_columns
from weisu.science import cox, recurrence
from weisu.science.arrays import Malformed, NotEnough


def columns_of(rows):
    return np.column_stack([rows["rx"], rows["size"], rows["number"]])


@pytest.mark.parametrize(
    ("strata", "coefficients", "errors", "printed"),
    [
        (None, [-0.46469, -0.04366, 0.17496], {0: 0.26556, 1: 0.07762, 2: 0.06304}, 5.1e-6),
        ("enum", [-0.333489, -0.008495, 0.119617], {0: 0.204787, 2: 0.051387}, 5e-7),
    ],
)
def test_bladder2_has_the_published_effects_on_repeats(shared_data, strata, coefficients, errors, printed):
    rows = number_columns(shared_data / "oracles" / "survival_bladder2.csv")
    watched = recurrence.stretches(rows["start"], rows["stop"], rows["event"], rows["id"])
    fit = cox.fit(watched, columns_of(rows), rows[strata] if strata else None)
    robust = np.sqrt(np.diag(fit.robust_covariance))

    np.testing.assert_allclose(fit.coefficients, coefficients, atol=printed, rtol=0)
    np.testing.assert_allclose([robust[place] for place in errors], [*errors.values()], atol=printed, rtol=0)


def test_bladder_has_the_published_effects_on_first_to_fourth_repeat(shared_data):
    rows = number_columns(shared_data / "oracles" / "survival_bladder.csv")
    before_all = np.full(rows["stop"].size, -1.0)
    watched = recurrence.stretches(before_all, rows["stop"], rows["event"], rows["id"])
    fit = cox.fit(watched, columns_of(rows), rows["enum"])
    robust = np.sqrt(np.diag(fit.robust_covariance))

    np.testing.assert_allclose(fit.coefficients, [-0.58479, -0.05162, 0.21029], atol=5e-6, rtol=0)
    np.testing.assert_allclose(robust[[0, 2]], [0.30795, 0.06664], atol=5e-6, rtol=0)


def simulated(seed, count, effect):
    chance = np.random.default_rng(seed)
    x = chance.normal(size=count)
    wait, cut = chance.exponential(np.exp(-effect * x)), chance.uniform(0.2, 2, count)
    return recurrence.stretches(np.zeros(count), np.minimum(wait, cut), wait <= cut, np.arange(count)), x[:, None]


def test_an_effect_is_found_again_within_its_error():
    fit = cox.fit(*simulated(15, 5_000, 0.7))

    assert abs(fit.coefficients[0] - 0.7) < 3 * np.sqrt(fit.covariance[0, 0])
    assert fit.robust_covariance[0, 0] == pytest.approx(fit.covariance[0, 0], rel=0.1)


def test_the_likelihood_is_the_one_reckoned_row_by_row_and_no_other_value_is_likelier():
    watched, x = simulated(16, 60, 0.5)
    watched = watched._replace(stop=np.ceil(watched.stop * 5) / 5)
    fit = cox.fit(watched, x)

    def by_hand(beta):
        eta, total = (x - x.mean(axis=0))[:, 0] * beta, 0.0
        for time in np.unique(watched.stop[watched.is_event]):
            ending = watched.is_event & (watched.stop == time)
            at_risk = np.exp(eta[(watched.start < time) & (watched.stop >= time)]).sum()
            d = ending.sum()
            total += eta[ending].sum() - sum(np.log(at_risk - k / d * np.exp(eta[ending]).sum()) for k in range(d))
        return total

    assert fit.log_likelihood == pytest.approx(by_hand(fit.coefficients[0]))
    assert fit.log_likelihood > max(by_hand(fit.coefficients[0] + step) for step in (-0.01, 0.01))


def test_a_matter_written_twice_counts_once_in_the_robust_variance():
    watched, x = simulated(17, 300, 0.5)
    twice = recurrence.Stretches(*(np.concatenate([column, column]) for column in watched))
    fit = cox.fit(twice, np.vstack([x, x]))

    assert fit.robust_covariance[0, 0] == pytest.approx(2 * fit.covariance[0, 0], rel=0.25)


def test_too_little_to_fit_is_refused():
    watched, x = simulated(18, 30, 0.5)
    with pytest.raises(NotEnough, match="no event at all"):
        cox.fit(watched._replace(is_event=np.zeros(30, bool)), x)
    with pytest.raises(NotEnough, match="cannot be told apart"):
        cox.fit(watched, np.ones((30, 1)))
    with pytest.raises(NotEnough, match="separates wholly"):
        cox.fit(watched, watched.is_event[:, None])
    with pytest.raises(Malformed, match="one row per stretch"):
        cox.fit(watched, x[:5])
