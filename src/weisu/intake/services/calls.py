"""Taking in what a telephone exchange wrote down: one row for each call answered, missed or called back."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.timezone import get_current_timezone_name

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError
from weisu.domain.vocabulary import EventType as E
from weisu.intake.errors import RowRefused, UnreadableFile
from weisu.intake.moments import Read, reader
from weisu.intake.reading import Row, open_table
from weisu.intake.reading.table import text_of
from weisu.org.queries import require_region, root_region
from weisu.tickets.services.contacts import Contact, contact_entry, record_contacts

NEEDED = ("contact", "at", "result")
OPTIONAL = ("waited_seconds", "outcome", "region")
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")
TELEPHONE = "phone"

TOLD: Mapping[str, tuple[E, frozenset[str]]] = {
    "received": (E.CONTACT_RECEIVED, frozenset({"waited_seconds"})),
    "missed": (E.CONTACT_MISSED, frozenset({"waited_seconds", "outcome"})),
    "called_back": (E.CONTACT_CALLED_BACK, frozenset({"outcome"})),
}
"""What a row's `result` may be, the event it becomes, and what may be known of it beside."""


class Taken(NamedTuple):
    """How many calls a file holds of each result, and how many of all were not in the log before."""

    calls: Mapping[str, int]
    new: int


def take_in_calls(path: Path, *, region: str = "", by: Principal, now: datetime) -> Taken:
    """Record the calls of a file, all or none.

    A call is known by `contact`, the exchange's own id: taken in twice it stands in the log once. `at` is local time,
    `waited_seconds` ringing and queue together; `region` is where calls belong whose row names none, the root if empty.
    Raises: UnreadableFile, NotFound, RoleRefused; RowRefused naming the line.
    """
    home = region or root_region()
    if region:
        require_region(region)
    table = open_table(path)
    _require_columns(path, table.columns)
    read_at = reader(FORMS, zone=ZoneInfo(get_current_timezone_name()), column="at")
    found: Counter[str] = Counter()
    entries = []
    for row in table.rows:
        try:
            said = _said(table.columns, row)
            entries.append(_entry(said, read_at, home, by, now))
        except DomainError as wrong:
            raise RowRefused(f"{path}, line {row.line}: {wrong.message}", instead=wrong.instead) from wrong
        found[said["result"]] += 1
    return Taken(found, record_contacts(entries, by=by, now=now))


def _require_columns(path: Path, columns: tuple[str, ...]) -> None:
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        known = ", ".join((*NEEDED, *OPTIONAL))
        raise UnreadableFile(f"{path} has no column {', '.join(missing)}.", instead=[f"name the columns {known}"])


def _said(columns: tuple[str, ...], row: Row) -> dict[str, str]:
    """What a row says, by the name of the column; what it leaves empty is not there."""
    if row.fault:
        raise RowRefused(row.fault)
    cells = {name: text_of(cell) for name, cell in zip(columns, row.cells, strict=False)}
    said = {name: cells[name] for name in (*NEEDED, *OPTIONAL) if cells.get(name)}
    if missing := [name for name in NEEDED if name not in said]:
        raise RowRefused(f"{', '.join(missing)} is missing.")
    return said


def _entry(said: Mapping[str, str], read_at: Read, home: str, by: Principal, now: datetime) -> Contact:
    """The entry of one call, checked whole."""
    result = said["result"]
    if result not in TOLD:
        raise RowRefused(f"{result!r} is no result of a call.", instead=list(TOLD))
    kind, beside = TOLD[result]
    if extra := sorted(said.keys() - {*NEEDED, "region"} - beside):
        raise RowRefused(f"Of a call {result} nobody can know {', '.join(extra)}; leave the cell empty.")
    at = read_at(said["at"]).at
    if at > now:
        raise RowRefused(f"{said['at']} is still to come; check the clock of the exchange.")
    if "region" in said:
        require_region(said["region"])
    fields: dict[str, object] = {name: said[name] for name in ("contact", "outcome") if name in said}
    if "waited_seconds" in said:
        fields["waited_seconds"] = _whole(said["waited_seconds"])
    where = {"channel": TELEPHONE, "region": said.get("region", home)}
    return contact_entry(kind.value, fields | where, by=by, now=at)


def _whole(typed: str) -> int:
    if not typed.isdecimal():
        raise RowRefused(f"waited_seconds is a whole number of seconds, not {typed!r}.")
    return int(typed)
