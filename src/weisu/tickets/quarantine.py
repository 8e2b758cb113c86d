"""What is left to see of a secret matter (涉密): that it is hidden, what was destroyed, and that the log is whole."""

import json
from datetime import datetime
from typing import NamedTuple

from weisu.domain.context import Principal
from weisu.tickets.models import Ticket, TicketEvent
from weisu.tickets.verify import Finding, verify_ticket
from weisu.tickets.visibility import quarantined_for, unseen
from weisu.vault.queries import Destroyed, destroyed


class Turn(NamedTuple):
    """One of the two keys: who turned it when, and on which ground."""

    type: str
    by: str
    at: datetime
    ground: str


class Proof(NamedTuple):
    """A quarantine as its two keys made it, and what a check of this one ticket finds now.

    `key` says whose the first key was: `administrator` or `oversight`.
    """

    ticket: Ticket
    key: str
    turns: list[Turn]
    events: int
    words: Destroyed
    findings: list[Finding]


def proof(viewer: Principal, number: str) -> Proof:
    """Of a quarantined ticket what its two kinds of key-holders may know.

    Raises: NotFound, also when there is such a ticket and it is not quarantined.
    """
    found = quarantined_for(viewer).filter(number=number).first()
    if found is None:
        raise unseen(number)
    events = TicketEvent.objects.filter(ticket_id=found.id)
    turned = events.filter(type__startswith="quarantine.").order_by("version")
    turns = [
        Turn(kind, actor, at, json.loads(payload).get("ground", ""))
        for kind, actor, at, payload in turned.values_list("type", "actor_id", "occurred_at", "payload")
    ]
    key = json.loads(found.state).get("quarantine_key", "")
    return Proof(found, key, turns, events.count(), destroyed(found.id), verify_ticket(found.id))
