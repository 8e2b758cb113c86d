"""Who asks in the tables of rights: the cast, and those at the edges of it. One column each."""

from typing import NamedTuple

from tests.tickets import cast
from tests.tickets.cast import HOTLINE, HOUSING, WATER
from weisu.domain.context import Principal
from weisu.domain.vocabulary import Role

ASKER = "00000000-0000-4000-8000-0000000000a5"
"""The pseudonym under which the requester of the town's tickets asked, for whoever signs in their name."""

ACCUSED_ROLES = (Role.TEAM_LEAD, Role.OVERSIGHT_OFFICER, Role.QUALITY_INSPECTOR, Role.UNIT_LEAD, Role.UNIT_STAFF)
"""As much as one person can hold: without the complaint about their unit they would see every ticket."""

NOBODY = Principal("nobody", cast.AUNT_WANG.kind, frozenset({Role.REQUESTER}))


class Staff(NamedTuple):
    """Somebody with a sign-in: the column's name, the person's id, their posts."""

    column: str
    id: str
    roles: tuple[Role, ...]
    unit: str
    is_vendor: bool = False
    has_left: bool = False


def _of(column: str, principal: Principal) -> Staff:
    return Staff(column, principal.id, tuple(principal.roles), principal.unit_id)


STAFF = (
    _of("agent", cast.LIN),
    _of("dispatch", cast.ZHOU),
    _of("lead", cast.HE),
    _of("clerk", cast.CHEN),
    _of("chief", cast.SUN),
    _of("other", cast.WU),
    _of("town", cast.GAO),
    _of("oversight", cast.XU),
    _of("quality", cast.MA),
    _of("coord", cast.LIANG),
    _of("admin", cast.ADMIN),
    Staff("vendor", "vendor-gu", (Role.AGENT,), HOTLINE, is_vendor=True),
    Staff("accused", "accused-feng", ACCUSED_ROLES, WATER),
    Staff("former", "former-liu", (Role.UNIT_STAFF,), HOUSING, has_left=True),
)

LEGEND = """\
agent dispatch lead: the hotline's agent, dispatcher, team lead · clerk chief: of the unit that handles it
other town: clerks of a unit and of a township with no part in it · oversight quality coord admin: of the city
vendor: an agent of a contractor · accused: of the unit the ticket is about, with every post there is
former: a clerk of the handling unit whose post has ended\
"""
