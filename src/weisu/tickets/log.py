"""The only writer of `ticket_event`: takes the append lock, numbers the rows, derives their columns, chains them.

`seq` is contiguous from 1 and is the commit order: it is given out under a lock that is held until commit, so a
follower that reads `seq > last` never passes an event that commits late.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import connection

from weisu.domain.errors import ImpossibleDate
from weisu.domain.events import Event
from weisu.domain.instants import to_us
from weisu.domain.shapes import require_shape
from weisu.domain.worktime import WorkCalendar
from weisu.lake.chain import NAMESPACE, NEW, Head, derived, event_id, head_after
from weisu.lake.rows import EventRow, digest, payload_text
from weisu.tickets import bulk
from weisu.tickets.models import TicketEvent
from weisu.tickets.rows import COLUMN_LIST, COLUMNS, read, spelled, stored

APPEND_LOCK = 0x7765697375
COPY_FROM = 20
"""From so many rows on COPY is cheaper than INSERT on PostgreSQL."""

CLOCKS_MAY_DIFFER = timedelta(minutes=5)
EARLIEST_US = to_us(datetime(1949, 10, 1, tzinfo=UTC))

LOCK_AND_LAST = f"SELECT pg_advisory_xact_lock({APPEND_LOCK}); SELECT coalesce(max(seq), 0) FROM ticket_event"
"""Two statements in one trip: the second sees what the lock waited for, as a single statement would not."""

INSERT = f"INSERT INTO ticket_event ({COLUMN_LIST}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"


class Entry(NamedTuple):
    """The next events of one ticket; `calendar` counts the working time since the step before, None counts none.

    With a `key` the events' ids follow from it, so that a retry finds what the first try wrote (`earlier`).
    `recorded_at` is when they became known, where that is another instant than the append's.
    """

    head: Head
    events: Sequence[Event]
    calendar: WorkCalendar | None = None
    key: object = None
    recorded_at: datetime | None = None


def append(
    head: Head, events: Sequence[Event], *, recorded_at: datetime, calendar: WorkCalendar | None, key: object = None
) -> list[EventRow]:
    """Write the next events of one ticket in the open transaction.

    Raises: ImpossibleDate, BadPayload.
    """
    return append_many([Entry(head, events, calendar, key)], recorded_at=recorded_at)


def append_many(entries: Sequence[Entry], *, recorded_at: datetime) -> list[EventRow]:
    """Write the next events of many tickets at once, in the order given; a ticket may come more than once.

    Raises: ImpossibleDate, BadPayload.
    """
    known = [to_us(entry.recorded_at or recorded_at) for entry in entries]
    texts = [[_checked(event, at) for event in entry.events] for entry, at in zip(entries, known, strict=True)]
    seq = hold()
    rows: list[EventRow] = []
    ends: dict[UUID | None, Head] = {None: NEW}
    for entry, payloads, recorded_us in zip(entries, texts, known, strict=True):
        for index, (event, payload) in enumerate(zip(entry.events, payloads, strict=True)):
            seq += 1
            head = ends.get(event.ticket_id, entry.head)
            event_id = _event_id(event, seq, index, entry.key)
            row = _row(head, event, payload, seq, recorded_us, entry.calendar, event_id)
            rows.append(row)
            ends[row.ticket_id] = head_after(row)
    insert(rows)
    return rows


def earlier(key: object) -> list[EventRow]:
    """What was written under this key before, the other writers of the same key held off until commit."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_of(key)])
    rows: list[EventRow] = []
    while (row := find(_id_of(key, len(rows)))) is not None:
        rows.append(row)
    return rows


def find_by(key: object) -> EventRow | None:
    """The first row that was written under this key."""
    return find(_id_of(key, 0))


def find(event_id: UUID) -> EventRow | None:
    """The row of one event."""
    with connection.cursor() as cursor:
        given = event_id.hex if connection.vendor == "sqlite" else event_id
        cursor.execute(f"SELECT {COLUMN_LIST} FROM ticket_event WHERE event_id = %s", [given])
        values = cursor.fetchone()
    return read(values) if values else None


def insert(rows: Sequence[EventRow]) -> None:
    """Finished rows onto disk by the shortest way; whoever calls this holds the append lock."""
    if len(rows) >= COPY_FROM:
        bulk.insert(TicketEvent, [spelled(row) for row in rows])
        return
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(INSERT, stored(row))


def hold() -> int:
    """Take the append lock until commit; returns the last `seq`. SQLite's transactions are IMMEDIATE: one writer."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(LOCK_AND_LAST)
            cursor.nextset()
        else:
            cursor.execute("SELECT coalesce(max(seq), 0) FROM ticket_event")
        return int(cursor.fetchone()[0])


def _checked(event: Event, recorded_us: int) -> str:
    occurred_us = to_us(event.occurred_at)
    if occurred_us > recorded_us + CLOCKS_MAY_DIFFER // timedelta(microseconds=1):
        raise ImpossibleDate(
            f"{event.type} is said to have happened at {event.occurred_at:%Y-%m-%d %H:%M} UTC, which is still to come; "
            "check the date and the clock of the machine."
        )
    if occurred_us < EARLIEST_US:
        raise ImpossibleDate(f"{event.type} is dated {event.occurred_at:%Y-%m-%d}; check the date.")
    require_shape(event)
    return payload_text(event)


def _row(
    head: Head,
    event: Event,
    payload: str,
    seq: int,
    recorded_us: int,
    calendar: WorkCalendar | None,
    event_id: UUID,
) -> EventRow:
    occurred_us = to_us(event.occurred_at)
    elapsed_s, working_s = derived(head, occurred_us, calendar)
    row = EventRow(
        seq,
        event_id,
        event.ticket_id,
        event.version,
        event.type,
        event.schema,
        occurred_us,
        recorded_us,
        event.precision,
        event.actor_kind,
        event.actor_id,
        event.unit_id,
        event.region_code,
        event.level,
        event.from_status,
        event.to_status,
        event.origin,
        event.channel,
        event.kind,
        event.category,
        event.policy_id,
        event.policy_version,
        event.causation_id,
        event.correlation_id,
        payload,
        head.last_type,
        head.last_unit_id,
        elapsed_s,
        working_s,
        head.last_hash,
    )
    return row._replace(hash=digest(row))


def _event_id(event: Event, seq: int, index: int, key: object) -> UUID:
    if key is not None:
        return _id_of(key, index)
    if event.ticket_id is None:
        return uuid5(NAMESPACE, f"seq {seq}")
    return event_id(event.ticket_id, event.version)


def _id_of(key: object, index: int) -> UUID:
    return uuid5(uuid5(NAMESPACE, f"key {key}"), str(index))


def _lock_of(key: object) -> int:
    return int.from_bytes(uuid5(NAMESPACE, f"key {key}").bytes[:8], "big", signed=True)
