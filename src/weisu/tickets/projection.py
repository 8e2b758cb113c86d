"""The rows folded from the log: what one ticket's state says in the tables `ticket`, `assignment` and `clock`.

In memory a row holds its id as text and its instants as microseconds, as the state does; `stored` turns them.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection, models

from weisu.domain.instants import from_us
from weisu.domain.state import ENDS, Assignment, ClockState, TicketState, dump
from weisu.domain.vocabulary import RIGHTS, ClockStatus
from weisu.tickets import bulk
from weisu.tickets.log import COPY_FROM, Head
from weisu.tickets.models import Assignment as AssignmentModel
from weisu.tickets.models import ClockRow, Ticket
from weisu.tickets.rows import adapted

Values = tuple[Any, ...]


ROWS_AT_ONCE = 20
"""Rows in one INSERT: SQLite takes only so many values."""


class Change(NamedTuple):
    """One ticket before and after; `head` is where its chain ends now. A new ticket's `before` is EMPTY."""

    before: TicketState
    after: TicketState
    head: Head


TICKET_COLUMNS = tuple(field.column for field in Ticket._meta.concrete_fields)
PART_COLUMNS = tuple(field.column for field in AssignmentModel._meta.concrete_fields)
CLOCK_COLUMNS = tuple(field.column for field in ClockRow._meta.concrete_fields)
KEYS = {
    "ticket": ("id",),
    "assignment": ("ticket_id", "unit_id", "spell"),
    "clock": ("ticket_id", "clock", "unit_id", "spell"),
}
COLUMNS = {"ticket": TICKET_COLUMNS, "assignment": PART_COLUMNS, "clock": CLOCK_COLUMNS}
MODELS: dict[str, type[models.Model]] = {"ticket": Ticket, "assignment": AssignmentModel, "clock": ClockRow}
INSTANTS = {
    table: [
        place for place, field in enumerate(model._meta.concrete_fields) if field.get_internal_type() == "DateTimeField"
    ]
    for table, model in MODELS.items()
}


def apply_parts(before: TicketState, after: TicketState) -> None:
    """Write those parts and clocks of one ticket that differ; needs no place in the log yet, so it goes first."""
    _write("assignment", _parts(before, after), new=False)
    _write("clock", _clocks(before, after), new=False)


def apply(state: TicketState, head: Head) -> Ticket:
    """Write one ticket's own row, the last act before commit: others wait for the end of the log meanwhile."""
    values = ticket_values(state, head)
    if state.version == 1:
        _write("ticket", [values], new=True)
    else:
        _update(values)
    return Ticket.from_db(
        connection.alias, [f.attname for f in Ticket._meta.concrete_fields], _turned("ticket", values)
    )


def apply_many(changes: Sequence[Change]) -> None:
    """The same for many tickets in few trips; no ticket may be named twice."""
    fresh = [change for change in changes if not change.before.version]
    known = [change for change in changes if change.before.version]
    _write("ticket", [ticket_values(c.after, c.head) for c in fresh], new=True)
    _write("ticket", [ticket_values(c.after, c.head) for c in known], new=False)
    for table, rows_of in (("assignment", _parts), ("clock", _clocks)):
        _write(table, [row for change in fresh for row in rows_of(change.before, change.after)], new=True)
        _write(table, [row for change in known for row in rows_of(change.before, change.after)], new=False)


def ticket_values(state: TicketState, head: Head) -> Values:
    """The row of `ticket` for this state, columns in table order."""
    lead = state.lead
    running = [c.due_us for c in state.clocks if c.status == ClockStatus.RUNNING and c.clock not in RIGHTS]
    return (
        state.ticket_id,
        state.number,
        state.version,
        state.status,
        state.kind,
        state.category,
        state.priority,
        state.origin,
        state.channel,
        state.region,
        state.level,
        state.community,
        lead.unit if lead else "",
        state.requester,
        state.group,
        state.parent,
        state.merged_into,
        state.title_text,
        state.resolution,
        state.rating,
        state.failed_dispatches,
        state.chases,
        state.reopens,
        state.registered_us,
        state.promised_us or None,
        min(running) if running else None,
        state.closed_us or None,
        state.updated_us,
        state.status not in ENDS,
        f" {' '.join(state.about)} " if state.about else "",
        state.is_guarded,
        state.quarantine,
        head.last_type,
        head.last_unit_id,
        head.last_us,
        head.last_hash,
        orjson.dumps(dump(state), option=orjson.OPT_SORT_KEYS).decode(),
    )


