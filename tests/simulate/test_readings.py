"""Some replies of a simulated city are read twice by the rubric of its pack, and nothing else of its life changes."""

from collections import Counter

import orjson
import pytest

from tests.simulate.living import Life, cheating, life, with_setting
from weisu.simulate.scenario import read

HONEST = read("quiet-town", family="C")
URBAN = "u-990201-urban"
FULL_MARKS = 100
TOLERANCE = 10
READ = with_setting(HONEST, "centre", "reads", 1.0)


@pytest.fixture(scope="module")
def lived() -> Life:
    """A month in which every reply is read."""
    return life(READ)


def pairs(lived: Life, *units: str) -> list[tuple[int, int]]:
    """The points of both readers of each reply that two people read, of these units or of all."""
    found: dict[tuple, dict[str, int]] = {}
    for here in lived.places:
        for _, row in here.ledger.rows:
            said = orjson.loads(row[23])
            if row[3] == "quality.checked" and said["rubric"] == "reply" and (not units or said["unit"] in units):
                found.setdefault((row[1], said["unit"]), {}).setdefault(row[9], said["points"])
    return [(first, second) for first, second in (each.values() for each in found.values() if len(each) == 2)]


def test_two_people_read_a_reply_and_mostly_agree(lived: Life) -> None:
    found = pairs(lived)
    apart = [abs(first - second) for first, second in found]

    assert len(found) > 30
    assert all(0 <= points <= FULL_MARKS for pair in found for points in pair)
    assert 0.75 < sum(each <= TOLERANCE for each in apart) / len(apart) < 1.0


def test_readers_see_which_replies_are_phrases(lived: Life) -> None:
    hollow = pairs(life(cheating(READ, URBAN, "perfunctory_reply")), URBAN)
    honest = pairs(lived, URBAN)

    def mean(some: list[tuple[int, int]]) -> float:
        return sum(map(sum, some)) / (2 * len(some))

    assert mean(hollow) < mean(honest) - 20


def test_reading_changes_nothing_else(lived: Life) -> None:
    unread = life(with_setting(HONEST, "centre", "reads", 0.0))
    beside = Counter(lived.events) - Counter(unread.events)

    assert set(beside) == {"quality.checked"}
    assert not Counter(unread.events) - Counter(lived.events)
    assert {n: (c.state.status, c.state.closed_us, c.state.rating) for n, c in lived.cases.items()} == {
        n: (c.state.status, c.state.closed_us, c.state.rating) for n, c in unread.cases.items()
    }
    assert lived.problems == unread.problems
