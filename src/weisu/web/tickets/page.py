"""The list's rows and the ticket page as values a template only has to print."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from weisu.domain.context import Principal
from weisu.domain.instants import from_us
from weisu.domain.lifecycle import allowed
from weisu.domain.policy import Policy, Transition
from weisu.domain.state import TicketState, load
from weisu.domain.vocabulary import ActorKind, ClockStatus, EventType
from weisu.org import queries as org
from weisu.policies.queries import in_force
from weisu.tickets import queries
from weisu.tickets.acting import acting
from weisu.tickets.queries import Moment
from weisu.web.components.due import due
from weisu.web.components.labels import (
    ACTORS,
    CHANNELS,
    CLOCKS,
    EVENTS,
    FIELDS,
    KINDS,
    PRIORITIES,
    STATUSES,
    UNIT_ROLES,
    label,
)

PAGES = {"acknowledge": "acknowledge", "note_progress": "note-progress", "send_back": "send-back"}
"""The commands that have a page, and its name."""

RECEIVING = frozenset(
    {
        EventType.TICKET_DISPATCHED,
        EventType.TICKET_REDISPATCHED,
        EventType.TICKET_DELEGATED,
        EventType.TICKET_ESCALATED,
        EventType.TICKET_REOPENED,
        EventType.SUPERVISION_OPENED,
    }
)
"""Events whose unit is not the one that acts but the one that is to act."""


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    at: datetime
    what: str
    who: str
    status: str
    words: list[tuple[str, str]]
    limits: list[tuple[str, str, datetime]]


@dataclass(frozen=True)
class Action:
    """A step this reader may take now."""

    label: str
    url: str


def rows_in_words(rows: list[dict[str, Any]], *, now: datetime) -> list[dict[str, Any]]:
    """Rows of the work list with names instead of codes."""
    units = org.unit_names(row["lead_unit_id"] for row in rows)
    regions = org.region_names(row["region_code"] for row in rows)
    return [
        row
        | {
            "status": label(STATUSES, row["status"]),
            "kind": label(KINDS, row["kind"]),
            "unit": units.get(row["lead_unit_id"], ""),
            "region": regions.get(row["region_code"], ""),
            "title": _("Being checked before it may be read.") if row["being_checked"] else row["title"],
            "is_late": row["due_at"] is not None and row["due_at"] < now,
        }
        for row in rows
    ]


def ticket_page(viewer: Principal, number: str, *, now: datetime) -> dict[str, Any]:
    """Everything the page of one ticket shows this reader.

    Raises: NotFound.
    """
    ticket = queries.ticket(viewer, number)
    moments = queries.timeline(viewer, number)
    parts = queries.parts(viewer, number)
    clocks = queries.clocks(viewer, number)
    policy = rules(ticket.region_code, now)
    units = org.unit_names([part.unit_id for part in parts] + [moment.unit_id for moment in moments])
    people = org.staff_names([moment.actor_id for moment in moments] + [part.person for part in parts])
    shown = [due(clock, calendar=policy.calendar, now=now) for clock in clocks]
    return {
        "ticket": ticket,
        "title": _first(moments, "title"),
        "request_words": _first(moments, "request"),
        "place": _first(moments, "place"),
        "facts": facts(ticket, policy),
        "actions": actions(load(json.loads(ticket.state)), viewer, policy, number),
        "clocks": [
            (one, units.get(one.unit_id, ""))
            for one, clock in zip(shown, clocks, strict=True)
            if clock.status != ClockStatus.STOPPED
        ],
        "parts": [
            {
                "unit": units.get(part.unit_id, part.unit_id),
                "role": label(UNIT_ROLES, part.role),
                "status": label(STATUSES, part.status),
                "since_at": part.since_at,
                "ended_at": part.ended_at,
                "person": people.get(part.person, ""),
            }
            for part in parts
        ],
        "lines": [line(moment, units=units, people=people) for moment in moments],
    }


def rules(region: str, now: datetime) -> Policy:
    """The rules in force where the ticket is."""
    return in_force(region, now, ancestors=org.ancestors)


def facts(ticket: Any, policy: Policy) -> dict[str, Any]:
    """The ticket's own facts in words."""
    category = policy.category(ticket.category)
    regions = org.region_names([ticket.region_code])
    return {
        "status": label(STATUSES, ticket.status),
        "kind": label(KINDS, ticket.kind),
        "category": _in_language(category.name_zh, category.name_en) if category else ticket.category,
        "priority": label(PRIORITIES, ticket.priority),
        "channel": label(CHANNELS, ticket.channel),
        "region": regions.get(ticket.region_code, ticket.region_code),
    }


def actions(state: TicketState, viewer: Principal, policy: Policy, number: str) -> list[Action]:
    """The steps with a page that the lifecycle allows this reader now, under the names the pack gives them."""
    return [
        Action(named(transitions[0]), reverse(PAGES[command], args=[number]))
        for command, transitions in allowed(state, acting(viewer, state, {}), policy).items()
        if command in PAGES
    ]


def named(transition: Transition) -> str:
    """The pack's own name of a step."""
    return _in_language(transition.label.get("zh", ""), transition.label.get("en", "")) or transition.id


def line(moment: Moment, *, units: Mapping[str, str], people: Mapping[str, str]) -> Line:
    """One event in words: what, by whom, what was written, which limits it set."""
    # A requester may be known by name elsewhere; here they are "the requester".
    known = "" if moment.actor_kind == ActorKind.CITIZEN else people.get(moment.actor_id, "")
    who = known or label(ACTORS, moment.actor_kind)
    moved = moment.to_status if moment.to_status != moment.from_status else ""
    return Line(
        at=moment.occurred_at,
        what=label(EVENTS, moment.type),
        who=_with_unit(who, moment, units.get(moment.unit_id, "")),
        status=label(STATUSES, moved) if moved else "",
        # The request itself stands at the top of the page.
        words=[
            (label(FIELDS, name), copy)
            for name, copies in moment.words.items()
            for copy in copies
            if copy and moment.version > 1
        ]
        + [(label(FIELDS, name), _("Being checked before it may be read.")) for name in moment.being_checked],
        limits=list(_limits(moment, units)),
    )


def _with_unit(who: str, moment: Moment, unit: str) -> str:
    """The unit somebody acts for, or the one that receives the ticket."""
    if unit and moment.actor_kind == ActorKind.UNIT_STAFF:
        return f"{who} · {unit}"
    return f"{who} → {unit}" if unit and moment.type in RECEIVING else who


def _limits(moment: Moment, units: Mapping[str, str]) -> Iterable[tuple[str, str, datetime]]:
    for op in moment.facts.get("clocks", ()):
        if op["op"] in ("start", "resume", "move", "recompute"):
            yield label(CLOCKS, op["clock"]), units.get(op["unit"], ""), from_us(op["due_us"])


def _first(moments: list[Moment], field: str) -> str:
    copies = moments[0].words.get(field, []) if moments else []
    return next((copy for copy in copies if copy), "")


def _in_language(chinese: str, english: str) -> str:
    return english or chinese if get_language() == "en" else chinese or english
