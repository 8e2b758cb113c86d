"""Who acts in the tests of the tickets, where, and when: Demo City, Monday 5 January 2026, 09:00 +08:00."""

from datetime import UTC, datetime, timedelta

from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Level, Role, UnitKind

MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)

REGIONS = [
    ("99", "示范省", Level.PROVINCE, ""),
    ("9901", "示范市", Level.PREFECTURE, "99"),
    ("990101", "城北区", Level.COUNTY, "9901"),
    ("990101001", "桥北街道", Level.TOWNSHIP, "990101"),
]
HOTLINE, HOUSING, URBAN, WATER, BRIDGE = "u-hotline", "u-housing", "u-urban", "u-water", "u-bridge"
UNITS = [
    (HOTLINE, "示范市12345热线", UnitKind.AUTHORITY, Level.PREFECTURE, "9901", ""),
    (HOUSING, "示范市住房局", UnitKind.DEPARTMENT, Level.PREFECTURE, "9901", HOTLINE),
    (URBAN, "示范市城管局", UnitKind.DEPARTMENT, Level.PREFECTURE, "9901", HOTLINE),
    (WATER, "示范市水务集团", UnitKind.UTILITY, Level.PREFECTURE, "9901", HOTLINE),
    (BRIDGE, "桥北街道", UnitKind.TERRITORIAL, Level.TOWNSHIP, "990101001", URBAN),
]


def person(name: str, kind: ActorKind, *roles: Role, unit: str = HOTLINE, region: str = "9901") -> Principal:
    """Somebody with a post."""
    level = "township" if unit == BRIDGE else "prefecture"
    return Principal(name, kind, frozenset(roles), unit, region, level)


LIN = person("agent-lin", ActorKind.AGENT, Role.AGENT)
ZHOU = person("dispatcher-zhou", ActorKind.DISPATCHER, Role.DISPATCHER)
HE = person("lead-he", ActorKind.AGENT, Role.TEAM_LEAD)
CHEN = person("clerk-chen", ActorKind.UNIT_STAFF, Role.UNIT_STAFF, unit=HOUSING)
SUN = person("chief-sun", ActorKind.UNIT_STAFF, Role.UNIT_LEAD, unit=HOUSING)
WU = person("clerk-wu", ActorKind.UNIT_STAFF, Role.UNIT_STAFF, unit=URBAN)
GAO = person("clerk-gao", ActorKind.UNIT_STAFF, Role.UNIT_STAFF, unit=BRIDGE, region="990101001")
XU = person("officer-xu", ActorKind.OVERSIGHT, Role.OVERSIGHT_OFFICER)
MA = person("inspector-ma", ActorKind.OVERSIGHT, Role.QUALITY_INSPECTOR)
LIANG = person("coordinator-liang", ActorKind.OVERSIGHT, Role.COORDINATOR)
ADMIN = person("administrator-qian", ActorKind.ADMINISTRATOR, Role.ADMINISTRATOR)
CLOCK = Principal("clock", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))
AUNT_WANG = Principal("0197-wang", ActorKind.CITIZEN, frozenset({Role.REQUESTER}))


def later(**amount: float) -> datetime:
    """Some time after Monday morning."""
    return MONDAY + timedelta(**amount)
