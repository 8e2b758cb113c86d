"""The one way a command reaches the log: lock, look up the rules, keep the words, decide, append, project.

Every named service, the command line, pages, imports and the worker's clock come through here.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple, TypedDict, Unpack
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.utils import timezone

from weisu.domain.commands import Command, Register
from weisu.domain.context import Principal
from weisu.domain.events import Event, TextRef
from weisu.domain.evolution import evolve
from weisu.domain.lifecycle import decide
from weisu.domain.state import TicketState
from weisu.tickets import heads, log, numbers, projection
from weisu.tickets.heads import UNBORN, Taken
from weisu.tickets.models import Ticket
from weisu.tickets.services import papers, retries, surroundings
from weisu.vault.services import keep as keep_words


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


class Asked(NamedTuple):
    """One command as it was asked for."""

    name: str
    number: str
    fields: Mapping[str, Any]
    by: Principal
    now: datetime
    how: How

    @property
    def occurred_at(self) -> datetime:
        """When it happened."""
        return self.how.get("occurred_at") or self.now

    @property
    def historic(self) -> bool:
        """Whether it is recorded only."""
        return self.how.get("historic", False)


def execute(
    name: str, number: str, fields: Mapping[str, Any], *, by: Principal, now: datetime, **how: Unpack[How]
) -> Ticket:
    """Give any command to a ticket (`register` to none: number ""); returns the ticket's row after it.

    Words in `fields` are plain strings; they are kept in the text store. Refused, nothing at all was written.
    Raises: DomainError, the refusal with what is allowed instead.
    """
    asked = Asked(name, number, fields, by, now, how)
    with transaction.atomic():
        return _run(asked)


def _run(asked: Asked) -> Ticket:
    kind = papers.command_type(asked.name)
    key = asked.how.get("key")
    if key is not None and (rows := log.earlier(key)):
        return retries.first_result(rows, kind, asked.number, asked.fields, key)
    taken = UNBORN if kind is Register else heads.take(asked.number)
    heads.require_version(taken, asked.how.get("expected_version"))
    fields = _with_number(asked) if kind is Register else asked.fields
    ticket_id = taken.head.ticket_id or new_id(key)
    region = taken.state.region or str(fields.get("region", ""))
    policy = surroundings.rules(region, occurred_at=asked.occurred_at, now=asked.now, historic=asked.historic)
    ctx = surroundings.context(
        taken.state,
        fields,
        by=asked.by,
        policy=policy,
        occurred_at=asked.occurred_at,
        precision=asked.how.get("precision", "exact"),
        historic=asked.historic,
    )
    command = _command(kind, fields, taken, ticket_id, asked)
    events = signed(decide(taken.state, command, ctx), ticket_id, asked.how)
    calendar = None if asked.historic else policy.calendar
    rows = log.append(taken.head, events, recorded_at=asked.now, calendar=calendar, key=key)
    return projection.apply(projection.Change(taken.state, after(taken.state, events), log.head_after(rows[-1])))


def new_id(key: object = None) -> UUID:
    """The id of a new ticket; with a key it follows from it."""
    return uuid4() if key is None else uuid5(log.NAMESPACE, f"ticket {key}")


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


def _command(kind: type[Command], fields: Mapping[str, Any], taken: Taken, ticket_id: UUID, asked: Asked) -> Command:
    known: tuple[str, ...] | None = None

    def keep(words: str, purpose: str) -> TextRef:
        nonlocal known
        if known is None:
            known = surroundings.identifiers(taken.state.requester or str(fields.get("requester", "")))
        return keep_words(words, ticket_id=ticket_id, purpose=purpose, by=asked.by, now=asked.now, known=known)

    return papers.build(kind, fields, keep)


def _with_number(asked: Asked) -> Mapping[str, Any]:
    if asked.fields.get("number"):
        return asked.fields
    return {**asked.fields, "number": numbers.allocate(local_day(asked.occurred_at))[0]}


def local_day(moment: datetime) -> Any:
    """The day on the wall calendar of the installation, which a ticket's number begins with."""
    return timezone.localtime(moment).date()
