"""Loading a lake into an empty database: in bulk, every event verified, all or nothing."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import orjson
import pyarrow as pa
from django.db import transaction

from weisu import lake
from weisu.domain.errors import DomainError, LogBroken
from weisu.domain.events import Fact
from weisu.domain.evolution import evolve_at
from weisu.domain.state import EMPTY, TicketState
from weisu.domain.upcasts import upcast
from weisu.lake.rows import EventRow, digest
from weisu.tickets import bulk, heads, log, numbers, projection
from weisu.tickets.log import NEW, Head
from weisu.tickets.models import TicketEvent

EVENTS_AT_ONCE = 10_000
TICKETS_AT_ONCE = 2_000
TICKETS_IN_MEMORY = 300_000
"""About a gigabyte. Beyond it tickets are written out, and read again when another event of theirs comes by."""


class NotEmpty(DomainError):
    """The database already has a log; two logs cannot become one."""

    code = "not_empty"


def load(root: Path) -> dict[str, int]:
    """Put the whole log of a lake into this database and fold its tickets; returns counts of events and tickets.

    Every event is checked before it is kept: `seq` without a gap up to the watermark, the hash over its columns, the
    chain of its ticket, what it repeats of the step before. Only `working_s` is taken on the word of its hash.

    Raises: NotEmpty, LakeBroken, LogBroken naming ticket and event; then nothing is kept.
    """
    mark = lake.watermark(root)
    if not mark.last_seq:
        raise lake.LakeBroken(f"There is no lake with events at {root}; weisu events export makes one.")
    with bulk.without_collector(), bulk.straight_to_disk(), transaction.atomic():
        require_empty()
        with bulk.without_indexes(TicketEvent, *projection.MODELS.values()):
            tickets = _copied(root)
        numbers.restore()
    return {"events": mark.last_seq, "tickets": tickets}


def _copied(root: Path) -> int:
    """Every event into the log, every ticket into its tables; returns how many tickets."""
    tickets = _Tickets()
    for table in lake.read(root):
        for start in range(0, table.num_rows, EVENTS_AT_ONCE):
            rows = table.slice(start, EVENTS_AT_ONCE)
            tickets.follow(rows)
            bulk.insert_columns(TicketEvent, rows)
    tickets.write()
    return tickets.count


def require_empty() -> None:
    """Refuse to mix two logs.

    Raises: NotEmpty.
    """
    last = log.hold()
    if last:
        raise NotEmpty(
            f"This database already holds {last} events; a log is loaded only into an empty one.",
            instead=["name an empty database in WEISU_DATABASE_URL and run weisu setup"],
        )


class _Open(NamedTuple):
    """A ticket while its events go by: as its rows stand (`before`), as it is now, and where its chain ends."""

    before: TicketState = EMPTY
    state: TicketState = EMPTY
    head: Head = NEW


_NOT_SEEN = _Open()


class _Tickets:
    """Every ticket, folded while the log goes by in its own order, in memory that does not grow without end."""

    def __init__(self) -> None:
        self.open: dict[str, _Open] = {}
        self.count = 0

    def follow(self, rows: pa.Table) -> None:
        """Check and fold the next events.

        Raises: LogBroken.
        """
        columns = [column.to_pylist() for column in rows.columns]
        if self.count:
            self._read_again({*columns[EventRow._fields.index("ticket_id")]} - self.open.keys())
        for values in zip(*columns, strict=True):
            row = EventRow._make(values)
            if digest(row) != row.hash:
                _refuse(row, "its columns do not give its hash: it was changed")
            if row.ticket_id is not None:
                self.open[row.ticket_id] = _followed(self.open.get(row.ticket_id, _NOT_SEEN), row)
        if len(self.open) > TICKETS_IN_MEMORY:
            self.write()

    def write(self) -> None:
        """Write the rows of every open ticket and forget it."""
        changes = (projection.Change(*ticket) for ticket in self.open.values())
        while batch := list(islice(changes, TICKETS_AT_ONCE)):
            projection.apply_many(batch)
            self.count += sum(not change.before.version for change in batch)
        self.open.clear()

    def _read_again(self, ids: Iterable[str | None]) -> None:
        """Take up tickets that were written out; one that never was is not found, and begins at its first event."""
        missing = [UUID(ticket_id) for ticket_id in ids if ticket_id is not None]
        for taken in heads.take_ids(missing):
            self.open[taken.state.ticket_id] = _Open(taken.state, taken.state, taken.head)


def _followed(ticket: _Open, row: EventRow) -> _Open:
    """The ticket after one more event, if the event really continues its chain."""
    head = ticket.head
    if row.version != head.version + 1:
        _refuse(row, f"version {head.version + 1} of its ticket is missing")
    if row.prev_hash != head.last_hash:
        _refuse(row, "it does not continue the chain of its ticket")
    elapsed_s = max(0, row.occurred_us - head.last_us) // 1_000_000 if head.version else 0
    if (row.prev_type, row.prev_unit_id, row.elapsed_s) != (head.last_type, head.last_unit_id, elapsed_s):
        _refuse(row, "what it says of the step before is not what happened")
    ticket_id = head.ticket_id or UUID(str(row.ticket_id))
    _schema, payload = upcast(row.type, row.schema, orjson.loads(row.payload))
    fact = Fact(row.type, ticket_id, row.version, payload, row.actor_id, row.unit_id, row.to_status)
    ends = Head(ticket_id, row.version, row.type, row.unit_id, row.occurred_us, row.hash)
    return _Open(ticket.before, evolve_at(ticket.state, fact, row.occurred_us), ends)


def _refuse(row: EventRow, reason: str) -> None:
    raise LogBroken(
        f"Event {row.seq} (ticket {row.ticket_id}, version {row.version}) cannot be trusted: {reason}. "
        "Nothing was loaded.",
        instead=["export again from a log that weisu events verify finds whole"],
        seq=row.seq,
        ticket=row.ticket_id,
        version=row.version,
    )
