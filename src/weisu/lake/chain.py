"""How the events of one ticket hang together: what each repeats of the step before, and their ids."""

from typing import NamedTuple
from uuid import UUID, uuid5

from weisu.domain.vocabulary import Timeline
from weisu.domain.worktime import WorkCalendar
from weisu.lake.rows import EventRow

NAMESPACE = UUID("6f0e7c1c-3f0a-5b1e-9a55-77656973753a")


class Head(NamedTuple):
    """Where a ticket's chain ends: what the next event of it is derived from."""

    ticket_id: UUID | None = None
    version: int = 0
    last_type: str = ""
    last_unit_id: str = ""
    last_us: int = 0
    last_hash: str = ""


NEW = Head()


def head_after(row: EventRow) -> Head:
    """Where the chain ends once this row is written; contacts without a ticket have no chain."""
    if row.ticket_id is None:
        return NEW
    return Head(row.ticket_id, row.version, row.type, row.unit_id, row.occurred_us, row.hash)


def derived(head: Head, occurred_us: int, calendar: WorkCalendar | None) -> tuple[int, int]:
    """Seconds since the step before, on the wall and in office hours; a fact told late has taken none.

    Without a calendar (past facts, policy `historic`) office hours are not counted: 0.
    """
    if not head.version or occurred_us <= head.last_us:
        return 0, 0
    elapsed_s = (occurred_us - head.last_us) // 1_000_000
    working_s = calendar.between_us(head.last_us, occurred_us, Timeline.WORKING_HOURS) if calendar else 0
    return elapsed_s, working_s


def event_id(ticket_id: UUID, version: int) -> UUID:
    """The id of an event that no idempotency key names."""
    return uuid5(ticket_id, str(version))
