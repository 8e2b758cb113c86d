"""What a decision needs from the apps beneath: rules, units, and what identifies a requester."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from weisu.domain.context import Context, Principal, UnitFacts
from weisu.domain.policy import Policy
from weisu.domain.state import TicketState
from weisu.org.queries import ancestors, unit_facts
from weisu.policies.queries import in_force
from weisu.vault.queries import known_identifiers

UNIT_FIELDS = ("unit", "to", "lead")
UNITS_FIELDS = ("supports", "units")


def rules(region: str, *, occurred_at: datetime, now: datetime, historic: bool) -> Policy:
    """The rules that decide: those of the day it happened; past facts are only held to today's order of steps."""
    return in_force(region, now if historic else occurred_at, ancestors=ancestors)


def context(
    state: TicketState,
    fields: Mapping[str, Any],
    *,
    by: Principal,
    policy: Policy,
    occurred_at: datetime,
    precision: str,
    historic: bool,
) -> Context:
    """Everything `decide` may look at besides the ticket."""
    return Context(
        by=by,
        now=occurred_at,
        policy=policy,
        units=units(state, fields, by=by, policy=policy),
        precision=precision,
        historic=historic,
    )


def units(state: TicketState, fields: Mapping[str, Any], *, by: Principal, policy: Policy) -> Mapping[str, UnitFacts]:
    """The units that have a part, that are named, that act, or that the rules designate."""
    wanted = {part.unit for part in state.assignments}
    wanted.update(fields.get(name, "") for name in UNIT_FIELDS)
    for name in UNITS_FIELDS:
        wanted.update(fields.get(name, ()))
    wanted.update((by.unit_id, str(policy.setting("designation.unit", "") or "")))
    return unit_facts(wanted - {"", None})


def identifiers(requester: str) -> tuple[str, ...]:
    """Names and numbers of the requester, to be masked in whatever is written about them."""
    return known_identifiers(as_uuid(requester))


def as_uuid(text: str) -> UUID | None:
    """The id a text spells; None when it spells none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
