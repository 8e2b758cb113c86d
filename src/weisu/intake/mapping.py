"""A mapping: how another system's table becomes the past of our tickets. Text in a TOML file, read into this."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from weisu.domain.conditions import ALWAYS, Condition

UNKNOWN = "unknown"
"""The `at` of a step of which the source does not say when it happened."""


@dataclass(frozen=True)
class Key:
    """What makes a record one and the same: these columns together, or the group of a pattern in the only one."""

    columns: tuple[str, ...]
    pattern: str = ""


@dataclass(frozen=True)
class Time:
    """A column that says when."""

    column: str
    formats: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """Where one field of a command comes from. `form` is one of `FORMS`; the other fields are what that form needs."""

    form: str
    columns: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    text: Any = ""
    table: str = ""
    pattern: str = ""
    split: str = ""
    levels: tuple[str, ...] = ()
    kind: str = "individual"
    details: MappingOf[str, str] = field(default_factory=dict)


FORMS = ("constant", "column", "text", "words", "unit", "region", "category", "person", "time")
"""A fixed value; a cell; a text with cells in braces; words for the text store; names of units, regions and
categories; a person for the vault; an instant."""


@dataclass(frozen=True)
class Step:
    """One command of the past: given when `when` holds, at the time named (or `unknown`), with these fields."""

    command: str
    at: str
    fields: MappingOf[str, Value]
    when: Condition = ALWAYS


@dataclass(frozen=True)
class Mapping:
    """Everything an import needs to know of its source.

    `blank` are spellings of "not known"; `optional` columns may be missing; `tables` translate what the source says
    into what we say, `*` for the rest and the empty text for "not known".
    `unit_kind`, `unit_level` and `region_level` are what a place or an office met for the first time counts as.
    """

    id: str
    title: str
    source: str
    zone: ZoneInfo
    key: Key
    times: MappingOf[str, Time]
    tables: MappingOf[str, MappingOf[str, Any]]
    steps: tuple[Step, ...]
    sheet: str = ""
    optional: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()
    unit_kind: str = "department"
    unit_level: str = "county"
    region_level: str = "township"

    @property
    def columns(self) -> list[str]:
        """Every column the mapping reads, in no other order than its own."""
        named = [*self.key.columns, *(time.column for time in self.times.values())]
        for step in self.steps:
            named += step.when.keys
            for value in step.fields.values():
                named += [*value.columns, *value.codes, *value.details.values()]
        return list(dict.fromkeys(named))
