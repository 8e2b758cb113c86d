"""The follower that fills the outbox: for each event, everybody its rules name, once for each way of reaching them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from weisu import plugins
from weisu.domain.instants import from_us
from weisu.domain.policy import Policy
from weisu.domain.policy.notices import MAX_AGE, NoticeRule
from weisu.domain.worktime import Limit
from weisu.lake.rows import EventRow
from weisu.notices.audience import REQUESTER, STAFF, Recipient, Told, recipients
from weisu.notices.models import Notice
from weisu.org import desks
from weisu.org.queries import ancestors
from weisu.policies.queries import in_force
from weisu.tickets.models import Ticket
from weisu.vault.queries import given_fields

NAME = "notices"
"""The follower's name."""

HISTORIC = "historic"
"""The policy of past facts that were recorded only."""

OF_TICKET = ("kind", "category", "priority", "channel", "origin", "level", "failed_dispatches", "chases", "reopens")
OF_EVENT = ("stage", "clock", "outcome", "ruling")


def tell(rows: Sequence[EventRow], *, now: datetime) -> int:
    """Write what has to be sent because of these events; in the transaction that moves the follower's cursor."""
    live = [row for row in rows if row.ticket_id and row.policy_id != HISTORIC]
    tickets = Ticket.objects.in_bulk({row.ticket_id for row in live})
    made: list[Notice] = []
    for row in live:
        ticket = tickets.get(row.ticket_id)
        if ticket is not None:
            made += _notices(Told(row, json.loads(row.payload), ticket), now=now)
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def rules_at(ticket: Ticket, row_us: int) -> Policy:
    """The rules of the day it happened."""
    return in_force(ticket.region_code, from_us(row_us), ancestors=ancestors)


def _notices(told: Told, *, now: datetime) -> list[Notice]:
    policy = rules_at(told.ticket, told.row.occurred_us)
    rules = policy.notices(told.row.type, facts(told))
    if not rules or is_past(policy, from_us(told.row.occurred_us), now):
        return []
    return [
        _notice(told, rule, who, via, now)
        for rule in rules
        for who in _once(rule, told, now)
        for via in settings.NOTIFIERS
        if _reaches(via, who)
    ]


def is_past(policy: Policy, moment: datetime, now: datetime) -> bool:
    """Whether it is too long ago for anybody to be told of it."""
    age = policy.setting(MAX_AGE)
    return age is not None and policy.calendar.due(moment, Limit.parse(age)) < now


def facts(told: Told) -> Mapping[str, Any]:
    """What a rule of notices may ask."""
    found = {name: getattr(told.ticket, name) for name in OF_TICKET}
    return found | {name: told.payload[name] for name in OF_EVENT if name in told.payload}


def _once(rule: NoticeRule, told: Told, now: datetime) -> Iterable[Recipient]:
    """Everybody the rule names; who is named in two ways is told once."""
    found: dict[str, Recipient] = {}
    for audience in rule.to:
        for who in recipients(audience, told, now=now):
            found.setdefault(who.id, who)
    return found.values()


def _reaches(via: str, who: Recipient) -> bool:
    address = plugins.notifier(via).address
    if not address:
        return True
    if who.id.startswith(STAFF):
        return address == "email" and bool(desks.emails([who.id.removeprefix(STAFF)]))
    return address in given_fields(UUID(who.id.removeprefix(REQUESTER)))


def _notice(told: Told, rule: NoticeRule, who: Recipient, via: str, now: datetime) -> Notice:
    return Notice(
        seq=told.row.seq,
        rule=rule.id,
        recipient=who.id,
        via=via,
        ticket_id=told.ticket.id,
        number=told.ticket.number,
        unit_id=who.unit,
        made_at=now,
        next_at=now,
    )
