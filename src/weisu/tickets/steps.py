"""Between a decision and the log: what a caller may say beside a command, and what its events make of a ticket."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from typing import TypedDict
from uuid import UUID

from weisu.domain.events import Event
from weisu.domain.evolution import evolve
from weisu.domain.state import TicketState


class How(TypedDict, total=False):
    """What every service accepts besides its own fields.

    `occurred_at`: when it happened, if not now. `key`: a retry with the same key changes nothing. `expected_version`:
    refuse when the ticket moved on since. `historic`: a past fact, recorded and not judged.
    """

    occurred_at: datetime
    key: UUID | str
    expected_version: int
    causation_id: UUID
    correlation_id: UUID
    precision: str
    historic: bool


def signed(events: Sequence[Event], ticket_id: UUID, how: How) -> list[Event]:
    """The decided events with the ticket's id and with what led to them."""
    causation_id, correlation_id = how.get("causation_id"), how.get("correlation_id")
    return [
        event._replace(ticket_id=ticket_id, causation_id=causation_id, correlation_id=correlation_id)
        for event in events
    ]


def after(state: TicketState, events: Sequence[Event]) -> TicketState:
    """The state once the events are in the log."""
    return reduce(evolve, events, state)
