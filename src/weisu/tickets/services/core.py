"""The one way a command reaches the log: lock, look up the rules, keep the words, decide, append, project.

Every named service, the command line, pages, imports and the worker's clock come through here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Unpack
from uuid import UUID

from django.db import transaction

from weisu.domain.commands import Command, Register
from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused, RoleRefused
from weisu.domain.events import TextRef
from weisu.domain.lifecycle import decide
from weisu.domain.vocabulary import Role
from weisu.tickets import files, heads, log, numbers, papers, projection, retries, surroundings
from weisu.tickets.acting import acting, require_seen
from weisu.tickets.heads import UNBORN, Taken
from weisu.tickets.models import Ticket
from weisu.tickets.steps import How, after, signed
from weisu.vault.queries import texts_of
from weisu.vault.services import erase_many, keep_many
from weisu.vault.texts import Words


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
        return retries.first_result(rows, kind, asked.number, asked.fields, key, by=asked.by)
    taken = UNBORN if kind is Register else heads.take(asked.number)
    require_seen(asked.by, taken.state, asked.name)
    heads.require_version(taken, asked.how.get("expected_version"))
    fields = _with_number(asked) if kind is Register else asked.fields
    ticket_id = taken.head.ticket_id or numbers.new_id(key)
    region = taken.state.region or str(fields.get("region", ""))
    by = acting(asked.by, taken.state, fields)
    if not asked.historic:
        surroundings.require_in_force(fields, asked.occurred_at)
    policy = surroundings.rules(region, occurred_at=asked.occurred_at, now=asked.now, historic=asked.historic)
    ctx = surroundings.context(
        taken.state,
        fields,
        by=by,
        policy=policy,
        occurred_at=asked.occurred_at,
        precision=asked.how.get("precision", "exact"),
        historic=asked.historic,
    )
    command = _command(kind, files.accepted(fields, policy), taken, ticket_id, asked)
    events = signed(decide(taken.state, command, ctx), ticket_id, asked.how)
    state = after(taken.state, events)
    projection.apply_parts(taken.state, state)
    calendar = None if asked.historic else policy.calendar
    # From here to commit every other writer waits: the append comes as late as it can.
    rows = log.append(taken.head, events, recorded_at=asked.now, calendar=calendar, key=key)
    if state.quarantine == "granted":
        erase_many(texts_of(ticket_id), by=by, now=asked.now, ground="quarantine")
    return projection.apply(state, log.head_after(rows[-1]))


def _command(kind: type[Command], fields: Mapping[str, Any], taken: Taken, ticket_id: UUID, asked: Asked) -> Command:
    known: tuple[str, ...] | None = None

    def keep(words: str | bytes, purpose: str, media_type: str) -> TextRef:
        nonlocal known
        if known is None:
            known = surroundings.identifiers(taken.state.requester or str(fields.get("requester", "")))
        text = Words(words, purpose, ticket_id=ticket_id, known=known, media_type=media_type)
        return keep_many([text], by=asked.by, now=asked.now)[0]

    return papers.build(kind, fields, keep)


def _with_number(asked: Asked) -> Mapping[str, Any]:
    given = asked.fields.get("number")
    if given and Role.SYSTEM not in asked.by.roles:
        # Whether a number is taken is for those to know who may see its ticket.
        raise RoleRefused("Only an import brings numbers of its own; leave it out and one is given.")
    if given and Ticket.objects.filter(number=given).exists():
        raise GuardRefused(f"There is a ticket {given} already; leave the number out and one is given.", ticket=given)
    if given:
        return asked.fields
    return {**asked.fields, "number": numbers.allocate(numbers.local_day(asked.occurred_at))[0]}
