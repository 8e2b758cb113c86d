"""One ticket taken for change: its state and the end of its chain, locked until commit."""

import json
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from weisu.domain.errors import StaleVersion
from weisu.domain.state import EMPTY, TicketState, load
from weisu.tickets.log import NEW, Head
from weisu.tickets.rows import identifier, instant_us
from weisu.tickets.visibility import unseen

COLUMNS = "id, last_type, last_unit_id, last_at, last_hash, state"


class Taken(NamedTuple):
    """What the log says of a ticket up to now, and where its chain ends."""

    state: TicketState
    head: Head


UNBORN = Taken(EMPTY, NEW)


def take(number: str) -> Taken:
    """Lock one ticket by its number.

    Raises: NotFound.
    """
    found = take_all([number])
    if not found:
        raise unseen(number)
    return found[0]


def take_all(numbers: Sequence[str]) -> list[Taken]:
    """Lock several tickets in the order of their ids, so that two such calls never wait for each other."""
    marks = ", ".join(["%s"] * len(numbers))
    question = f"SELECT {COLUMNS} FROM ticket WHERE number IN ({marks}) ORDER BY id"
    with connection.cursor() as cursor:
        cursor.execute(question + (" FOR UPDATE" if connection.vendor == "postgresql" else ""), list(numbers))
        return [_taken(*values) for values in cursor.fetchall()]


def take_ids(ids: Sequence[UUID]) -> list[Taken]:
    """Tickets by their ids, those that exist, for a writer who holds off every other."""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM ticket WHERE id IN ({marks})", [identifier(key) for key in ids])
        return [_taken(*values) for values in cursor.fetchall()]


def _taken(key: UUID | str, last_type: str, last_unit_id: str, last_at: object, last_hash: str, stored: str) -> Taken:
    state = load(json.loads(stored))
    ticket_id = key if isinstance(key, UUID) else UUID(key)
    return Taken(state, Head(ticket_id, state.version, last_type, last_unit_id, instant_us(last_at), last_hash))


def require_version(taken: Taken, expected: int | None) -> None:
    """Refuse to act on what somebody saw before the ticket moved on.

    Raises: StaleVersion, saying what happened since.
    """
    if expected is None or taken.state.version == expected:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type FROM ticket_event WHERE ticket_id = %s AND version > %s ORDER BY version",
            [identifier(taken.head.ticket_id), min(max(expected, 0), taken.state.version)],
        )
        since = [row[0] for row in cursor.fetchall()]
    happened = f"since then: {', '.join(since)}" if since else f"it has only {taken.state.version} events"
    raise StaleVersion(
        f"Ticket {taken.state.number} was read at version {expected} and is at {taken.state.version}; {happened}.",
        instead=["look at the ticket again, then decide"],
        since=since,
        version=taken.state.version,
    )
