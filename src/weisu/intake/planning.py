"""From a row to the commands of one ticket's past; pure: nothing is looked up, decided or written here.

Only what the row states becomes a step. A step whose time the row does not state takes the time of the next step that
has one, as an upper bound, else of the step before, and is marked `backfilled`. A bare date means the first instant of
that day, but never an instant before an earlier step of the same day.
"""

import hmac
import re
from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from weisu.domain.commands import COMMANDS, Command
from weisu.domain.conditions import Condition
from weisu.domain.events import canonical
from weisu.domain.vocabulary import Precision
from weisu.intake.directory import Directory
from weisu.intake.errors import BadMapping, RowRefused
from weisu.intake.mapping import UNKNOWN, Mapping, Value
from weisu.intake.mapping_file import BRACES
from weisu.intake.moments import Moment, Read, reader
from weisu.intake.reading import Row, Table
from weisu.intake.reading.table import text_of

LONGEST_CODE, LONGEST_NUMBER = 60, 32
A_DAY = timedelta(days=1)
NUMBER_OF_A_PERSON = re.compile(r"(?<!\d)(1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


class Wanted(NamedTuple):
    """Words of a row that go to the text store; the field of the step gets the reference once they are there."""

    step: int
    field: str
    text: str


class Person(NamedTuple):
    """Who asked, as far as the row says; the pseudonym follows from what makes the person the same one again."""

    requester_id: UUID
    kind: str
    details: MappingOf[str, str]


class PlannedStep(NamedTuple):
    """One command of the past, without its words."""

    kind: type[Command]
    fields: dict[str, Any]
    at: datetime
    precision: str


class Plan(NamedTuple):
    """One row's ticket: its steps in order, its words, its person."""

    line: int
    key: str
    digest: str
    ticket_id: UUID
    steps: list[PlannedStep]
    words: list[Wanted]
    person: Person | None


@dataclass
class Record:
    """A row being read: texts by column without blanks, the cells as they are, and what has been found so far."""

    row: Row
    facts: dict[str, str]
    cells: MappingOf[str, Any]
    key: str
    digest: str
    words: list[Wanted] = field(default_factory=list)
    person: Person | None = None
    step: int = 0


Source = Callable[[Record], Any]


class Planner:
    """Reads rows of one table by one mapping. `secret` keys the digests and pseudonyms, which therefore say nothing.

    Raises: BadMapping when the table lacks a column, naming file, column and line.
    """

    def __init__(self, mapping: Mapping, table: Table, directory: Directory, *, secret: bytes) -> None:
        _check_columns(mapping, table)
        self.mapping, self.table, self.directory, self.secret = mapping, table, directory, secret
        self.key_pattern = re.compile(mapping.key.pattern) if mapping.key.pattern else None
        self.namespace = uuid5(NAMESPACE_URL, f"weisu:import:{mapping.id}")
        self.times: dict[str, tuple[str, Read]] = {
            name: (time.column, reader(time.formats, zone=mapping.zone, column=time.column))
            for name, time in mapping.times.items()
        }
        self.steps: list[tuple[type[Command], str, Condition, list[tuple[str, Source]]]] = [
            (
                COMMANDS[step.command],
                step.at,
                step.when,
                [(name, self._source(name, value)) for name, value in step.fields.items()],
            )
            for step in mapping.steps
        ]

    def record(self, row: Row) -> Record:
        """The row with its key and the keyed digest of all it says.

        Raises: RowRefused for a row that cannot be trusted or says no key.
        """
        if row.fault:
            raise RowRefused(f"The row cannot be read: {row.fault}.")
        blank = self.mapping.blank
        cells = dict(zip(self.table.columns, row.cells, strict=False))
        facts = {
            name: text
            for name, cell in cells.items()
            if (text := cell.strip() if cell.__class__ is str else text_of(cell)) and text not in blank and name
        }
        return Record(row, facts, cells, self._key(facts), self.digest(facts, self.secret))

    def digest(self, facts: MappingOf[str, str], secret: bytes) -> str:
        """What the record says, as one keyed digest; blank cells say nothing."""
        return hmac.digest(secret, canonical(facts).encode(), "sha256").hex()

    def plan(self, record: Record) -> Plan:
        """The steps that the row states.

        Raises: RowRefused, naming column and value.
        """
        facts = record.facts
        chosen = [step for step in self.steps if not step[2].tests or step[2].matches(facts)]
        moments = _filled([self._moment(record, at) for _, at, _, _ in chosen], self.mapping)
        steps = []
        for place, ((kind, _, _, sources), moment) in enumerate(zip(chosen, moments, strict=True)):
            record.step = place
            fields = {name: value for name, source in sources if (value := source(record)) is not None}
            steps.append(PlannedStep(kind, fields, moment.at, moment.precision))
        number = steps[0].fields.get("number", "")
        if not number or len(number) > LONGEST_NUMBER:
            raise RowRefused(
                f"The ticket number would have {len(number)} characters; 1 to {LONGEST_NUMBER} can be kept."
            )
        ticket_id = uuid5(self.namespace, record.key)
        return Plan(record.row.line, record.key, record.digest, ticket_id, steps, record.words, record.person)

    def _key(self, facts: MappingOf[str, str]) -> str:
        columns = self.mapping.key.columns
        parts = [facts.get(column, "") for column in columns]
        if not any(parts):
            raise RowRefused(f"{' and '.join(columns)} is empty, so the record cannot be told from others.")
        if self.key_pattern is None:
            return " ".join(parts)
        match = self.key_pattern.search(parts[0])
        if match is None:
            raise RowRefused(f"{columns[0]} holds nothing of the form {self.mapping.key.pattern}.")
        return match[1]

    def _moment(self, record: Record, at: str) -> Moment | None:
        if at == UNKNOWN:
            return None
        column, read = self.times[at]
        return read(record.cells.get(column)) if column in record.facts else None

    def _source(self, name: str, value: Value) -> Source:
        make: dict[str, Callable[[str, Value], Source]] = {
            "constant": self._constant,
            "column": self._column,
            "text": self._text,
            "words": self._words,
            "unit": self._unit,
            "region": self._region,
            "category": self._category,
            "person": self._person,
            "time": self._time,
        }
        return make[value.form](name, value)

    def _constant(self, name: str, value: Value) -> Source:
        return lambda record: value.text

    def _column(self, name: str, value: Value) -> Source:
        column, split = value.columns[0], value.split
        translate = self._table(column, value.table) if value.table else _code(column)
        pattern = re.compile(value.pattern) if value.pattern else None
        if pattern is None and not split:
            return lambda record: translate(record.facts.get(column, ""))

        def read(record: Record) -> Any:
            text = record.facts.get(column, "")
            if pattern is not None:
                match = pattern.search(text)
                text = match[1] if match else ""
            if split:
                return tuple(found for part in text.split(split) if (found := translate(part.strip()))) or None
            return translate(text)

        return read

    def _table(self, column: str, table: str) -> Callable[[str], Any]:
        found = self.mapping.tables[table]

        def translate(text: str) -> Any:
            if text in found:
                return found[text]
            if not text:
                return None
            if "*" in found:
                return found["*"]
            raise RowRefused(
                f"{column} is {text!r}, which [tables.{table}] of the mapping does not know; add it there."
            )

        return translate

    def _text(self, name: str, value: Value) -> Source:
        parts = BRACES.split(value.text)
        if len(parts) == 3 and parts[1] == "key":
            before, _, after = parts
            return lambda record: before + record.key + after

        def read(record: Record) -> str:
            found = {**record.facts, "key": record.key}
            return "".join(found.get(part, "") if place % 2 else part for place, part in enumerate(parts))

        return read

    def _words(self, name: str, value: Value) -> Source:
        column = value.columns[0]

        def read(record: Record) -> None:
            if column in record.facts:
                cell = record.cells[column]
                text = cell if isinstance(cell, str) else record.facts[column]
                record.words.append(Wanted(record.step, name, text))

        return read

    def _unit(self, name: str, value: Value) -> Source:
        column, code = value.columns[0], value.codes[0] if value.codes else ""
        unit = self.directory.unit

        def read(record: Record) -> str | None:
            text = record.facts.get(column, "")
            return unit(text, record.facts.get(code, "")) if text else None

        return read

    def _region(self, name: str, value: Value) -> Source:
        columns, codes, levels, region = value.columns, value.codes, value.levels, self.directory.region

        def read(record: Record) -> str:
            get = record.facts.get
            return region([get(column, "") for column in columns], [get(column, "") for column in codes], levels)

        return read

    def _category(self, name: str, value: Value) -> Source:
        columns, given_codes, split, category = value.columns, value.codes, value.split, self.directory.category

        def read(record: Record) -> str | None:
            get = record.facts.get
            names = [get(column, "") for column in columns]
            if split:
                names = [part.strip() for part in names[0].split(split)]
            return category(names, [get(column, "") for column in given_codes]) or None

        return read

    def _person(self, name: str, value: Value) -> Source:
        def read(record: Record) -> str | None:
            details = {field: record.facts[column] for field, column in value.details.items() if column in record.facts}
            same = [record.facts.get(column, "") for column in value.columns]
            if not details or not any(same):
                return None
            digest = hmac.digest(self.secret, canonical(["person", self.mapping.id, *same]).encode(), "sha256")
            record.person = Person(UUID(bytes=digest[:16], version=4), value.kind, details)
            return str(record.person.requester_id)

        return read

    def _time(self, name: str, value: Value) -> Source:
        def read(record: Record) -> datetime | None:
            moment = self._moment(record, value.text)
            return moment.at if moment else None

        return read


def _check_columns(mapping: Mapping, table: Table) -> None:
    missing = [name for name in mapping.columns if name not in table.columns and name not in mapping.optional]
    if missing:
        there = ", ".join(name for name in table.columns if name)
        raise BadMapping(
            f"{table.path} ({table.form}) has no column {', '.join(missing)}, which the mapping {mapping.id} reads; "
            f"line {table.header_line} names: {there[:500]}.",
            instead=["name the mapping made for this file", "correct the names in the first line"],
            missing=missing,
        )


def _code(column: str) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        if len(text) > LONGEST_CODE or (len(text) > 10 and NUMBER_OF_A_PERSON.search(text)):
            raise RowRefused(
                f"{column} is no code: it is longer than {LONGEST_CODE} characters or holds somebody's number; "
                "map it as words."
            )
        return text or None

    return check


def _filled(moments: list[Moment | None], mapping: Mapping) -> list[Moment]:
    """Every step's time: stated, else bounded by its neighbours (see the top of this file)."""
    found: list[Moment] = []
    for place, moment in enumerate(moments):
        if moment is None:
            later = next((each for each in moments[place + 1 :] if each), None)
            bound = later or (found[-1] if found else None)
            if bound is None:
                columns = " nor ".join(time.column for time in mapping.times.values())
                raise RowRefused(f"Neither {columns} says when; a ticket without any time cannot be recorded.")
            found.append(_in_order(Moment(bound.at, Precision.BACKFILLED.value), found, anywhere=True))
        else:
            found.append(_in_order(moment, found))
    return found


def _in_order(moment: Moment, earlier: list[Moment], *, anywhere: bool = False) -> Moment:
    if not earlier or moment.at >= earlier[-1].at:
        return moment
    same_day = moment.precision == Precision.DAY.value and earlier[-1].at - moment.at < A_DAY
    return moment._replace(at=earlier[-1].at) if anywhere or same_day else moment
