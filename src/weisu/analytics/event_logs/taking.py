"""Taking in an event log of others: XES, OCEL 2.0 or a table in pm4py's columns, packed or not, into one table."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from weisu.analytics.event_logs.errors import BadLog
from weisu.analytics.event_logs.general import LogRow, write_log
from weisu.analytics.event_logs.ocel import UNIT, read_ocel
from weisu.analytics.event_logs.times import microseconds
from weisu.analytics.event_logs.xes import read_xes

CASE, NAME, TIME, ORG = "case:concept:name", "concept:name", "time:timestamp", ("org:group", "org:resource")
KINDS = (".xes", ".json", ".jsonocel", ".csv")


class Columns(NamedTuple):
    """Which columns of a table hold what; empty `org`: the first of org:group and org:resource there is."""

    case: str = CASE
    activity: str = NAME
    time: str = TIME
    org: str = ""


class Taken(NamedTuple):
    """What was taken in: rows, one per event and case, and events left out because they are of no case (OCEL)."""

    rows: int
    left_out: int


def take_in(path: Path, out: Path, *, case: str = "", org: str = "") -> Taken:
    """Write the log at `path` to the Parquet file `out`; a log without an event leaves the old file as it was.

    `case` and `org` name the type of object of an OCEL, or the column of a table, that is the case and the group.

    Raises: BadLog, naming file and line; OSError.
    """
    kind = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    if kind not in KINDS:
        raise BadLog(f"{path}: an event log ends in {', '.join(KINDS)}, packed (.gz) or not.")
    if out.exists() and out.samefile(path):
        raise BadLog(f"{path} would be written over; name another file.")
    try:
        with _opened(path) as file:
            left: list[str] = []
            rows = write_log(out, _some(_rows(kind, file, path, case, org, left), path, left))
            return Taken(rows, len(left))
    except (gzip.BadGzipFile, EOFError) as error:
        raise BadLog(f"{path}: it cannot be unpacked ({error}).") from error


def _opened(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def _some(rows: Iterator[LogRow], path: Path, left: list[str]) -> Iterator[LogRow]:
    """The rows, of which there must be one."""
    first = next(rows, None)
    if first is None:
        of_no_case = f" of a case (of none: {len(left)}); --case names another type of object" if left else ""
        raise BadLog(f"{path}: it holds no event{of_no_case}.")
    yield first
    yield from rows


def _rows(kind: str, file: BinaryIO, path: Path, case: str, org: str, left: list[str]) -> Iterator[LogRow]:
    if kind == ".xes":
        return read_xes(file, path)
    if kind == ".csv":
        return read_table(file, path, Columns(case=case or CASE, org=org))
    return read_ocel(file, path, case=case, org=org or UNIT, left=left)


def read_table(file: BinaryIO, name: Path, columns: Columns) -> Iterator[LogRow]:
    """The events of a CSV file, one a row.

    Raises: BadLog, naming the line.
    """
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        table = csv.DictReader(text, strict=True)
        try:
            org = _org(name, list(table.fieldnames or ()), columns)
            for row in table:
                yield _row(f"{name}, line {table.line_num}", row, columns, org)
        except csv.Error as error:
            raise BadLog(f"{name}, line {table.line_num}: not valid CSV: {error}.") from error
        except UnicodeDecodeError as error:
            place = f"{name}, after line {table.line_num}"
            raise BadLog(f"{place}: not UTF-8 ({error.reason}); save it as UTF-8.") from error


def _org(name: Path, there: list[str], columns: Columns) -> str:
    for column in (columns.case, columns.activity, columns.time, *filter(None, [columns.org])):
        if column not in there:
            raise BadLog(f"{name}, line 1: the column {column!r} is missing.", instead=there)
    return columns.org or next((column for column in ORG if column in there), "")


def _row(where: str, row: dict[str | None, str | None], columns: Columns, org: str) -> LogRow:
    if None in row:
        raise BadLog(f"{where}: more cells than the first line names; a comma within a cell needs quotes around it.")
    case, activity, time = (row[name] for name in (columns.case, columns.activity, columns.time))
    if not case or not activity or not time:
        raise BadLog(f"{where}: case, activity and time must all be there.")
    try:
        return LogRow(case, activity, microseconds(time), row.get(org) or "")
    except ValueError as error:
        raise BadLog(f"{where}: {error}") from error