def part_values(state: TicketState, part: Assignment) -> Values:
    """The row of `assignment` for one unit's spell."""
    return (
        state.ticket_id,
        part.unit,
        part.spell,
        part.role,
        part.status,
        part.is_open,
        part.via,
        part.kind,
        part.level,
        part.person,
        part.direct,
        part.designated,
        part.provisional,
        part.implied,
        part.relay,
        part.extensions,
        part.reply_public,
        part.since_us,
        state.registered_us,
        part.acknowledged_us or None,
        part.contacted_us or None,
        part.replied_us or None,
        part.ended_us or None,
    )


def clock_values(ticket_id: str, clock: ClockState) -> Values:
    """The row of `clock` for one run."""
    return (
        ticket_id,
        clock.clock,
        clock.unit,
        clock.spell,
        clock.rule,
        clock.timeline,
        clock.status,
        clock.start_us,
        clock.due_us,
        clock.remaining_s,
        clock.paused_us or None,
        clock.stopped_us or None,
    )


def clear() -> None:
    """Drop every projected row, before they are folded anew."""
    with connection.cursor() as cursor:
        for table in COLUMNS:
            cursor.execute(f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}")


def _parts(before: TicketState, after: TicketState) -> list[Values]:
    return [part_values(after, part) for part in _changed(before.assignments, after.assignments)]


def _clocks(before: TicketState, after: TicketState) -> list[Values]:
    return [clock_values(after.ticket_id, clock) for clock in _changed(before.clocks, after.clocks)]


def _changed(old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterable[Any]:
    """Parts and clocks are only ever added to a state or changed in their place."""
    if old is new:
        return ()
    return (item for place, item in enumerate(new) if place >= len(old) or old[place] != item)


def stored(table: str, row: Values) -> Values:
    """The row as a raw cursor of this database takes it and gives it."""
    return adapted(_turned(table, row))


def _turned(table: str, row: Values) -> list[Any]:
    values = list(row)
    values[0] = UUID(values[0])
    for place in INSTANTS[table]:
        if values[place] is not None:
            values[place] = from_us(values[place])
    return values


def _update(values: Values) -> None:
    key, *others = stored("ticket", values)
    with connection.cursor() as cursor:
        cursor.execute(_update_statement(), (*others, key))


@cache
def _update_statement() -> str:
    return f"UPDATE ticket SET {', '.join(f'{name} = %s' for name in map(_quoted, TICKET_COLUMNS[1:]))} WHERE id = %s"


def _write(table: str, rows: Sequence[Values], *, new: bool) -> None:
    if not rows:
        return
    if new and len(rows) >= COPY_FROM:
        bulk.insert(MODELS[table], rows)
        return
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = [stored(table, row) for row in rows[start : start + ROWS_AT_ONCE]]
            cursor.execute(_upsert(table, len(some)), [value for row in some for value in row])


@cache
def _upsert(table: str, count: int) -> str:
    kept = [_quoted(name) for name in COLUMNS[table] if name not in KEYS[table]]
    row = f"({', '.join(['%s'] * len(COLUMNS[table]))})"
    changes = ", ".join(f"{name} = excluded.{name}" for name in kept)
    return (
        f"INSERT INTO {table} ({names(table)}) VALUES {', '.join([row] * count)} "
        f"ON CONFLICT ({', '.join(KEYS[table])}) DO UPDATE SET {changes}"
    )


def names(table: str) -> str:
    """The columns of a projected table, as SQL lists them."""
    return ", ".join(map(_quoted, COLUMNS[table]))


def _quoted(name: str) -> str:
    """`group` is a word of SQL."""
    return f'"{name}"'
