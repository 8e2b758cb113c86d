"""Who takes a ticket nobody wants, who leads where several act, and that the same request is handled once."""

import pytest

from tests.cast import FANG, LIN, ZHOU, pack_texts, person, policy_of, words
from tests.domain.lives import Life, registered
from weisu.domain import commands as c
from weisu.domain import policy as packs
from weisu.domain.errors import GuardRefused
from weisu.domain.vocabulary import ActorKind, Role

ECO = person("eco", ActorKind.UNIT_STAFF, Role.UNIT_STAFF, "ecology")
BEIJING = policy_of("national", "beijing")
APART = """[[setting]]
id = "merge.in_principle"
value = false
from = 2025-06-25
basis = "test"
"""
CITY = 'id = "city"\ntitle = "city"\nextends = "national"\nregion = "990100"\nlevel = "prefecture"\n'


def accepted(policy=None) -> Life:
    life = registered(policy)
    life.do(LIN, c.Triage(outcome="accept"))
    return life


def repeating(policy=None) -> Life:
    """The caller has asked for the same thing before."""
    life = accepted(policy)
    life.do(LIN, c.Link(other="20260104000011", relation="repeat_of"))
    return life


def apart():
    stack = [packs.parse(pack_texts("national")), packs.parse({"pack.toml": CITY, "rules.toml": APART})]
    return packs.merge(stack, BEIJING.at)


def test_a_repeated_request_is_merged_or_somebody_writes_down_why_not():
    life = repeating()
    with pytest.raises(GuardRefused, match="repeats 20260104000011"):
        life.do(ZHOU, c.Dispatch(lead="housing", basis="catalogue"))
    assert life.do(ZHOU, c.Merge(into="20260104000011", ground="same_matter")) == ["ticket.merged"]


def test_a_repeated_request_with_a_reason_is_handled_by_itself():
    life = repeating()
    assert life.do(ZHOU, c.Dispatch(lead="housing", basis="b", note=words("again, another flat"))) == [
        "ticket.dispatched"
    ]


@pytest.mark.parametrize(
    ("_case", "begin"), [("no repeat", accepted), ("a city without it", lambda: repeating(apart()))]
)
def test_what_repeats_nothing_and_a_city_that_says_otherwise_need_no_reason(_case, begin):
    assert begin().do(ZHOU, c.Dispatch(lead="housing", basis="b")) == ["ticket.dispatched"]


def test_the_first_receiver_among_several_leads_and_does_not_pass_it_on():
    life = accepted(BEIJING)
    life.do(ZHOU, c.Dispatch(lead="housing", supports=("ecology",), basis="b"))
    with pytest.raises(GuardRefused, match="housing received this ticket first and leads; settle it with ecology"):
        life.do(FANG, c.SendBack(reason=words(), basis="b"))
    assert life.do(ECO, c.SendBack(reason=words(), basis="b")) == ["ticket.return_requested"]


@pytest.mark.parametrize(
    ("_case", "policy", "supports"),
    [("alone", BEIJING, ()), ("where the pack does not say so", policy_of("national"), ("ecology",))],
)
def test_a_unit_alone_may_say_that_it_is_not_theirs(_case, policy, supports):
    life = accepted(policy)
    life.do(ZHOU, c.Dispatch(lead="housing", supports=supports, basis="b"))
    assert life.do(FANG, c.SendBack(reason=words(), basis="b")) == ["ticket.return_requested"]


def test_a_later_receiver_is_not_the_first():
    life = accepted(BEIJING)
    life.do(ZHOU, c.Dispatch(lead="housing", basis="b"))
    life.do(ZHOU, c.Redispatch(to="ecology", unit="housing", reason=words(), basis="b"))
    life.do(ZHOU, c.AddSupport(supports=("housing",), basis="b"))
    assert life.do(ECO, c.SendBack(reason=words(), basis="b")) == ["ticket.return_requested"]


def test_what_two_units_sent_back_is_taken_by_the_district_government():
    life = accepted(BEIJING)
    promised = life.state.promised_us
    for unit, clerk in (("housing", FANG), ("ecology", ECO)):
        life.do(ZHOU, c.Dispatch(lead=unit, basis="b"))
        life.do(clerk, c.SendBack(reason=words(), basis="b"))
        made = life.do(ZHOU, c.UpholdReturn(), backstop="north")
    assert made == ["ticket.returned", "ticket.dispatched"]
    assert (life.state.lead.unit, life.state.lead.designated, life.state.promised_us) == ("north", True, promised)


def test_without_a_government_on_record_the_dispatcher_decides():
    life = accepted(BEIJING)
    for unit, clerk in (("housing", FANG), ("ecology", ECO)):
        life.do(ZHOU, c.Dispatch(lead=unit, basis="b"))
        life.do(clerk, c.SendBack(reason=words(), basis="b"))
        made = life.do(ZHOU, c.UpholdReturn())
    assert (made, life.state.status) == (["ticket.returned"], "accepted")
