"""双人盲读: what one reader found in a reply sways no other reader of it."""

import pytest

from tests.cast import policy_of
from tests.tickets import stories
from tests.tickets.cast import CHEN, HE, HOUSING, MA, SUN, XU, ZHOU, later, person
from weisu.domain.vocabulary import ActorKind, Role
from weisu.tickets import blind, queries, services
from weisu.web.components.lines import lines

TAN = person("inspector-tan", ActorKind.OVERSIGHT, Role.QUALITY_INSPECTOR)
SAYS = "逐项回应,写得清楚"


def read(ticket, *, by, days, points=90, findings=SAYS, rubric="reply"):
    """Somebody reads the reply."""
    given = {"rubric": rubric, "unit": HOUSING, "points": points, "findings": findings}
    return services.check_quality(ticket.number, **given, by=by, now=later(days=days))


def readings(viewer, ticket):
    """(points, words, what waits) of every reading, as this viewer finds them."""
    found = [line for line in queries.timeline(viewer, ticket.number) if line.type == "quality.checked"]
    return [(line.facts.get("points"), dict(line.words), line.held_back) for line in found]


SHOWN = (90, {"findings": [SAYS]}, ())
HELD = (None, {}, ("points", "findings"))


def test_a_second_reader_finds_that_somebody_read_it_but_not_what_they_found(city):
    ticket = read(stories.closed(), by=MA, days=8)

    assert readings(TAN, ticket) == [HELD]
    assert readings(MA, ticket) == [SHOWN]
    assert readings(SUN, ticket) == [SHOWN]


@pytest.mark.parametrize("reader", [XU, HE])
def test_officers_and_team_leads_may_read_too_and_so_they_read_blind(city, reader):
    ticket = read(stories.closed(), by=MA, days=8)
    assert readings(reader, ticket) == [HELD]

    read(ticket, by=reader, days=9, points=85)
    assert [points for points, _words, _held in readings(reader, ticket)] == [90, 85]


def test_whoever_may_read_is_blinded(city):
    (row,) = policy_of("national").transitions("check_quality")

    assert set(row.by) <= blind.READERS


def test_a_remark_without_points_does_not_show_what_others_gave(city):
    ticket = read(stories.closed(), by=MA, days=8)
    read(ticket, by=TAN, days=9, points=None)

    assert readings(TAN, ticket)[0] == HELD


def test_a_check_of_a_conversation_is_no_reading_of_the_reply(city):
    ticket = read(stories.closed(), by=MA, days=8, rubric="contact")

    assert readings(XU, ticket) == readings(HE, ticket) == readings(TAN, ticket) == [SHOWN]


def test_whoever_has_read_it_sees_what_the_other_found(city):
    ticket = read(stories.closed(), by=MA, days=8)
    read(ticket, by=TAN, days=9, points=75, findings="措施不具体")

    assert readings(TAN, ticket) == [SHOWN, (75, {"findings": ["措施不具体"]}, ())]
    assert [points for points, _words, _held in readings(MA, ticket)] == [90, 75]


def test_a_reading_of_an_earlier_reply_opens_none_of_a_later_one(city):
    ticket = read(stories.closed(), by=MA, days=8)
    read(ticket, by=TAN, days=9, points=75)
    services.reopen(ticket.number, ground="unsolved", reason="没有修好", by=ZHOU, now=later(days=10))
    services.acknowledge(ticket.number, by=CHEN, now=later(days=10, hours=1))
    again = {"internal": "又去了一次", "public": "已经修好", "claims": "solved"}
    services.submit_reply(ticket.number, **again, by=CHEN, now=later(days=11))
    services.approve_reply(ticket.number, by=SUN, now=later(days=11, hours=1))
    read(ticket, by=MA, days=12, points=60)

    assert [points for points, _words, _held in readings(TAN, ticket)] == [90, 75, None]
    assert [points for points, _words, _held in readings(MA, ticket)] == [90, 75, 60]


def test_the_page_says_when_points_and_words_will_be_shown_and_shows_them_then(city):
    ticket = read(stories.closed(), by=MA, days=8)

    waits = "您本人对这份答复评过分之后才显示。"
    assert lines(queries.timeline(TAN, ticket.number))[-1].words == [("得分", waits), ("质检意见", waits)]

    read(ticket, by=TAN, days=9, points=75)
    own, other = lines(queries.timeline(TAN, ticket.number))[-1:-3:-1]
    assert (own.words, other.words) == ([("质检意见", SAYS), ("得分", "75")], [("质检意见", SAYS), ("得分", "90")])
