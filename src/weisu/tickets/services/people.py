"""Looking at the person behind a ticket: one field, for one purpose, for a time that the policy sets."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused, NotFound, PolicyError, RoleRefused
from weisu.domain.vocabulary import Role
from weisu.tickets import queries, surroundings
from weisu.vault import services as vault

MAY_REVEAL = frozenset(
    {
        Role.AGENT,
        Role.TEAM_LEAD,
        Role.DISPATCHER,
        Role.QUALITY_INSPECTOR,
        Role.OVERSIGHT_OFFICER,
        Role.UNIT_STAFF,
        Role.UNIT_LEAD,
    }
)


class Revealed(NamedTuple):
    """A field in clear, and until when `weisu.vault.services.look` shows it again."""

    grant_id: UUID
    value: str
    until: datetime


@transaction.atomic
def reveal(number: str, *, field: str, purpose: str, by: Principal, now: datetime) -> Revealed:
    """One field of the requester of a ticket one may see; the grant and the look are both recorded.

    Raises: NotFound, also when the requester is unknown; RoleRefused; GuardRefused for a protected requester.
    """
    ticket = queries.ticket(by, number)
    if not by.roles & MAY_REVEAL:
        raise RoleRefused("Only whoever handles or oversees a ticket may look at its requester.")
    if queries.is_guarded_from(by, ticket):
        raise GuardRefused(
            "The requester is protected; ask the hotline to contact them.", instead=["ask_relay"], guard="not_guarded"
        )
    requester_id = surroundings.as_uuid(ticket.requester_id)
    if requester_id is None:
        raise NotFound(f"Nobody is known to have asked for ticket {number}.")
    policy = surroundings.rules(ticket.region_code, occurred_at=now, now=now, historic=False)
    minutes = policy.setting("reveal.minutes")
    if not isinstance(minutes, int):
        raise PolicyError("No policy in force says how long a field may be shown; publish reveal.minutes.")
    given = vault.grant(
        requester_id, field=field, purpose=purpose, minutes=minutes, ticket_id=ticket.id, by=by, now=now
    )
    return Revealed(given.grant_id, vault.look(given.grant_id, by=by, now=now), given.ends_at)
