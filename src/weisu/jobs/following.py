"""Reactions to the log: the alarms of clocks, the notices people get. Each follower goes on from its own cursor."""

from collections.abc import Callable, Sequence
from datetime import datetime

from weisu.lake.rows import EventRow
from weisu.notices import alarms, telling
from weisu.tickets.followers import behind, follow

BATCH = 50
"""Few events at once: while they are handled on SQLite, nobody else writes."""

MANY, FAR_BEHIND = 1_000, 10_000
"""Who comes to a log of years has mostly past events to read, of which nobody is told."""

Go = Callable[[], bool]


def keep_alarms(*, now: datetime, go_on: Go) -> int:
    """Set the alarms of every clock that turned."""
    return _follow(alarms.NAME, alarms.keep, now=now, go_on=go_on)


def tell(*, now: datetime, go_on: Go) -> int:
    """Fill the outbox."""
    return _follow(telling.NAME, telling.tell, now=now, go_on=go_on)


def _follow(name: str, handler: Callable[..., int], *, now: datetime, go_on: Go) -> int:
    made = 0

    def handle(rows: Sequence[EventRow]) -> None:
        nonlocal made
        made += handler(rows, now=now)

    while go_on() and (left := behind(name)):
        follow(name, handle, now=now, batch=MANY if left > FAR_BEHIND else BATCH)
    return made
