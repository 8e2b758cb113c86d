"""The fixed cast of Demo City (示范市): units and people whom every test knows by name."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from weisu.domain import policy as packs
from weisu.domain.context import Principal, UnitFacts
from weisu.domain.events import TextRef
from weisu.domain.policy import Policy
from weisu.domain.vocabulary import ActorKind, Level, Role, UnitKind

MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
"""Monday 5 January 2026, 09:00 +08:00: the Monday after a make-up Sunday."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
POLICY = Path(__file__).resolve().parent.parent / "policy"

PROVINCE, CITY, NORTH, SOUTH = "990000", "990100", "990101", "990102"
CHENGBEI, HEPAN, NANSHAN, XIAWAN = "990101001", "990101002", "990102001", "990102002"


def _unit(unit: str, kind: UnitKind, level: Level, region: str, parent: str = "") -> UnitFacts:
    return UnitFacts(unit, kind.value, level.value, region, parent)


UNITS = {
    unit.id: unit
    for unit in (
        _unit("centre", UnitKind.AUTHORITY, Level.PREFECTURE, CITY),
        _unit("housing", UnitKind.DEPARTMENT, Level.PREFECTURE, CITY),
        _unit("ecology", UnitKind.DEPARTMENT, Level.PREFECTURE, CITY),
        _unit("urban-north", UnitKind.DEPARTMENT, Level.COUNTY, NORTH, "north"),
        _unit("water", UnitKind.UTILITY, Level.PREFECTURE, CITY),
        _unit("north", UnitKind.TERRITORIAL, Level.COUNTY, NORTH),
        _unit("chengbei", UnitKind.TERRITORIAL, Level.TOWNSHIP, CHENGBEI, "north"),
        _unit("hepan", UnitKind.TERRITORIAL, Level.TOWNSHIP, HEPAN, "north"),
        _unit("vendor", UnitKind.VENDOR, Level.PREFECTURE, CITY),
    )
}


def person(name: str, kind: ActorKind, role: Role, unit: str = "", *, is_vendor: bool = False) -> Principal:
    """One person in one post."""
    facts = UNITS.get(unit)
    return Principal(
        id=name,
        kind=kind,
        roles=frozenset({role}),
        unit_id=unit,
        region_code=facts.region_code if facts else CITY,
        level=facts.level if facts else "",
        is_vendor=is_vendor,
    )


LIN = person("lin", ActorKind.AGENT, Role.AGENT, "centre")
ZHOU = person("zhou", ActorKind.DISPATCHER, Role.DISPATCHER, "centre")
BAN = person("ban", ActorKind.DISPATCHER, Role.TEAM_LEAD, "centre")
CHEN = person("chen", ActorKind.UNIT_STAFF, Role.UNIT_STAFF, "chengbei")
HE = person("he", ActorKind.UNIT_STAFF, Role.UNIT_LEAD, "chengbei")
FANG = person("fang", ActorKind.UNIT_STAFF, Role.UNIT_STAFF, "housing")
SHUI = person("shui", ActorKind.UNIT_STAFF, Role.UNIT_STAFF, "water")
BEI = person("bei", ActorKind.UNIT_STAFF, Role.UNIT_LEAD, "north")
XU = person("xu", ActorKind.OVERSIGHT, Role.OVERSIGHT_OFFICER, "centre")
QIN = person("qin", ActorKind.OVERSIGHT, Role.QUALITY_INSPECTOR, "centre")
SHENG = person("sheng", ActorKind.OVERSIGHT, Role.COORDINATOR)
WANG = person("wang", ActorKind.CITIZEN, Role.REQUESTER)
WAIBAO = person("waibao", ActorKind.AGENT, Role.AGENT, "vendor", is_vendor=True)
QIAN = person("qian", ActorKind.ADMINISTRATOR, Role.ADMINISTRATOR)
CLOCK = person("clock", ActorKind.SYSTEM, Role.SYSTEM)
CAST = (LIN, ZHOU, BAN, CHEN, HE, FANG, SHUI, BEI, XU, QIN, SHENG, WANG, WAIBAO, QIAN, CLOCK)


def words(name: str = "words") -> TextRef:
    """A reference to words that lie elsewhere."""
    return TextRef(f"text-{name}", f"digest-{name}")


def photograph() -> tuple[TextRef, ...]:
    """A file as an event refers to it: its contents, and its name beside them."""
    contents = words("contents")
    return contents, words("name")._replace(names=contents.text_id)


def pack_texts(pack: str) -> dict[str, str]:
    """The texts of a pack of this repository, by their names inside it."""
    root = POLICY / pack
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.suffix in (".toml", ".csv")
    }


@cache
def policy_of(*stack: str, day: date = date(2026, 1, 5)) -> Policy:
    """The rules of a stack of packs on one day."""
    return packs.merge([packs.parse(pack_texts(pack)) for pack in stack], day)
