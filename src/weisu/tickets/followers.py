"""Followers of the log: each has a cursor, reads on from it in order, and never skips or repeats a fact.

A handler's own writes and the cursor move in one transaction: after a crash both did, or neither.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction

from weisu.domain.errors import LogBroken
from weisu.lake.rows import EventRow
from weisu.tickets.models import Follower, TicketEvent
from weisu.tickets.rows import COLUMN_LIST, read

Handler = Callable[[Sequence[EventRow]], None]


def follow(name: str, handler: Handler, *, now: datetime, batch: int = 500) -> int:
    """Hand the next events to `handler` and remember how far it came; returns how many there were.

    Raises: LogBroken when an event between the cursor and the end is missing.
    """
    if not behind(name):
        return 0
    with transaction.atomic():
        Follower.objects.get_or_create(name=name, defaults={"seq": 0, "updated_at": now})
        cursor = Follower.objects.select_for_update().get(name=name)
        rows = next_events(cursor.seq, limit=batch)
        if rows:
            handler(rows)
            Follower.objects.filter(name=name).update(seq=rows[-1].seq, updated_at=now)
        return len(rows)


def behind(name: str) -> int:
    """How many events a follower has not seen yet; asks without taking any lock."""
    last = TicketEvent.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    seen = Follower.objects.filter(name=name).values_list("seq", flat=True).first() or 0
    return max(0, last - seen)


def next_events(after: int, *, limit: int) -> list[EventRow]:
    """The events that follow `after`, in commit order.

    Raises: LogBroken when one is missing: `seq` has no gaps.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMN_LIST} FROM ticket_event WHERE seq > %s ORDER BY seq LIMIT %s", [after, limit])
        rows = [read(values) for values in cursor.fetchall()]
    for place, row in enumerate(rows, after + 1):
        if row.seq != place:
            raise LogBroken(
                f"Event {place} is missing from the log; {row.seq} follows {place - 1}.",
                instead=["run `weisu events verify`", "put the last backup back"],
            )
    return rows
