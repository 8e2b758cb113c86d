"""Who signs what: the people of the hotline and of every unit, by the names a city's organisation gives them."""

from collections.abc import Mapping
from functools import cached_property

from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind, Level, Role
from weisu.simulate.people import Person
from weisu.simulate.scenario import Unit
from weisu.simulate.streams import Stream

HUB_ROLES = (
    (Role.AGENT, ActorKind.AGENT),
    (Role.TEAM_LEAD, ActorKind.DISPATCHER),
    (Role.DISPATCHER, ActorKind.DISPATCHER),
    (Role.OVERSIGHT_OFFICER, ActorKind.OVERSIGHT),
    (Role.QUALITY_INSPECTOR, ActorKind.OVERSIGHT),
)
REQUESTERS = frozenset({Role.REQUESTER})


def staff_id(unit: str, role: str) -> str:
    """The id of a unit's person in a role, as a city that names nobody gives it."""
    return f"p-{unit.removeprefix('u-')}-{role}"


class Staff:
    """One principal for each post; `named` are people of the hub by their role, where a city has some already."""

    def __init__(self, hub: Unit, units: Mapping[str, Unit], named: Mapping[str, tuple[str, ...]]) -> None:
        self.hub, self.units, self.named = hub, units, named
        self._units: dict[tuple[str, Role], Principal] = {}

    def of_hub(self, role: Role, draw: Stream | None = None) -> Principal:
        """Somebody of the hotline in this role."""
        people = self._hub[role]
        return people[draw.index(len(people))] if draw is not None else people[0]

    def of_unit(self, unit: str, role: Role = Role.UNIT_STAFF) -> Principal:
        """The clerk or the lead of a unit."""
        found = self._units.get((unit, role))
        if found is None:
            facts = self.units[unit]
            found = Principal(
                staff_id(unit, role), ActorKind.UNIT_STAFF, frozenset({role}), unit, facts.region, facts.level
            )
            self._units[unit, role] = found
        return found

    @cached_property
    def above(self) -> Principal:
        """The coordinator of the level above the city."""
        level = Level.PROVINCE if self.hub.level != Level.PROVINCE else Level.NATIONAL
        name = self.named.get(Role.COORDINATOR, (staff_id(self.hub.id, Role.COORDINATOR),))[0]
        return Principal(name, ActorKind.OVERSIGHT, frozenset({Role.COORDINATOR}), level=level.value)

    @cached_property
    def clock(self) -> Principal:
        """The clock of the worker."""
        return Principal("system", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))

    @cached_property
    def _hub(self) -> dict[Role, list[Principal]]:
        return {
            role: [
                Principal(name, kind, frozenset({role}), self.hub.id, self.hub.region, self.hub.level)
                for name in self.named.get(role, (staff_id(self.hub.id, role),))
            ]
            for role, kind in HUB_ROLES
        }


def requester(person: Person) -> Principal:
    """Somebody who asks, signing for themselves."""
    return Principal(person.id, ActorKind.CITIZEN, REQUESTERS)
