"""Duplicates and merges, with answers worked out by hand."""

import pytest

from tests.simulate.score.tiny import truth
from weisu.simulate.score import BadClaims
from weisu.simulate.score.claims import Claims, Duplicate, Merge
from weisu.simulate.score.clusters import compared, scored
from weisu.simulate.score.scoring import score

FOUR_PROBLEMS = [frozenset(f"{problem}{n}" for n in range(3)) for problem in "abcd"]


def b_cubed(claimed: list[frozenset[str]], true: list[frozenset[str]]) -> tuple[float, float]:
    found = scored([compared(claimed, true)])["b_cubed"]
    return found["precision"], found["recall"]


def test_the_same_clusters_are_perfect() -> None:
    assert b_cubed(FOUR_PROBLEMS, FOUR_PROBLEMS) == (1.0, 1.0)


@pytest.mark.parametrize("classes", [2, 3, 4])
def test_everything_in_one_cluster_is_right_once_in_as_many_as_there_are_problems(classes: int) -> None:
    true = FOUR_PROBLEMS[:classes]
    precision, recall = b_cubed([frozenset().union(*true)], true)
    assert precision == pytest.approx(1 / classes)
    assert recall == 1.0


def test_a_ticket_put_with_strangers_counts_alone_and_one_left_out_is_alone() -> None:
    # a and b are one problem, c another's only ticket, d and e one problem nobody put together.
    true = [frozenset("ab"), frozenset("de")]
    found = scored([compared([frozenset("abc")], true)])
    assert found["b_cubed"]["precision"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)
    assert found["b_cubed"]["recall"] == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert found["pairs"]["precision"] == pytest.approx(1 / 3)
    assert found["pairs"]["recall"] == pytest.approx(1 / 2)
    assert found["wrong_pairs"]["share"] == pytest.approx(2 / 3)


def test_of_no_cluster_nothing_is_known() -> None:
    assert scored([compared([], [])])["b_cubed"] == {
        "precision": None, "recall": None, "f": None, "tickets": 0, "true_tickets": 0,
    }  # fmt: skip


TICKETS = truth(
    tickets=[
        {"ticket_id": "t1", "number": "N1", "problem_id": "p"},
        {"ticket_id": "t2", "number": "N2", "problem_id": "p"},
        {"ticket_id": "t3", "number": "N3", "problem_id": "q"},
        {"ticket_id": "t4", "number": "N4", "problem_id": None},
        {"ticket_id": "t5", "number": "N5", "problem_id": None},
    ]
)


def test_a_merge_of_two_problems_or_of_two_enquiries_is_wrong() -> None:
    merges = (Merge("t1", "t2"), Merge("N2", "N1"), Merge("t1", "t3"), Merge("t4", "t5"))
    found = score([(TICKETS, Claims(merges=merges))])
    assert found.keys() == {"truths", "merges"}
    assert found["merges"]["wrong"] == 2
    assert found["merges"]["wrong_share"]["share"] == 0.5
    assert found["merges"]["wrong_share"]["lo"] < 0.5 < found["merges"]["wrong_share"]["hi"]


def test_tickets_are_known_by_their_number_too() -> None:
    found = score([(TICKETS, Claims(duplicates=(Duplicate(("N1", "t2")),)))])["duplicates"]
    assert (found["b_cubed"]["precision"], found["b_cubed"]["recall"]) == (1.0, 1.0)
    assert (found["clusters"], found["true_clusters"]) == (1, 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Claims(duplicates=(Duplicate(("t1", "t9"), "c.json: duplicates[0]"),)), r"duplicates\[0\].*no ticket 't9'"),
        (Claims(duplicates=(Duplicate(("t1", "t2"), "one"), Duplicate(("N1", "t3"), "two"))), "two.*in one already"),
        (Claims(merges=(Merge("t1", "N1", "c.json: merges[0]"),)), "cannot go into itself"),
    ],
)  # fmt: skip
def test_claims_about_no_ticket_or_about_one_twice_are_refused(given: Claims, said: str) -> None:
    with pytest.raises(BadClaims, match=said):
        score([(TICKETS, given)])
