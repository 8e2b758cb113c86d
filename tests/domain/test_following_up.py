"""Nobody is called unreachable after three calls in one morning."""

import pytest

from tests.cast import DAY, FANG, HOUR, LIN, QIN, ZHOU, person, words
from tests.domain.lives import Life, registered
from weisu.domain import commands as c
from weisu.domain.errors import GuardRefused
from weisu.domain.vocabulary import ActorKind, Role

HE = person("he", ActorKind.UNIT_STAFF, Role.UNIT_LEAD, "housing")


@pytest.fixture
def life() -> Life:
    """Closed on Monday at nine."""
    life = registered()
    life.do(LIN, c.Triage(outcome="accept"))
    life.do(ZHOU, c.Dispatch(lead="housing", basis="catalogue"))
    life.do(FANG, c.Acknowledge())
    life.do(FANG, c.SubmitReply(internal=words("in"), public=words("out"), evidence=(words("photo"),)))
    life.do(HE, c.ApproveReply(unit="housing"))
    life.do(ZHOU, c.Close())
    return life


def tried(life, *hours):
    """Calls so many hours after Monday at nine that nobody answers, then the verdict two days later."""
    begun = life.now
    for hour in hours:
        life.now = begun + hour * HOUR
        life.do(QIN, c.AttemptFollowUp(mode="telephone", outcome="no_answer"))
    life.now = begun + 2 * DAY
    return life.do(QIN, c.CompleteFollowUp(mode="telephone", outcome="unreachable"))


def test_three_calls_on_two_days_at_two_times_of_the_day_are_enough(life):
    assert tried(life, 1, 10, 25) == ["follow_up.completed"]


@pytest.mark.parametrize(
    ("_case", "hours", "says"),
    [
        ("two calls", (1, 34), "2 of 3 attempts"),
        ("one day", (1, 5, 10), "1 of 2 days"),
        ("always in the morning", (1, 2, 25), "1 of 2 times of the day"),
        ("a call at midnight counts for nothing", (1, 15, 34), "2 of 3 attempts"),
        ("none at all", (), "0 of 3 attempts, 0 of 2 days, 0 of 2 times of the day"),
    ],
)
def test_fewer_are_refused_with_what_is_missing(life, _case, hours, says):
    with pytest.raises(GuardRefused, match=says):
        tried(life, *hours)


def test_a_reopened_ticket_begins_to_count_anew(life):
    with pytest.raises(GuardRefused):
        tried(life, 1)
    life.do(QIN, c.CompleteFollowUp(mode="telephone", outcome="reached", solved="no"))
    life.do(QIN, c.DenyResolution(witness="follow_up"))
    life.do(ZHOU, c.Reopen(ground="not_solved", reason=words()))
    assert life.state.attempted_us == ()
