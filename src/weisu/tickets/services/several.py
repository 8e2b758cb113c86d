"""Services that change more than one ticket: split, merge, link, group. All of it happens, or none of it.

Tickets that exist are locked together in the order of their ids before the first is changed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused
from weisu.domain.state import TicketState
from weisu.domain.vocabulary import Status
from weisu.tickets import heads
from weisu.tickets.models import Ticket
from weisu.tickets.papers import Words
from weisu.tickets.services.core import execute
from weisu.tickets.steps import How
from weisu.tickets.visibility import sees, unseen

INHERITED = ("kind", "category", "priority", "origin", "channel", "region", "level", "community", "requester")
"""What a child ticket takes from its parent unless its part says otherwise; contact and anonymity always."""

TRIAGE_FIELDS = ("outcome", "ground", "law", "told", "to")


def split(
    number: str,
    *,
    parts: Sequence[Mapping[str, Any]],
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> list[Ticket]:
    """拆单: each part (fields of `register`) becomes a ticket with this one as parent; returns parent and children."""
    with transaction.atomic():
        [parent] = _taken(by, number)
        children = [
            execute("register", "", _child(parent, part), by=by, now=now, **_keyed(how, f"part {place}"))
            for place, part in enumerate(parts)
        ]
        fields = {"children": tuple(child.number for child in children), "reason": reason}
        return [execute("split", number, fields, by=by, now=now, **how), *children]


def triage_parts(
    number: str,
    *,
    parts: Sequence[Mapping[str, Any]],
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> list[Ticket]:
    """分类处理 of a contact that held several matters: the first part is this ticket's own, the others are split off.

    A part holds the fields of `triage` and, after the first, those of `register` that differ.
    """
    matters = [{name: value for name, value in part.items() if name not in TRIAGE_FIELDS} for part in parts[1:]]
    answers = [{name: part[name] for name in TRIAGE_FIELDS if name in part} for part in parts]
    with transaction.atomic():
        tickets = [state.number for state in _taken(by, number)]
        if matters:
            family = split(number, parts=matters, reason=reason, by=by, now=now, **_keyed(how, "split"))
            tickets = [ticket.number for ticket in family]
            how = _later(how)
        return [
            execute("triage", ticket, answer, by=by, now=now, **_keyed(how, f"triage {place}"))
            for place, (ticket, answer) in enumerate(zip(tickets, answers, strict=True))
        ]


def merge(
    number: str,
    *,
    into: str,
    ground: str = "",
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """并单: the same request again; this ticket rests, and `into` is told that it is handled for both.

    Raises: GuardRefused when `into` is the ticket itself, or rests in another one.
    """
    with transaction.atomic():
        own, other = _both(by, number, into)
        if other.merged_into or other.status in (Status.MERGED, Status.WITHDRAWN, Status.ARCHIVED):
            raise GuardRefused(
                f"{into} is {other.status} itself; merge into the ticket that is handled.",
                instead=[other.merged_into] if other.merged_into else [],
            )
        if set(other.about) != set(own.about):
            raise GuardRefused(f"{number} and {into} are not about the same units; each must be handled by itself.")
        merged = execute("merge", number, {"into": into, "ground": ground, "reason": reason}, by=by, now=now, **how)
        _tell(into, number, "absorbed", by=by, now=now, how=how)
        return merged


def unmerge(number: str, *, reason: Words = None, by: Principal, now: datetime, **how: Unpack[How]) -> Ticket:
    """撤销并单: the ticket goes on where it rested; the other one is told."""
    with transaction.atomic():
        [own] = _taken(by, number)
        into = own.merged_into
        if into:
            _both(by, number, into)
        parted = execute("unmerge", number, {"reason": reason}, by=by, now=now, **how)
        if into:
            _tell(into, number, "parted", by=by, now=now, how=how)
        return parted


def link(number: str, *, other: str, relation: str, by: Principal, now: datetime, **how: Unpack[How]) -> Ticket:
    """Names another ticket that belongs beside this one (`repeat_of`, `child_of`, `concerns`)."""
    with transaction.atomic():
        _both(by, number, other)
        return execute("link", number, {"other": other, "relation": relation}, by=by, now=now, **how)


def group(
    *numbers: str, group: str, ground: str = "", by: Principal, now: datetime, **how: Unpack[How]
) -> list[Ticket]:
    """同类诉求: these tickets have one cause; each keeps its own verdict."""
    with transaction.atomic():
        _taken(by, *numbers)
        return [
            execute("group", number, {"group": group, "ground": ground}, by=by, now=now, **_keyed(how, number))
            for number in numbers
        ]


def _child(parent: TicketState, part: Mapping[str, Any]) -> dict[str, Any]:
    taken = {name: getattr(parent, name) for name in INHERITED} | {"labels": parent.labels, "about": parent.about}
    fixed = {"parent": parent.number, "contact": parent.contact, "anonymity": parent.anonymity}
    return {**taken, **part, **fixed}


def _both(by: Principal, number: str, other: str) -> list[TicketState]:
    """Lock two different tickets."""
    if number == other:
        raise GuardRefused(f"{number} cannot be joined with itself; name the other ticket.")
    return _taken(by, number, other)


def _taken(by: Principal, *numbers: str) -> list[TicketState]:
    """Lock tickets in the order of their ids; their states as they were named.

    Raises: NotFound when one of them is not there for this person, before anything is said of another.
    """
    found = {taken.state.number: taken.state for taken in heads.take_all(numbers)}
    lost = [number for number in numbers if number not in found or not sees(by, found[number])]
    if lost:
        raise unseen(*lost)
    return [found[number] for number in numbers]


def _tell(number: str, other: str, relation: str, *, by: Principal, now: datetime, how: How) -> None:
    """The other ticket's own line says what happened to it; its version is not the caller's to know."""
    quiet = _keyed(_later(how), f"tell {number}")
    execute("link", number, {"other": other, "relation": relation}, by=by, now=now, **quiet)


def _keyed(how: How, step: str) -> How:
    """One key for each step of a command that takes several."""
    if "key" not in how:
        return how
    return {**how, "key": f"{how['key']} {step}"}


def _later(how: How) -> How:
    """Without the version the caller expected before the first step."""
    rest: How = {**how}
    rest.pop("expected_version", None)
    return rest
