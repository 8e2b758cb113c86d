"""Estimates: do the intervals hold the truth, and how sure can one be of that."""

from math import sqrt

import pytest

from tests.simulate.score.tiny import truth
from weisu.simulate.score import BadClaims
from weisu.simulate.score.claims import Claims, Estimate
from weisu.simulate.score.coverage import clustered_error
from weisu.simulate.score.estimands import ESTIMANDS
from weisu.simulate.score.scoring import score

RATES = truth(
    problems=[{"matter": "lift", "category": "housing.property.elevator"}],
    expectations=[
        {"unit_id": unit, "matter": "lift", "month": month, "resolved_rate": 0.5} for unit in "uv" for month in (0, 1)
    ],
)


def estimate(key: str, lo: float, hi: float, **more: object) -> Estimate:
    return Estimate(key, "resolved_rate", (lo + hi) / 2, lo, hi, 0.9, **more)


FOUR = Claims(
    estimates=(
        estimate("u/housing.property.elevator/0", 0.4, 0.6),
        estimate("u/housing.property.elevator/1", 0.4, 0.8),
        estimate("v/housing.property.elevator/0", 0.5, 0.6),
        estimate("v/housing.property.elevator/1", 0.6, 0.8),
    )
)


def test_coverage_counts_intervals_and_its_error_counts_units() -> None:
    [row] = score([(RATES, FOUR)])["estimates"]
    assert (row["claims"], row["clusters"], row["level"]) == (4, 2, 0.9)
    assert row["coverage"] == 0.75
    # Deviations from 0.75 sum to +0.5 for u and -0.5 for v: sqrt(2/1 · (0.25 + 0.25)) / 4.
    assert row["coverage_se"] == pytest.approx(0.25)
    assert row["bias"] == pytest.approx((0 + 0.1 + 0.05 + 0.2) / 4)
    assert row["rmse"] == pytest.approx(sqrt((0.01 + 0.0025 + 0.04) / 4))
    assert row["width"] == pytest.approx((0.2 + 0.4 + 0.1 + 0.2) / 4)


def test_of_several_cities_each_is_one_cluster_unless_claims_say_otherwise() -> None:
    [row] = score([(RATES, FOUR), (RATES, FOUR), (RATES, FOUR)])["estimates"]
    assert (row["claims"], row["clusters"]) == (12, 3)
    assert row["coverage_se"] == pytest.approx(0.0)
    own = Claims(estimates=tuple(Estimate(**{**vars(one), "cluster": str(n)}) for n, one in enumerate(FOUR.estimates)))
    [row] = score([(RATES, own)])["estimates"]
    assert row["clusters"] == 4


def test_the_error_of_independent_claims_is_the_usual_one_and_of_one_cluster_is_unknown() -> None:
    values = [(str(n), float(n % 2)) for n in range(10)]
    assert clustered_error(values) == pytest.approx(sqrt(0.25 / 9))
    assert clustered_error([("one", 0.0), ("one", 1.0)]) is None


CITY = truth(
    problems=[{"matter": "lift", "category": "housing.property.elevator"}],
    tickets=[
        {"ticket_id": "1", "closed_by_unit": "u", "is_resolved": True},
        {"ticket_id": "2", "closed_by_unit": "u", "is_resolved": False},
        {"ticket_id": "3", "closed_by_unit": "u", "is_resolved": None},
        {"ticket_id": "4", "closed_by_unit": "", "is_resolved": True},
    ],
    follow_ups=[
        {"unit_id": "u", "is_solved": True, "is_satisfied": False},
        {"unit_id": "u", "is_solved": True, "is_satisfied": True},
    ],
    people=[{"neighbourhood": "n", "reporting_rate": 0.2}, {"neighbourhood": "n", "reporting_rate": 0.4}],
    intensity=[{"neighbourhood": "n", "matter": "lift", "day": "2025-07-01", "expected": 0.3}],
    actions=[{"neighbourhood": "n", "action": 1, "effect": 0.4, "prevented": 5, "displaced": 1, "added": 2}],
    contacts=[{"neighbourhood": "n", "matter": "lift"}, {"neighbourhood": "n", "matter": "lift"}],
    counterfactual=[
        {"neighbourhood": "n", "matter": "lift", "day": "2025-07-01", "contacts": 3},
        {"neighbourhood": "n", "matter": "lift", "day": "2025-07-02", "contacts": 4},
    ],
    expectations=[{"unit_id": "u", "matter": "lift", "month": 0, "resolved_rate": 0.7}],
)
ANSWERS = {
    "resolved_rate": {"u/housing.property.elevator/0": 0.7},
    "resolved_share": {"u": 0.5},
    "solved_share": {"u": 1.0},
    "satisfied_share": {"u": 0.5},
    "reporting_rate": {"n": 0.3},
    "expected_problems": {"n/housing.property.elevator/2025-07-01": 0.3},
    "action_effect": {"n/1": 0.4},
    "averted_problems": {"n/1": 2.0},
    "averted_contacts": {"n/housing.property.elevator": 5.0},
}


def test_every_estimand_has_an_answer_worked_out_by_hand() -> None:
    assert ANSWERS.keys() == ESTIMANDS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_the_truth_gives_the_value_of_an_estimand(name: str) -> None:
    values = ESTIMANDS[name].values(CITY)
    assert values == pytest.approx(ANSWERS[name])
    assert all(key.count("/") == ESTIMANDS[name].key.count("/") for key in values)


@pytest.mark.parametrize(
    ("estimand", "key", "said"),
    [
        ("resolved_rates", "u/housing/0", r"no estimand 'resolved_rates'"),
        ("resolved_share", "w", r"no key of resolved_share \(unit\) 'w'"),
    ],
)
def test_an_estimate_of_nothing_is_refused_with_what_there_is(estimand: str, key: str, said: str) -> None:
    claim = Estimate(key, estimand, 0.5, 0.4, 0.6, 0.9, where="c.json: estimates[0]")
    with pytest.raises(BadClaims, match=said) as refused:
        score([(CITY, Claims(estimates=(claim,)))])
    assert refused.value.instead == ["write resolved_rate" if estimand == "resolved_rates" else "write u"]
