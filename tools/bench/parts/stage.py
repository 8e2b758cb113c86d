"""Where the benches of the trunk play: fresh databases of both kinds, a region with its units, a ticket to act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tools import databases
from tools.bench.parts.lives import AGENT, DISPATCHER, REGION, START, UNITS
from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Level, Role
from weisu.org import queries as org_queries
from weisu.org import services as org
from weisu.policies import queries as policy_queries
from weisu.policies import services as policies
from weisu.tickets import services
from weisu.vault import keys

ADMINISTRATOR = Principal("administrator-1", ActorKind.ADMINISTRATOR, frozenset({Role.ADMINISTRATOR}))


@contextmanager
def engine(name: str, *, durable: bool = False) -> Iterator[databases.Engine]:
    """SQLite or a throw-away PostgreSQL, with a migrated template; `durable` keeps fsync."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    store = databases.Sqlite(Path(settings.HOME)) if name == "sqlite" else databases.Postgres(durable=durable)
    running = databases.Engine(store)
    try:
        yield running
    finally:
        running.stop()


def build_region() -> None:
    """One county with its units, the national rules and fresh keys, in the database at hand."""
    org_queries.forget()
    policy_queries.forget()
    keys.forget()
    keys.create(has_rows=False)
    for code, level in ((REGION[:2], Level.PROVINCE), (REGION[:4], Level.PREFECTURE), (REGION, Level.COUNTY)):
        create_region(code, level)
    for unit in UNITS.values():
        org.create_unit(
            unit.id, name=unit.id, kind=unit.kind, level=unit.level, region=REGION, by=ADMINISTRATOR, now=START
        )
    policies.bootstrap_national(by=ADMINISTRATOR, now=START)


def create_region(code: str, level: Level) -> None:
    """A region under the one its code begins with."""
    above = {Level.PROVINCE: "", Level.PREFECTURE: code[:2], Level.COUNTY: code[:4], Level.TOWNSHIP: code[:6]}
    org.create_region(code, name=code, level=level, parent=above[level], by=ADMINISTRATOR, now=START)
    org_queries.forget()


def dispatched(unit: str) -> str:
    """The number of a new ticket that waits for its unit."""
    fields = {"kind": "complaint", "category": "housing.repair", "region": REGION, "channel": "telephone"}
    number = services.register(**fields, request="3号楼漏水,请尽快处理。", by=AGENT, now=START).number
    services.triage(number, outcome="accept", by=AGENT, now=START)
    services.dispatch(number, lead=unit, basis="catalogue", by=DISPATCHER, now=START)
    return number
