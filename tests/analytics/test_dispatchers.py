"""误派率: a wrong dispatch is charged to the body that made it; never to the unit that got it, nor to a person."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.cast import BEI, CHEN, CITY, FANG, LIN, MONDAY, SHENG, ZHOU, policy_of, words
from tests.domain.lives import Life, registered
from weisu.analytics.asking import ask
from weisu.analytics.catalog import METRICS
from weisu.analytics.period import Period
from weisu.analytics.rules import counting
from weisu.domain.commands import Acknowledge, Delegate, Dispatch, SendBack, Triage, UpholdReturn
from weisu.domain.events import Event

RULE = counting(policy_of("national"))._replace(minimum_n=1)


def accepted(number: int) -> Life:
    """A ticket that waits for a dispatch."""
    life = registered(now=MONDAY + timedelta(hours=number), number=f"N{number}")
    life.do(LIN, Triage(outcome="accept"))
    return life


def dispatched(number: int, by, unit: str) -> Life:
    """Given to a unit by somebody."""
    life = accepted(number)
    life.do(by, Dispatch(lead=unit, basis=words()))
    return life


def sent_back(life: Life, by, unit: str) -> Life:
    """The unit says that it is not theirs, and the hotline says so too."""
    life.now += timedelta(hours=1)
    life.do(by, SendBack(unit=unit, ground="not_ours", basis=words(), reason=words()))
    life.do(ZHOU, UpholdReturn(unit=unit, reason=words()))
    return life


def handed_down(number: int) -> Life:
    """The district took it and gave it to its township."""
    life = dispatched(number, ZHOU, "north")
    life.do(BEI, Acknowledge(unit="north"))
    life.do(BEI, Delegate(unit="north", to="chengbei", basis=words()))
    return life


@pytest.fixture
def by_body(open_star):
    """What a measure says of every body, as (met, counted)."""

    def asked(key: str, *lives: Life, older: bool = False) -> dict[str, tuple[float, int]]:
        told = [e._replace(ticket_id=UUID(int=n)) for n, life in enumerate(lives, 1) for e in life.log]
        star = open_star(map(_unsaid, told) if older else told)
        found = ask(star, METRICS[key], Period.of("2026-01"), by=["unit"], rule_on=lambda day: RULE)
        return {one.by["unit"]: (one.numerator, one.n) for one in found}

    return asked


def _unsaid(event: Event) -> Event:
    """The event as logs had it before they told who gave a part."""
    opened = [{name: said for name, said in part.items() if name != "by"} for part in event.payload.get("opened", ())]
    return event._replace(payload={**event.payload, **({"opened": opened} if opened else {})})


def test_a_wrong_dispatch_is_charged_to_the_desk_that_made_it(by_body):
    wrong, right = sent_back(dispatched(1, ZHOU, "housing"), FANG, "housing"), dispatched(2, ZHOU, "water")

    assert by_body("misdispatched", wrong, right) == {"centre": (1, 2)}
    assert by_body("first_dispatch_right", wrong, right) == {"centre": (1, 2)}


def test_what_a_unit_handed_down_wrongly_is_charged_to_that_unit(by_body):
    wrong = sent_back(handed_down(1), CHEN, "chengbei")

    assert by_body("misdispatched", wrong) == {"centre": (0, 1), "north": (1, 1)}


def test_a_dispatcher_of_no_unit_acts_for_the_hotline_of_their_region(by_body):
    assert by_body("misdispatched", dispatched(1, SHENG, "housing")) == {f"region:{CITY}": (0, 1)}


def test_no_person_is_named_by_whom_a_part_came(by_body):
    life = handed_down(1)
    said = [part["by"] for event in life.log for part in event.payload.get("opened", ())]

    assert said == ["centre", "north"]
    assert not {ZHOU.id, BEI.id} & set(said)


def test_a_log_that_does_not_tell_who_gave_a_part_charges_nobody(by_body):
    wrong = sent_back(dispatched(1, ZHOU, "housing"), FANG, "housing")

    assert by_body("misdispatched", wrong, older=True) == {"": (1, 1)}
    assert by_body("first_dispatch_right", wrong, older=True) == {"": (0, 1)}
