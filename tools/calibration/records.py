"""One dispatched ticket as the published file and the log of a simulated city both know it."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from weisu import lake

HERE = Path(__file__).parent
MONTHS = ("09", "10")
"""The months of which the file is complete; of others it holds single weeks."""

COLUMNS = [
    "seq",
    "ticket_id",
    "type",
    "occurred_us",
    "unit_id",
    "region_code",
    "channel",
    "kind",
    "category",
    "payload",
]
UNKNOWN = "-"


class Record(NamedTuple):
    """When and how it came, what it was about and where, who had it, and whether it took too long (None: unknown)."""

    at: datetime
    kind: str
    matter_class: str
    street: str
    community: str
    unit: str
    channel: str
    late: bool | None


def of_file(path: Path) -> list[Record]:
    """The published tickets of the two whole months; channels become `phone` and others."""
    words = {row["word"]: row["means"] for row in _rows("words_of_the_file.csv")}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["CREATE_TIME"][5:7] in MONTHS]
    return [_published(row, words) for row in rows]


def _published(row: dict[str, str], words: dict[str, str]) -> Record:
    late = row["OVERTIME_ARCHIVE_NUM"]
    return Record(
        datetime.fromisoformat(row["CREATE_TIME"]), words.get(row["EVENT_PROPERTY_NAME"], "other"),
        row["EVENT_TYPE_NAME"], row["STREET_NAME"], row["COMMUNITY_NAME"], row["DISPOSE_UNIT_NAME"],
        words.get(row["EVENT_SRC_NAME"], "online"), None if late == UNKNOWN else late == "1",
    )  # fmt: skip


def of_lake(root: Path, zone: str) -> list[Record]:
    """The tickets of a simulated city's log that were dispatched and closed, in the same two months."""
    classes = {row["category"]: row["class"] for row in _rows("classes_of_the_file.csv")}
    tickets: dict[str, dict[str, Any]] = {}
    for table in lake.read(root, columns=COLUMNS):
        for row in table.to_pylist():
            _told(tickets, row)
    records = (_lived(ticket, classes, ZoneInfo(zone)) for ticket in tickets.values() if "unit" in ticket)
    return [record for record in records if f"{record.at.month:02}" in MONTHS]


def _told(tickets: dict[str, dict[str, Any]], row: dict[str, Any]) -> None:
    """What one event adds to what is known of its ticket."""
    ticket, payload = row["ticket_id"], json.loads(row["payload"])
    if row["type"] == "ticket.registered":
        tickets[ticket] = {**row, "community": payload.get("community", "")}
    elif row["type"] == "reply.submitted":
        tickets[ticket].setdefault("late", any(is_past(clock) for clock in payload.get("clocks", ())))
    elif row["type"] == "ticket.closed":
        tickets[ticket]["unit"] = row["unit_id"]


def is_past(clock: dict[str, Any]) -> bool:
    """Whether this is the unit's own limit, and it had passed when it was stopped to read the reply."""
    return clock["clock"] == "closure" and clock["op"] == "pause" and clock.get("remaining_s", 0) < 0


def _lived(ticket: dict[str, Any], classes: dict[str, str], zone: ZoneInfo) -> Record:
    at = datetime.fromtimestamp(ticket["occurred_us"] / 1_000_000, UTC).astimezone(zone)
    return Record(
        at, ticket["kind"], _class(ticket["category"], classes), ticket["region_code"],
        f"{ticket['region_code']}/{ticket['community']}", ticket["unit"],
        "phone" if ticket["channel"] == "phone" else "online", ticket.get("late"),
    )  # fmt: skip


def _class(category: str, classes: dict[str, str]) -> str:
    """The class the file would have given a matter: that of its longest listed ancestor."""
    parts = category.split(".")
    listed = (classes.get(".".join(parts[:length])) for length in range(len(parts), 0, -1))
    return next((found for found in listed if found), UNKNOWN)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def published() -> list[dict[str, str]]:
    """Every published number with its source."""
    return list(_rows("published.csv"))


def known(records: Iterable[Record], column: str) -> list[str]:
    """A column without what the file does not know."""
    return [value for value in (getattr(record, column) for record in records) if value != UNKNOWN]
