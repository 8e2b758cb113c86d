"""The review of differences: what a workbook would add, change and end, what it leaves alone, what is wrong in it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from weisu.org.sheets import SHEETS, YES, Column, Given, Row, Sheet, spelt, stored_rows

ADDED, CHANGED, ENDED, UNKNOWN = "added", "changed", "ended", "unknown"


class Difference(NamedTuple):
    """One row that is not as it is stored. `unknown`: in force here and not in the file; it stays as it is.

    `pk` is the stored row's, None for an added one; `line` is 0 where the file has no such row.
    """

    what: str
    sheet: str
    line: int
    key: str
    pk: int | str | None
    was: Row
    becomes: Row


FAULTS: Mapping[str, str] = {
    "no_instant": "{column} is no instant: write 2026-01-05 09:00",
    "empty": "{column} is empty",
    "no_number": "{column} cannot be {value}; write a whole number, as 120000",
    "choice": "{column} cannot be {value}; it is one of {choices}",
    "unknown": "{column} names {value}, which is in no sheet {in_sheet}",
    "again": "it says again what row {other} says of {key}",
    "no_place": "a post needs a unit or a region",
    "backwards": "it ends before it begins",
    "past": "an end cannot be put into the past or taken back from it; who held a right then held it",
}
"""What can be wrong with a row; pages say it in their reader's language."""


class Fault(NamedTuple):
    """One thing that is wrong with a row: a key of `FAULTS`, and what fills its sentence."""

    code: str
    facts: Mapping[str, str] = MappingProxyType({})


class BadRow(NamedTuple):
    """A row that cannot be taken, and why."""

    sheet: str
    line: int
    fault: Fault

    @property
    def reason(self) -> str:
        """Why, as a sentence."""
        return FAULTS[self.fault.code].format_map(self.fault.facts)

    def as_dict(self) -> dict[str, object]:
        """The same for a machine."""
        return {"sheet": self.sheet, "line": self.line, "fault": self.fault.code, "reason": self.reason}


class NoInstant(ValueError):
    """A cell that should hold an instant and does not; its column is named."""


class Review(NamedTuple):
    """Everything that a person looks at before it is applied."""

    differences: list[Difference]
    bad: list[BadRow]
    rows: int

    def of(self, what: str) -> list[Difference]:
        """The differences of one sort."""
        return [each for each in self.differences if each.what == what]

    def as_dict(self) -> dict[str, object]:
        """The same for a machine."""
        return {
            "rows": self.rows,
            **{what: len(self.of(what)) for what in (ADDED, CHANGED, ENDED, UNKNOWN)},
            "differences": [each._asdict() for each in self.differences],
            "bad": [each.as_dict() for each in self.bad],
        }


def compare(given: Mapping[str, list[Given]], now: datetime) -> Review:
    """Lay the file's rows beside the stored ones; writes nothing."""
    review = Review([], [], sum(map(len, given.values())))
    known: dict[str, set[str]] = {}
    for sheet in SHEETS:
        stored = {_key(sheet, row): (pk, row) for pk, row in stored_rows(sheet)}
        named = {spelt(row.cells.get(sheet.key[0])) for row in given.get(sheet.name, ())}
        known[sheet.name] = {key.split(" ")[0] for key in stored} | named - {""}
        if sheet.name in given:
            _compare_sheet(sheet, given[sheet.name], stored, known, now, review)
    return review


def _compare_sheet(
    sheet: Sheet,
    rows: list[Given],
    stored: dict[str, tuple[int | str, Row]],
    known: Mapping[str, set[str]],
    now: datetime,
    review: Review,
) -> None:
    seen: dict[str, int] = {}
    for given in rows:
        try:
            row = _read(sheet, given, stored, now)
        except NoInstant as wrong:
            review.bad.append(BadRow(sheet.name, given.line, Fault("no_instant", {"column": str(wrong)})))
            continue
        key = _key(sheet, row)
        pk, was = stored.get(key, (None, {}))
        faults = list(_wrong(sheet, row, was, known, now))
        if key in seen:
            faults.append(Fault("again", {"other": str(seen[key]), "key": key}))
        seen.setdefault(key, given.line)
        review.bad.extend(BadRow(sheet.name, given.line, fault) for fault in faults)
        if not faults and row != was:
            what = ADDED if pk is None else ENDED if row.get("until") and not was.get("until") else CHANGED
            review.differences.append(Difference(what, sheet.name, given.line, key, pk, was, row))
    for key, (pk, was) in stored.items():
        if key not in seen and not _is_over(was, now):
            review.differences.append(Difference(UNKNOWN, sheet.name, 0, key, pk, was, was))


def _read(sheet: Sheet, given: Given, stored: Mapping[str, tuple[int | str, Row]], now: datetime) -> Row:
    """The row in the one spelling; a beginning left empty is the stored one, else now."""
    row = {column.name: _cell(column, given.cells.get(column.name)) for column in sheet.columns}
    if "from" in row and not row["from"]:
        same = [was for _pk, was in stored.values() if _alike(sheet, was, row) and not _is_over(was, now)]
        row["from"] = same[0]["from"] if same else spelt(now)
    _pk, was = stored.get(_key(sheet, row), (None, {}))
    return row | {column.name: was.get(column.name, "") for column in sheet.columns if column.name not in given.cells}


def _alike(sheet: Sheet, was: Row, row: Row) -> bool:
    return all(was[name] == row[name] for name in sheet.key if name != "from")


def _cell(column: Column, value: object) -> str:
    text = spelt(value)
    if column.kind == "moment" and text:
        try:
            return spelt(datetime.fromisoformat(text))
        except ValueError as wrong:
            raise NoInstant(column.name) from wrong
    if column.kind == "words":
        return " ".join(text.replace(",", " ").split())
    if column.kind == "truth":
        return YES if text.lower() in (YES, "true", "1") else text
    return text


def _wrong(sheet: Sheet, row: Row, was: Row, known: Mapping[str, set[str]], now: datetime) -> Iterator[Fault]:
    for column in sheet.columns:
        value, facts = row[column.name], {"column": column.name, "value": row[column.name]}
        if column.is_needed and not value:
            yield Fault("empty", facts)
        elif value and column.kind == "number" and not value.isdecimal():
            yield Fault("no_number", facts)
        elif value and column.choices and value not in column.choices:
            yield Fault("choice", {**facts, "choices": ", ".join(column.choices)})
        elif value and column.kind in known and value not in known[column.kind]:
            yield Fault("unknown", {**facts, "in_sheet": column.kind})
    if sheet.name == "posts" and not row["unit"] and not row["region"]:
        yield Fault("no_place")
    until = row.get("until", "")
    if until and until < row["from"]:
        yield Fault("backwards")
    elif was and until != was.get("until", "") and any(end and end <= spelt(now) for end in (until, was["until"])):
        yield Fault("past")


def _is_over(row: Row, now: datetime) -> bool:
    return bool(row.get("until")) and datetime.fromisoformat(row["until"]) <= now


def _key(sheet: Sheet, row: Row) -> str:
    return " ".join(row[name] or "-" for name in sheet.key)
