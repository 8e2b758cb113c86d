"""The other tickets that a ticket names (拆单、并单、关联), as one viewer may know of them: numbers do not leak."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from weisu.domain.context import Principal
from weisu.tickets.models import Ticket
from weisu.tickets.visibility import visible_to

ONE, SEVERAL = ("parent", "merged_into", "other", "into"), ("children",)
"""What names other tickets, in a ticket's state and in what its events say."""


def of_ticket(viewer: Principal, found: Ticket) -> Ticket:
    """The row without the tickets this viewer may not see; never saved."""
    state = json.loads(found.state)
    hidden = _hidden(viewer, [state])
    if hidden:
        found.state = json.dumps(_without(hidden, state))
        found.parent = "" if found.parent in hidden else found.parent
        found.merged_into = "" if found.merged_into in hidden else found.merged_into
    return found


def of_facts(viewer: Principal, told: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What events say, without the tickets this viewer may not see."""
    hidden = _hidden(viewer, told)
    return [_without(hidden, facts) for facts in told] if hidden else told


def _hidden(viewer: Principal, told: Iterable[Mapping[str, Any]]) -> set[str]:
    named = {number for facts in told for number in _named(facts)}
    if not named:
        return set()
    return named - set(visible_to(viewer).filter(number__in=named).values_list("number", flat=True))


def _named(facts: Mapping[str, Any]) -> set[str]:
    links = {other for _relation, other in facts.get("links", ())}
    several = {number for name in SEVERAL for number in facts.get(name, ())}
    return ({str(facts.get(name) or "") for name in ONE} | several | links) - {""}


def _without(hidden: set[str], facts: Mapping[str, Any]) -> dict[str, Any]:
    left = {name: value for name, value in facts.items() if not (name in ONE and value in hidden)}
    for name in SEVERAL:
        if name in left:
            left[name] = [number for number in left[name] if number not in hidden]
    if "links" in left:
        left["links"] = [link for link in left["links"] if link[1] not in hidden]
    return left
