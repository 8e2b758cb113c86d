"""Who is meant: from "the handler" or "the dispatchers' desk" to people, each with the unit they are told through."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from weisu.domain.errors import NotFound
from weisu.domain.vocabulary import Audience, EventType, Role
from weisu.lake.rows import EventRow
from weisu.org import desks
from weisu.org import queries as org
from weisu.tickets.models import Assignment, Ticket
from weisu.tickets.queries import visible_to

STAFF, REQUESTER = "staff:", "requester:"
DESKS = {
    Audience.DISPATCHER_DESK: Role.DISPATCHER,
    Audience.OVERSIGHT: Role.OVERSIGHT_OFFICER,
    Audience.COORDINATOR: Role.COORDINATOR,
}


class Recipient(NamedTuple):
    """Somebody who is told; `unit` is empty when they are not told as people of a unit."""

    id: str
    unit: str = ""


class Told(NamedTuple):
    """An event as those who are told of it need it."""

    row: EventRow
    payload: Mapping[str, Any]
    ticket: Ticket


def recipients(audience: str, told: Told, *, now: datetime) -> list[Recipient]:
    """Everybody meant who may see the ticket; nobody is told of what they did themselves."""
    if audience == Audience.REQUESTER:
        who = told.ticket.requester_id
        return [Recipient(REQUESTER + who)] if who else []
    return [
        Recipient(STAFF + person, unit)
        for person, unit in dict.fromkeys(_staff(Audience(audience), told, now))
        if person != told.row.actor_id and _may_see(person, told.ticket, now)
    ]


def _staff(audience: Audience, told: Told, now: datetime) -> Iterator[tuple[str, str]]:
    if audience in DESKS:
        people = desks.people_of_region(DESKS[audience], told.ticket.region_code, now)
        yield from ((person, "") for person in people)
        return
    for unit in _units(audience, told):
        handler = _person(told.ticket, unit) if audience == Audience.HANDLER else ""
        people = [handler] if handler else desks.people_of_unit(unit, now)
        yield from ((person, unit) for person in people)


def _units(audience: Audience, told: Told) -> list[str]:
    lead = told.ticket.lead_unit_id
    match audience:
        case Audience.LEAD_UNIT:
            return [lead] if lead else []
        case Audience.SUPPORT_UNITS:
            open_parts = Assignment.objects.filter(ticket=told.ticket, is_open=True)
            return sorted({unit for unit in open_parts.values_list("unit_id", flat=True) if unit != lead})
        case Audience.HANDLER:
            unit = _named(told) if told.payload.get("unit") else [lead]
            return [one for one in unit if one]
    return _named(told)


def _named(told: Told) -> list[str]:
    """Units that receive a part; without any the one the event is about; of a dispute's ruling both."""
    opened = [str(part["unit"]) for part in told.payload.get("opened", ())]
    about = str(told.payload.get("unit") or told.row.unit_id)
    if opened and told.row.type != EventType.DISPUTE_RULED:
        return opened
    return [unit for unit in dict.fromkeys((about, *opened)) if unit]


def _person(ticket: Ticket, unit: str) -> str:
    parts = Assignment.objects.filter(ticket=ticket, unit_id=unit, is_open=True).order_by("-spell")
    return str(parts.values_list("person", flat=True).first() or "")


def may_still_see(recipient: str, ticket_id: UUID, *, now: datetime) -> bool:
    """Whether somebody may be told of a ticket now: rights end, and a ticket may have become secret since."""
    ticket = Ticket.objects.filter(id=ticket_id).first()
    if ticket is None or not recipient.startswith(STAFF):
        return ticket is not None
    return _may_see(recipient.removeprefix(STAFF), ticket, now)


def _may_see(person: str, ticket: Ticket, now: datetime) -> bool:
    try:
        viewer = org.principal(person, now)
    except NotFound:
        return False
    return bool(viewer.roles) and visible_to(viewer).filter(id=ticket.id).exists()
