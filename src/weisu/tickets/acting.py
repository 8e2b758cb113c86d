"""In which of their posts somebody acts on a ticket, and whether the ticket is theirs to act on at all."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from weisu.domain.commands import RequestQuarantine, RuleQuarantine
from weisu.domain.context import Principal, Scope
from weisu.domain.state import TicketState
from weisu.domain.vocabulary import Role
from weisu.org.queries import subtree, unit_facts, units_above
from weisu.tickets.visibility import BY_UNIT, sees, sees_quarantined_too, unseen

BY_TWO_KEYS = frozenset({RequestQuarantine.name, RuleQuarantine.name})


def acting(by: Principal, state: TicketState, fields: Mapping[str, Any]) -> Principal:
    """The person in the posts that hold for this matter and place, at the unit whose part they act on.

    Whoever holds posts at several units acts for the one named, else for the one that has a part.
    """
    if not by.posts:
        return by
    category = state.category or str(fields.get("category") or "")
    region = state.region or str(fields.get("region") or "")
    holding = [
        post for post in by.posts if post.holds_for(category) and (not post.area or region in subtree(post.area))
    ]
    unit = _unit(holding, state, str(fields.get("unit") or ""))
    kept = [post for post in holding if post.role not in BY_UNIT or post.unit_id == unit]
    facts = unit_facts([unit]).get(unit)
    return replace(
        by,
        roles=frozenset(post.role for post in kept),
        unit_id=unit,
        region_code=facts.region_code if facts else by.region_code,
        level=facts.level if facts else by.level,
    )


def require_seen(by: Principal, state: TicketState, command: str) -> None:
    """Whoever may not see a ticket is told what they would be told of a number that never was.

    A ticket that is being registered is nobody's yet. Raises: NotFound.
    """
    if state.number and not sees(by, state) and not (command in BY_TWO_KEYS and _holds_a_key(by, state)):
        raise unseen(state.number)


def _holds_a_key(by: Principal, state: TicketState) -> bool:
    """Whether somebody may be told of a secret matter (涉密): administrators, and oversight for its region."""
    if Role.ADMINISTRATOR in by.roles:
        return not units_above(by.unit_ids) & set(state.about)
    return Role.OVERSIGHT_OFFICER in by.roles and sees_quarantined_too(by, state)


def _unit(posts: list[Scope], state: TicketState, named: str) -> str:
    units = list(dict.fromkeys(post.unit_id for post in posts if post.unit_id))
    if named in units:
        return named
    return next((unit for unit in units if state.part(unit) is not None), units[0] if units else "")
