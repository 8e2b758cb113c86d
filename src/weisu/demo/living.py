"""A simulated city on the real services: its organisation is founded, its rules published, its acts given in batches.

Every act was decided in memory already; here it is decided again, by the services that people use, and a difference is
an error.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from weisu.demo.people import name_of, phone
from weisu.demo.reading import Names
from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused
from weisu.domain.instants import from_us
from weisu.domain.vocabulary import Level, Role, UnitKind
from weisu.org import queries as org
from weisu.org import services as org_services
from weisu.policies import files
from weisu.policies import services as policies
from weisu.simulate.port import Act
from weisu.simulate.scenario import Scenario
from weisu.simulate.staff import HUB_ROLES, staff_id
from weisu.tickets import numbers
from weisu.tickets.services import bulk
from weisu.vault.services.enrolling import Newcomer, enrol_many

ACTS_AT_ONCE = 3_000
ADMINISTRATORS = ("p-rules-1", "p-rules-2")
NUMBERS_OF_NOBODY = 10_000


@transaction.atomic
def found(scenario: Scenario, names: Names, *, by: Principal, now: datetime) -> None:
    """Regions, units, their people, and the rules, all in force from `now`."""
    for region in scenario.regions:
        parent = region.parent if region.parent in {one.code for one in scenario.regions} else org.root_region()
        org_services.create_region(
            region.code, name=region.name, level=Level(region.level), parent=parent, by=by, now=now
        )
    for unit in scenario.units:
        org_services.create_unit(
            unit.id, name=unit.name, kind=UnitKind(unit.kind), level=Level(unit.level), region=unit.region,
            parent=unit.parent, by=by, now=now,
        )  # fmt: skip
    for number, (staff, role, unit) in enumerate(_posts(scenario)):
        org_services.create_staff(staff, display_name=name_of(number, names), by=by, now=now)
        region = "" if unit else scenario.region
        org_services.appoint(staff, role=role, unit=unit, region=region, since=now, by=by, now=now)
    for pack in scenario.packs:
        proposal = policies.propose(files.read_shipped(pack), by=org.principal(ADMINISTRATORS[0], now), now=now)
        policies.publish(proposal.id, by=org.principal(ADMINISTRATORS[1], now), now=now)


def _posts(scenario: Scenario) -> Iterator[tuple[str, Role, str]]:
    """(person, role, unit) of everybody who will sign something."""
    for role, _ in HUB_ROLES:
        for name in scenario.staff.get(role, (staff_id(scenario.hub, role),)):
            yield name, role, scenario.hub
    for unit in scenario.units:
        if unit.id != scenario.hub:
            yield staff_id(unit.id, Role.UNIT_STAFF), Role.UNIT_STAFF, unit.id
            yield staff_id(unit.id, Role.UNIT_LEAD), Role.UNIT_LEAD, unit.id
    yield staff_id(scenario.hub, Role.COORDINATOR), Role.COORDINATOR, ""
    for name in ADMINISTRATORS:
        yield name, Role.ADMINISTRATOR, ""


def live(acts: Iterable[Act], names: Names, *, by: Principal, now: datetime, progress: Callable[[str], None]) -> int:
    """Give every act to the services; returns how many events that made.

    Raises: GuardRefused when the services refuse what the simulation was allowed.
    """
    waiting, events, known = iter(acts), 0, _Known(names)
    while batch := list(islice(waiting, ACTS_AT_ONCE)):
        known.enrol(batch, by=by)
        done = bulk.record([known.given(act) for act in batch], by=by, now=now)
        for number, refusal in done.refused.items():
            raise GuardRefused(f"The services refuse for ticket {number} what the simulation was allowed: {refusal}")
        events += done.events
        progress(f"{events:,} events written up to {from_us(batch[-1].at_us):%Y-%m-%d} ...")
    numbers.restore()
    return events


class _Known:
    """Requesters as the vault knows them: invented names, and numbers that are given to nobody."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.of: dict[str, dict[str, str]] = {}

    def enrol(self, acts: Iterable[Act], *, by: Principal) -> None:
        """Take in whoever asks for the first time."""
        new: dict[str, Act] = {}
        for act in acts:
            requester = str(act.fields.get("requester", ""))
            if requester and requester not in self.of:
                new.setdefault(requester, act)
        for requester in new:
            self.of[requester] = self._details(UUID(requester))
        if new:
            first = next(iter(new.values()))
            newcomers = [Newcomer(UUID(one), "individual", self.of[one]) for one in new]
            enrol_many(newcomers, by=by, now=from_us(first.at_us))

    def given(self, act: Act) -> bulk.Act:
        """The act as the services take it."""
        details = self.of.get(str(act.fields.get("requester", "")))
        known = tuple(details.values()) if details else None
        return bulk.Act(act.ticket, act.name, act.fields, act.by, from_us(act.at_us), act.ticket_id, known)

    def _details(self, requester: UUID) -> dict[str, str]:
        lot = requester.int % NUMBERS_OF_NOBODY
        return {"name": name_of(lot, self.names), "telephone": phone(lot)}
