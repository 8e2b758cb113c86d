"""The rows folded from the log: what one ticket's state says in the tables `ticket`, `assignment` and `clock`."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from weisu.domain.events import canonical
from weisu.domain.instants import from_us
from weisu.domain.state import ENDS, Assignment, ClockState, TicketState, dump
from weisu.domain.vocabulary import ClockStatus
from weisu.tickets.log import COPY_FROM, Head
from weisu.tickets.models import Assignment as AssignmentModel
from weisu.tickets.models import ClockRow, Ticket
from weisu.tickets.rows import adapted, identifier

Values = tuple[Any, ...]


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


def apply(change: Change) -> Ticket:
    """Write what one ticket's events changed: its row, and only those parts and clocks that differ."""
    ticket_id = UUID(change.after.ticket_id)
    values = ticket_values(change.after, change.head)
    if not change.before.version:
        _write("ticket", [values], new=True)
    else:
        _update(ticket_id, values)
    _write("assignment", _parts(ticket_id, change.before, change.after), new=False)
    _write("clock", _clocks(ticket_id, change.before, change.after), new=False)
    return Ticket.from_db(connection.alias, [f.attname for f in Ticket._meta.concrete_fields], values)


def apply_many(changes: Sequence[Change]) -> None:
    """The same for many tickets in few trips; no ticket may be named twice."""
    fresh = [change for change in changes if not change.before.version]
    known = [change for change in changes if change.before.version]
    _write("ticket", [ticket_values(c.after, c.head) for c in fresh], new=True)
    _write("ticket", [ticket_values(c.after, c.head) for c in known], new=False)
    for table, rows_of in (("assignment", _parts), ("clock", _clocks)):
        _write(table, [r for c in fresh for r in rows_of(UUID(c.after.ticket_id), c.before, c.after)], new=True)
        _write(table, [r for c in known for r in rows_of(UUID(c.after.ticket_id), c.before, c.after)], new=False)


def ticket_values(state: TicketState, head: Head) -> Values:
    """The row of `ticket` for this state, columns in table order."""
    lead = state.lead
    running = [clock.due_us for clock in state.clocks if clock.status == ClockStatus.RUNNING]
    return (
        UUID(state.ticket_id),
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
        from_us(state.registered_us),
        _at(state.promised_us),
        from_us(min(running)) if running else None,
        _at(state.closed_us),
        from_us(state.updated_us),
        state.status not in ENDS,
        head.last_type,
        head.last_unit_id,
        from_us(head.last_us),
        head.last_hash,
        canonical(dump(state)),
    )


def part_values(ticket_id: UUID, part: Assignment) -> Values:
    """The row of `assignment` for one unit's spell."""
    return (
        ticket_id,
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
        part.extensions,
        part.reply_public,
        from_us(part.since_us),
        _at(part.acknowledged_us),
        _at(part.contacted_us),
        _at(part.replied_us),
        _at(part.ended_us),
    )


def clock_values(ticket_id: UUID, clock: ClockState) -> Values:
    """The row of `clock` for one run."""
    return (
        ticket_id,
        clock.clock,
        clock.unit,
        clock.spell,
        clock.rule,
        clock.timeline,
        clock.status,
        from_us(clock.start_us),
        from_us(clock.due_us),
        clock.remaining_s,
        _at(clock.paused_us),
        _at(clock.stopped_us),
    )


def clear() -> None:
    """Drop every projected row, before they are folded anew."""
    with connection.cursor() as cursor:
        for table in COLUMNS:
            cursor.execute(f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}")


def _at(us: int) -> Any:
    return from_us(us) if us else None


def _parts(ticket_id: UUID, before: TicketState, after: TicketState) -> list[Values]:
    return [part_values(ticket_id, part) for part in _changed(before.assignments, after.assignments)]


def _clocks(ticket_id: UUID, before: TicketState, after: TicketState) -> list[Values]:
    return [clock_values(ticket_id, clock) for clock in _changed(before.clocks, after.clocks)]


def _changed(old: tuple[Any, ...], new: tuple[Any, ...]) -> Iterable[Any]:
    """Parts and clocks are only ever added to a state or changed in their place."""
    if old is new:
        return ()
    return (item for place, item in enumerate(new) if place >= len(old) or old[place] != item)


def _update(ticket_id: UUID, values: Values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_update_statement(), (*adapted(values[1:]), identifier(ticket_id)))


@cache
def _update_statement() -> str:
    return f"UPDATE ticket SET {', '.join(f'{name} = %s' for name in map(_quoted, TICKET_COLUMNS[1:]))} WHERE id = %s"


def _write(table: str, rows: Sequence[Values], *, new: bool) -> None:
    if not rows:
        return
    rows = [adapted(row) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and new and len(rows) >= COPY_FROM:
            with cursor.copy(f"COPY {table} ({names(table)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        elif len(rows) == 1:
            cursor.execute(_upsert(table), rows[0])
        else:
            cursor.executemany(_upsert(table), rows)


@cache
def _upsert(table: str) -> str:
    kept = [_quoted(name) for name in COLUMNS[table] if name not in KEYS[table]]
    marks = ", ".join(["%s"] * len(COLUMNS[table]))
    return (
        f"INSERT INTO {table} ({names(table)}) VALUES ({marks}) ON CONFLICT ({', '.join(KEYS[table])}) "
        f"DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in kept)}"
    )


def names(table: str) -> str:
    """The columns of a projected table, as SQL lists them."""
    return ", ".join(map(_quoted, COLUMNS[table]))


def _quoted(name: str) -> str:
    """`group` is a word of SQL."""
    return f'"{name}"'
