"""Returns under a city that counts silence as acceptance and designates an owner after three failed dispatches."""

import pytest

from tests.cast import CLOCK, DAY, FANG, HOUR, LIN, MONDAY, ZHOU, pack_texts, person, policy_of, words
from tests.domain.lives import Life, registered
from weisu.domain import commands as c
from weisu.domain import policy as packs
from weisu.domain.errors import GuardRefused, TransitionRefused
from weisu.domain.vocabulary import ActorKind, Role

ECO = person("eco", ActorKind.UNIT_STAFF, Role.UNIT_STAFF, "ecology")
OFFICE = """id = "office"
title = "office"
extends = "tianjin"
region = "120000"
level = "prefecture"
languages = ["zh"]
version = "1"
time_zone = "Asia/Shanghai"
"""
DESIGNATED = """[[setting]]
id = "designation.unit"
value = "north"
from = 2025-01-01
basis = "test"
"""


def designating():
    stack = [packs.parse(pack_texts(name)) for name in ("national", "tianjin")]
    return packs.merge([*stack, packs.parse({"pack.toml": OFFICE, "rules.toml": DESIGNATED})], MONDAY.date())


def dispatched(policy) -> Life:
    life = registered(policy)
    life.do(LIN, c.Triage(outcome="accept"))
    life.do(ZHOU, c.Dispatch(lead="housing", basis="catalogue"))
    return life


def test_silence_past_the_window_is_acceptance_and_ends_the_right_to_send_back():
    life = dispatched(policy_of("national", "tianjin"))
    life.now += 2 * HOUR
    with pytest.raises(GuardRefused, match="open until"):
        life.do(CLOCK, c.Acknowledge(unit="housing", implied=True))
    life.now += DAY
    assert life.do(CLOCK, c.Acknowledge(unit="housing", implied=True)) == ["ticket.acknowledged"]
    assert life.part("housing").implied
    with pytest.raises(GuardRefused, match="dispute instead"):
        life.do(FANG, c.SendBack(reason=words(), basis="b"))
    life.do(FANG, c.RaiseDispute(reason=words(), basis="b"))


def test_after_three_failed_dispatches_the_designated_unit_gets_it_and_keeps_it():
    life = dispatched(designating())
    promised = life.state.promised_us
    for clerk, following in ((FANG, "ecology"), (ECO, "housing"), (FANG, "")):
        life.do(clerk, c.SendBack(reason=words(), basis="b"))
        made = life.do(ZHOU, c.UpholdReturn())
        if following:
            assert made == ["ticket.returned"]
            life.do(ZHOU, c.Dispatch(lead=following, basis="b"))
    assert made == ["ticket.returned", "ticket.dispatched"]
    assert (life.state.lead.unit, life.state.lead.designated, life.state.promised_us) == ("north", True, promised)
    north = person("bei", ActorKind.UNIT_STAFF, Role.UNIT_LEAD, "north")
    with pytest.raises((GuardRefused, TransitionRefused), match="designated"):
        life.do(north, c.SendBack(reason=words(), basis="b"))
    assert life.clock("closure", "north").status == "running"
