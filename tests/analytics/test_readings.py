"""双人盲读: two people read one reply by the rubric; what they found is told of that reply and of no other."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from tests.analytics.test_edges import NATIONAL, ticket
from tests.cast import BAN, CLOCK, FANG, MONDAY, QIN, XU, ZHOU, words
from tests.domain.lives import Life
from weisu.analytics.asking import ask
from weisu.analytics.catalog import METRICS
from weisu.analytics.period import Period
from weisu.domain.commands import CheckQuality, RefuseReturn, RejectReply, SendBack, SendWarning, SubmitReply
from weisu.domain.evolution import fold
from weisu.domain.instants import from_us

RULE = NATIONAL._replace(minimum_n=1)


def replied(number: int = 1) -> Life:
    """A ticket that housing answered."""
    life = Life(now=MONDAY + timedelta(hours=number + 2))
    life.log = ticket(number)
    life.state = fold(life.log)
    return life


def read(life: Life, by, points: int | None, rubric: str = "reply") -> Life:
    """Somebody reads the reply as it stands, an hour on."""
    life.now += timedelta(hours=1)
    life.do(by, CheckQuality(rubric=rubric, unit="housing", points=points, findings=words()))
    return life


@pytest.fixture
def asked(open_star):
    def make(key: str, *lives: Life, by: Sequence[str] = (), until: Sequence[int] = ()):
        told = [e._replace(ticket_id=UUID(int=n)) for n, life in enumerate(lives, 1) for e in life.log]
        return ask(open_star(told, until=until), METRICS[key], Period.of("2026-01"), by=by, rule_on=lambda day: RULE)

    return make


def test_a_check_without_points_says_nothing_about_points(asked):
    (found,) = asked("quality_points", read(read(replied(), QIN, 80), XU, None))

    assert (found.value, found.n) == (80, 1)


def test_talk_on_the_telephone_is_not_charged_to_the_unit_that_wrote_the_reply(asked):
    (found,) = asked("quality_points", read(read(replied(), BAN, 20, "contact"), QIN, 90), by=["unit"])

    assert (found.by["unit"], found.value, found.n) == ("housing", 90, 1)


def test_two_readers_of_one_reply_are_one_reply_with_the_mean_of_both(asked):
    lives = read(read(replied(1), QIN, 80), XU, 90), read(replied(2), QIN, 95)

    (points,), (agree,) = asked("quality_points", *lives), asked("quality_agreement", *lives)

    assert (points.value, points.n) == (90, 2)
    assert (agree.value, agree.n) == (1.0, 1)


def test_readers_of_two_replies_are_no_two_readers_of_one(asked):
    life = read(replied(), QIN, 30)
    life.do(QIN, RejectReply(reason=words()))
    life.do(FANG, SubmitReply(internal=words(), public=words(), claims="resolved"))
    read(life, XU, 95)

    (agree,), (points,) = asked("quality_agreement", life), asked("quality_points", life)

    assert (agree.n, points.n, points.value) == (0, 2, 62.5)


def test_which_reply_was_read_is_known_though_it_was_handed_in_builds_ago(asked):
    life = read(replied(), QIN, 80)
    life.do(QIN, RejectReply(reason=words()))
    before = len(life.log)
    life.do(FANG, SubmitReply(internal=words(), public=words(), claims="resolved"))
    again = len(life.log)
    read(read(life, XU, 90), BAN, 85)

    (agree,), (points,) = (asked(key, life, until=(before, again)) for key in ("quality_agreement", "quality_points"))

    assert (agree.n, agree.value) == (1, 1.0)
    assert (points.n, points.value) == (2, (80 + 87.5) / 2)


def test_what_a_reader_says_after_they_know_what_the_other_found_is_not_blind(asked):
    life = read(read(read(replied(), QIN, 40), XU, 90), QIN, 90)

    (found,) = asked("quality_agreement", life)

    assert (found.value, found.n) == (0.0, 1)


def sent_back_twice() -> Life:
    """Housing asks twice to be rid of it; the hotline refuses both times."""
    life = Life(now=MONDAY + timedelta(hours=3))
    life.log = ticket(1)[:3]
    life.state = fold(life.log)
    for _ in range(2):
        life.now += timedelta(hours=1)
        life.do(FANG, SendBack(ground="not_ours", basis=words(), reason=words()))
        life.do(ZHOU, RefuseReturn(basis=words(), reason=words()))
    return life


def test_what_is_sent_back_twice_counts_twice(asked):
    lives = sent_back_twice(), replied(2)

    (returns,), (upheld,) = asked("sent_back", *lives), asked("return_upheld", *lives)

    assert (returns.value, returns.numerator, returns.n) == (1.0, 2, 2)
    assert (upheld.value, upheld.numerator, upheld.n) == (0.0, 0, 2)


@pytest.mark.parametrize(
    ("clock", "unit", "stage", "counted"),
    [
        ("closure", "housing", "overdue", 1),
        ("supervision", "housing", "due_soon", 1),
        ("follow_up", "", "overdue", 0),
        ("reply_review", "housing", "overdue", 0),
        ("closure", "housing", "overdue-a-day", 0),
    ],
)
def test_only_what_wakes_a_unit_at_night_is_a_push_at_night(asked, clock, unit, stage, counted):
    life = replied()
    life.now = MONDAY.replace(hour=15)
    life.do(CLOCK, SendWarning(clock=clock, unit=unit, stage=stage, due=from_us(0)))

    (pushes,), nights = asked("night_warnings_per_ticket", life), asked("warned_at_night", life, by=["unit"])

    assert pushes.numerator == counted
    assert [(one.by["unit"], one.n) for one in nights if one.n] == [("housing", 1)] * counted
