"""What a decision needs from the apps beneath: rules, units, and what identifies a requester."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from weisu.domain.context import Context, Principal, UnitFacts
from weisu.domain.errors import GuardRefused
from weisu.domain.policy import Policy
from weisu.domain.state import TicketState
from weisu.org.queries import ancestors, ended_units, government, unit_facts, units_above
from weisu.policies.queries import in_force
from weisu.vault.queries import known_identifiers

UNIT_FIELDS = ("unit", "to", "lead")
UNITS_FIELDS = ("supports", "units", "about")


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
    backstop = _backstop(state.region, policy, occurred_at)
    return Context(
        by=by,
        now=occurred_at,
        policy=policy,
        units=units(state, fields, by=by, policy=policy, backstop=backstop),
        precision=precision,
        historic=historic,
        backstop=backstop,
    )


def _backstop(region: str, policy: Policy, at: datetime) -> str:
    """The government over the place at the level that the rules name; empty where they name none."""
    level = policy.setting("designation.backstop")
    return government(region, level=level, at=at) if level else ""


def units(
    state: TicketState, fields: Mapping[str, Any], *, by: Principal, policy: Policy, backstop: str = ""
) -> Mapping[str, UnitFacts]:
    """The units that have a part, that are named, that act, or that the rules designate, and those above them."""
    wanted = {part.unit for part in state.assignments} | set(state.about)
    wanted.update(fields.get(name, "") for name in UNIT_FIELDS)
    for name in UNITS_FIELDS:
        wanted.update(fields.get(name) or ())
    wanted.update((by.unit_id, backstop, str(policy.setting("designation.unit", "") or "")))
    return unit_facts(units_above(wanted - {"", None}))


def require_in_force(fields: Mapping[str, Any], at: datetime) -> None:
    """Refuse to give work to a unit that has ended.

    Raises: GuardRefused, naming it.
    """
    named = {str(fields.get(name) or "") for name in ("to", "lead")}
    for name in ("supports", "units"):
        named.update(fields.get(name) or ())
    ended = ended_units(named - {""}, at) if named - {""} else []
    if ended:
        raise GuardRefused(f"{', '.join(ended)} has ended; name the unit that does its work now.", units=ended)


def identifiers(requester: str) -> tuple[str, ...]:
    """Names and numbers of the requester, to be masked in whatever is written about them."""
    return known_identifiers(as_uuid(requester))


def as_uuid(text: str) -> UUID | None:
    """The id a text spells; None when it spells none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
