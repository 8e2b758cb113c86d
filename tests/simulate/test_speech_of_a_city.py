"""What the people of a simulated city say: each in their own words, all of the same place."""

import re
from collections import defaultdict

import pytest

from tests.simulate.living import Life, life, with_setting
from weisu.simulate.scenario import read


@pytest.fixture(scope="module")
def town() -> Life:
    """A month of the quiet town."""
    return life(read("quiet-town"))


def words(town: Life, name: str) -> dict[str, str]:
    """The words of one name, by ticket; the first where there are several."""
    found: dict[str, str] = {}
    for here in town.places:
        for _, ticket, said, _, text in here.ledger.texts:
            if said == name:
                found.setdefault(ticket, text)
    return found


def test_hardly_two_people_say_the_same(town: Life) -> None:
    requests = [text for ticket, text in words(town, "request").items() if town.cases[ticket].nature != "proactive"]
    assert len(requests) > 200
    assert len(set(requests)) > 0.97 * len(requests)


def test_whoever_speaks_of_one_problem_means_one_place(town: Life) -> None:
    places, of_problem = words(town, "place"), defaultdict(set)
    for ticket, case in town.cases.items():
        if case.problem is not None:
            of_problem[case.problem.key].add(places[ticket])
    assert all(len(found) == 1 for found in of_problem.values())
    assert len(set.union(*of_problem.values())) > 0.8 * len(of_problem)


def test_no_text_shows_a_long_number_that_could_be_somebodys(town: Life) -> None:
    assert not [text for text in words(town, "request").values() if re.search(r"[0-9]{6}", text)]


def test_how_people_speak_changes_nothing_of_what_happens(town: Life) -> None:
    other = life(with_setting(read("quiet-town"), "speech", "angry", 0.9))
    assert other.events == town.events
    assert other.problems == town.problems
    assert words(other, "request") != words(town, "request")
