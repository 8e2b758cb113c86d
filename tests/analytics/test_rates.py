"""The three rates: who is asked about, what an answer or silence counts, and what the rule says beside the number."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.analytics.logs import OFFSET_US, lake_of
from tests.cast import FANG, LIN, MONDAY, QIN, ZHOU, policy_of, words
from tests.domain.lives import registered
from weisu.analytics.asking import ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS
from weisu.analytics.period import Period
from weisu.analytics.rules import counting
from weisu.analytics.star import Star
from weisu.domain import commands as c

NATIONAL = counting(policy_of("national"))
RULE = NATIONAL._replace(minimum_n=1)
JANUARY = Period.of("2026-01")


def dispatched(number, *, at=MONDAY):
    """A ticket that the housing bureau leads, acknowledged by it."""
    life = registered(now=at, number=f"N{number}")
    life.do(LIN, c.Triage(outcome="accept"))
    life.do(ZHOU, c.Dispatch(lead="housing", basis=words()))
    life.now += timedelta(hours=1)
    life.do(FANG, c.Acknowledge())
    return life


def closed(number, *, at=MONDAY):
    """The same ticket, replied to and closed a day later."""
    life = dispatched(number, at=at)
    life.do(FANG, c.ContactRequester(means="telephone", outcome="reached"))
    life.do(FANG, c.SubmitReply(internal=words(), public=words(), claims="resolved"))
    life.now += timedelta(days=1)
    life.do(QIN, c.ApproveReply())
    life.do(ZHOU, c.Close(outcome="handled", public=words()))
    return life


def answered(number, **said):
    """The same ticket, and what its requester said."""
    life = closed(number)
    life.do(QIN, c.CompleteFollowUp(mode="telephone", outcome="reached", **said))
    return life


@pytest.fixture
def star_of(tmp_path):
    opened = []

    def make(*lives):
        # Something happens long after, so that every limit is past.
        lives = [*lives, registered(now=MONDAY + timedelta(days=100), number="N9999")]
        events = [e._replace(ticket_id=UUID(int=place + 1)) for place, life in enumerate(lives) for e in life.log]
        lake = lake_of(tmp_path / f"lake-{len(opened)}", sorted(events, key=lambda event: event.occurred_at))
        build(lake, offset_us=OFFSET_US)
        opened.append(Star(lake))
        return opened[-1]

    yield make
    for star in opened:
        star.close()


def asked(star, key, period=JANUARY, rule=RULE):
    (found,) = ask(star, METRICS[key], period, rule_on=lambda day: rule)
    return found


def test_an_open_overdue_ticket_stays_in_the_base_as_one_who_did_not_answer(star_of):
    star = star_of(*(answered(number, solved="yes") for number in range(3)), dispatched(3), closed(4))

    found = asked(star, "solved")

    assert (found.value, found.n, found.base) == (1.0, 3, 5)
    assert (found.coverage, found.lower) == (3 / 5, 3 / 5)
    assert asked(star, "follow_up_reached").n == 3


def test_a_ticket_counts_in_the_month_of_its_promised_date_not_of_its_closing(star_of):
    done = closed(1, at=MONDAY + timedelta(days=20))
    star = star_of(done, answered(2, solved="yes"))

    months = [asked(star, "solved", Period.of(month)).base for month in ("2026-01", "2026-02", "2026-03")]

    assert f"{done.now:%Y-%m}" == "2026-01"
    assert months == [1, 1, None]


def withdrawn(number, *, after=timedelta(), said=""):
    """A ticket that its requester takes back, and what an inspector heard when asking."""
    life = dispatched(number)
    life.now += after
    life.do(LIN, c.Withdraw(proof="verified_call", reason=words()))
    if said:
        life.do(QIN, c.ConfirmWithdrawal(withdrawal=said, mode="telephone"))
    return life


def test_what_was_withdrawn_owes_nothing_once_confirmed_and_if_it_was_before_the_limit(star_of):
    early, late = withdrawn(1, said="confirmed"), withdrawn(2, after=timedelta(days=60), said="confirmed")
    unheard, denied = withdrawn(3), withdrawn(4, said="contested")

    assert asked(star_of(early, late, unheard, denied, answered(5, solved="yes")), "solved").base == 4


def test_what_was_referred_to_where_the_law_wants_it_owes_nothing(star_of):
    life = dispatched(1)
    life.do(ZHOU, c.Refer(to="litigation", ground="statutory_route", law=words(), told=words()))

    assert asked(star_of(life, answered(2, solved="yes")), "solved").base == 1


def test_a_ticket_without_a_promised_date_counts_by_the_limit_of_its_leading_unit(star_of):
    life = dispatched(1)
    life.log = [
        event._replace(payload={**event.payload, "clocks": [turn for turn in clocks if turn["clock"] != "promise"]})
        for event in life.log
        for clocks in (event.payload.get("clocks", ()),)
    ]

    assert asked(star_of(life, answered(2, solved="yes")), "solved").base == 2
