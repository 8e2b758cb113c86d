"""Past facts of a ticket, decided together: recorded in the order of the lifecycle, not judged (rule 10 of the log)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from weisu.domain.commands import Command
from weisu.domain.context import Context, Principal, UnitFacts
from weisu.domain.events import Event
from weisu.domain.evolution import evolve
from weisu.domain.lifecycle import decide
from weisu.domain.policy import Policy
from weisu.domain.state import EMPTY, TicketState


class PastStep(NamedTuple):
    """One command of the past, when it happened, and how exactly that is known."""

    command: Command
    at: datetime
    precision: str


class History(NamedTuple):
    """All that a source states of one new ticket: its events and the state they fold to."""

    ticket_id: UUID
    events: Sequence[Event]
    state: TicketState


def decide_past(
    ticket_id: UUID,
    steps: Sequence[PastStep],
    *,
    policy: Policy,
    units: Mapping[str, UnitFacts],
    by: Principal,
    correlation_id: UUID | None = None,
) -> History:
    """The events of a new ticket's past; `policy` gives the order of steps and nothing else.

    Raises: DomainError when the steps are out of order or lie before the registration.
    """
    state, found = EMPTY, []
    for step in steps:
        ctx = Context(by=by, now=step.at, policy=policy, units=units, precision=step.precision, historic=True)
        for event in decide(state, step.command, ctx):
            signed = event._replace(ticket_id=ticket_id, correlation_id=correlation_id)
            found.append(signed)
            state = evolve(state, signed)
    return History(ticket_id, found, state)
