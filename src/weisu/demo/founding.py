"""Founding Demo City: its regions, units, people and posts, and the rules two people publish."""

from datetime import datetime

from weisu.demo.reading import Cast, Person
from weisu.domain.context import Principal
from weisu.domain.policy import Policy, merge
from weisu.domain.vocabulary import Level, Role, UnitKind
from weisu.org import queries, services
from weisu.policies import files
from weisu.policies import queries as published
from weisu.policies import services as policies

PACKS = ("demo-province", "demo-city", "demo-county")
OF_THE_CITY = PACKS[:2]
PROPOSES, PUBLISHES = "p-wu", "p-zheng"


def found(cast: Cast, *, by: Principal, now: datetime) -> None:
    """Regions, units and people, in force from `now`, and the rules of the city."""
    root = queries.root_region()
    for region in cast.regions:
        services.create_region(
            region.code,
            name=region.name,
            level=Level(region.level),
            parent=root if region.parent == "CN" else region.parent,
            residents=region.residents or None,
            by=by,
            now=now,
        )
    for unit in cast.units:
        services.create_unit(
            unit.id,
            name=unit.name,
            kind=UnitKind(unit.kind),
            level=Level(unit.level),
            region=unit.region,
            parent=unit.parent,
            by=by,
            now=now,
        )
    for person in cast.people:
        engage(person, by=by, now=now)
    publish(now=now)


def rules(now: datetime) -> Policy:
    """The rules of the city as they will hold once its packs are published on the nation's."""
    nation = published.packs_of(published.stack_of(policies.NATIONAL, now))
    own = [published.parsed(files.read_shipped(pack)) for pack in OF_THE_CITY]
    return merge([*nation, *own], now.date())


def engage(person: Person, *, by: Principal, now: datetime) -> None:
    """A person and their post."""
    services.create_staff(person.id, display_name=person.name, is_vendor=person.vendor, by=by, now=now)
    services.appoint(
        person.id, role=Role(person.role), unit=person.unit, region=person.region, since=now, by=by, now=now
    )


def publish(*, now: datetime) -> None:
    """The packs of province, city and county: one administrator proposes, the other publishes."""
    for pack in PACKS:
        proposal = policies.propose(files.read_shipped(pack), by=queries.principal(PROPOSES, now), now=now)
        policies.publish(proposal.id, by=queries.principal(PUBLISHES, now), now=now)
