"""重复录入: a reply that has to be typed into another system counts where somebody said so, and nothing is guessed."""

from contextlib import closing
from datetime import timedelta
from uuid import UUID

import pytest

from tests.analytics.logs import OFFSET_US, lake_of
from tests.cast import FANG, LIN, ZHOU, policy_of, words
from tests.domain.lives import registered
from weisu.analytics.asking import ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS, remark, sentence
from weisu.analytics.period import Period
from weisu.analytics.rules import counting
from weisu.analytics.star import Star
from weisu.domain.commands import Acknowledge, Dispatch, SubmitReply, Triage

NATIONAL = counting(policy_of("national"))


def replied(number, typed):
    """A ticket whose unit replied, and said or did not say whether it types the same elsewhere."""
    life = registered(number=f"N{number}")
    life.do(LIN, Triage(outcome="accept"))
    life.do(ZHOU, Dispatch(lead="housing", basis=words()))
    life.now += timedelta(hours=1)
    life.do(FANG, Acknowledge())
    life.do(FANG, SubmitReply(internal=words(), public=words(), entered_elsewhere=typed))
    return [event._replace(ticket_id=UUID(int=number + 1)) for event in life.log]


@pytest.fixture
def asked(tmp_path):
    """What the measure says of tickets of which this was said."""

    def ask_of(*typed, rule=NATIONAL):
        lives = [replied(number, one) for number, one in enumerate(typed)]
        events = sorted((event for life in lives for event in life), key=lambda event: event.occurred_at)
        build(lake_of(tmp_path / "lake", events), offset_us=OFFSET_US)
        with closing(Star(tmp_path / "lake")) as star:
            (found,) = ask(star, METRICS["entered_twice"], Period.of("2026-01"), rule_on=lambda day: rule)
            return found

    return ask_of


def test_only_tickets_of_which_it_was_said_count_and_the_others_stand_beside(asked):
    found = asked(*[True] * 3, *[False] * 9, *[None] * 4)

    assert (found.value, found.numerator, found.n, found.base, found.coverage) == (0.25, 3, 12, 16, 0.75)


def test_where_no_unit_said_it_there_is_no_number_and_the_reason_is_said(asked):
    found = asked(*[None] * 12)

    assert (found.value, found.n, found.why) == (None, 0, "typing_unknown")
    assert "12 tickets were given to units, but none of them said" in sentence(found, 10, "en")


def test_above_the_packs_budget_it_says_so(asked):
    assert "Budget: at most 0.05 for each ticket. Over it." in remark(asked(*[True] * 12), "en")


def test_a_pack_older_than_the_budget_judges_nobody(asked):
    older = NATIONAL._replace(burden=NATIONAL.burden._replace(twice=None))

    assert remark(asked(*[True] * 12, rule=older), "en") == ""
