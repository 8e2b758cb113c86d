"""兜底: what no unit takes goes to the government over the place, at the level the rules name."""

from tests.tickets.cast import ADMIN, CHEN, HOUSING, LIANG, MONDAY, URBAN, WU, ZHOU, later
from tests.tickets.stories import accepted, step
from weisu.domain.vocabulary import Level, UnitKind
from weisu.org import queries
from weisu.org import services as org
from weisu.policies import services as policies

NORTH, BRIDGE = "990101", "990101001"
PACK = 'id = "city"\ntitle = "市"\nextends = "national"\nregion = "9901"\nlevel = "prefecture"\n'
SETTING = """
[[setting]]
id = "{0}"
value = {1}
from = 2025-01-01
basis = "市办法"
[[setting.example]]
given = {{}}
expect = {{ value = {1} }}
"""
RULES = SETTING.format("designation.backstop", '"county"') + SETTING.format("designation.after_failed_dispatches", 2)


def governed():
    """Two districts with their governments, and a city that lets them take what nobody takes."""
    for unit, region in (("u-north", NORTH), ("u-south", "990102")):
        if region != NORTH:
            org.create_region(region, name="城南区", level=Level.COUNTY, parent="9901", by=ADMIN, now=MONDAY)
        where = {"kind": UnitKind.TERRITORIAL, "level": Level.COUNTY, "region": region}
        org.create_unit(unit, name=f"{region}人民政府", **where, by=ADMIN, now=MONDAY)
    proposal = policies.propose({"pack.toml": PACK, "routing.toml": RULES}, by=ADMIN, now=MONDAY)
    policies.publish(proposal.id, by=LIANG, now=MONDAY)


def test_the_district_of_the_place_gets_what_two_bureaus_sent_back(city):
    governed()
    ticket = accepted(region=BRIDGE)
    promised = ticket.promised_at
    for hour, (unit, clerk) in enumerate(((HOUSING, CHEN), (URBAN, WU))):
        ticket = step("dispatch", ticket, by=ZHOU, hours=hour * 3 + 1, lead=unit, basis="职责清单")
        why = {"ground": "not_ours", "basis": "三定方案", "reason": "不属本单位职责"}
        ticket = step("send_back", ticket, by=clerk, hours=hour * 3 + 2, **why)
        ticket = step("uphold_return", ticket, by=ZHOU, hours=hour * 3 + 3)

    assert (ticket.status, ticket.lead_unit_id, ticket.promised_at) == ("dispatched", "u-north", promised)
    assert ticket.parts.get(unit_id="u-north").designated


def test_a_government_is_looked_for_above_the_place_only(city):
    governed()

    found = [queries.government(place, level="county", at=later(hours=1)) for place in (BRIDGE, "990102", "9901")]

    assert found == ["u-north", "u-south", ""]
