"""The data files of Demo City as values: who there is, what is asked, what people do, what happened."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Region:
    """One region below the root."""

    code: str
    name: str
    level: str
    parent: str
    residents: int = 0


@dataclass(frozen=True)
class Unit:
    """One handling unit, with the names of its clerk and its lead."""

    id: str
    name: str
    kind: str
    level: str
    region: str
    parent: str = ""
    clerk: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Person:
    """One member of the cast; `sign_in` is empty for somebody who needs no account."""

    id: str
    name: str
    role: str
    unit: str = ""
    region: str = ""
    vendor: bool = False
    sign_in: str = ""


@dataclass(frozen=True)
class Cast:
    """Everybody and everything the stories play with."""

    regions: tuple[Region, ...]
    units: tuple[Unit, ...]
    people: tuple[Person, ...]

    def unit(self, unit_id: str) -> Unit:
        """The unit with this id."""
        return next(unit for unit in self.units if unit.id == unit_id)


@dataclass(frozen=True)
class Matter:
    """One thing people ask for, with the words of its request and of its handling."""

    category: str
    kind: str
    lead: str
    supports: tuple[str, ...]
    region: str
    community: str
    place: str
    title: str
    request: str
    progress: str
    internal: str
    public: str


@dataclass(frozen=True)
class Step:
    """One command somebody gives: which, who, how long after the step before, with which fields."""

    name: str
    do: str
    by: str
    after: str
    of: str = "lead"
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A way a ticket can go, told `tickets` times."""

    id: str
    tickets: int
    age_days: tuple[float, float]
    steps: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """Of what the names of requesters are made."""

    surnames: str
    given: tuple[str, ...]
    firm: str


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads(files("weisu.demo").joinpath("data", name).read_text(encoding="utf-8"))


def cast() -> Cast:
    """The cast; every unit's clerk and lead are people of it."""
    found = _toml("cast.toml")
    units = tuple(Unit(**row) for row in found["unit"])
    people = [Person(**row) for row in found["person"]]
    named = {person.id for person in people}
    for unit in units:
        for role, name in (("unit_staff", unit.clerk), ("unit_lead", unit.lead)):
            person = Person(f"p-{unit.id.removeprefix('u-')}-{role}", name, role, unit.id)
            if name and person.id not in named:
                people.append(person)
    return Cast(tuple(Region(**row) for row in found["region"]), units, tuple(people))


def matters() -> tuple[Matter, ...]:
    """Everything people ask for."""
    text = files("weisu.demo").joinpath("data", "matters.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Matter(**{**row, "supports": tuple(row["supports"].split())}) for row in rows)  # type: ignore[arg-type]


def steps() -> tuple[dict[str, Step], Names]:
    """Everything people do, by name, and of what requesters' names are made."""
    found = _toml("steps.toml")
    names = Names(found["names"]["surnames"], tuple(found["names"]["given"]), found["firm"])
    return {name: Step(name=name, **row) for name, row in found["step"].items()}, names


def stories() -> tuple[Story, ...]:
    """Everything that happened."""
    lists = ("age_days", "steps", "kinds", "needs")
    return tuple(
        Story(**{key: tuple(value) if key in lists else value for key, value in row.items()})
        for row in _toml("stories.toml")["story"]
    )
