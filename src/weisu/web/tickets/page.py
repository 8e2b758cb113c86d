"""The list's rows and the ticket page as values a template only has to print."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from weisu.domain.context import Principal
from weisu.domain.policy import Policy
from weisu.domain.vocabulary import Clock, ClockStatus
from weisu.org import queries as org
from weisu.policies.queries import in_force
from weisu.tickets import queries
from weisu.tickets.offers import actions
from weisu.web.components.brief import asked, first
from weisu.web.components.due import due
from weisu.web.components.labels import (
    CHANNELS,
    KINDS,
    PRIORITIES,
    STATUSES,
    UNIT_ROLES,
    label,
)
from weisu.web.components.languages import in_language
from weisu.web.components.lines import BEING_CHECKED, lines
from weisu.web.components.masks import named_files, unmasked
from weisu.web.steps.ways import ways


def rows_in_words(viewer: Principal, rows: list[dict[str, Any]], *, now: datetime) -> list[dict[str, Any]]:
    """Rows of the work list with names instead of codes."""
    units = org.unit_names(row["lead_unit_id"] for row in rows)
    regions = org.region_names(row["region_code"] for row in rows)
    nearest = queries.nearest_clocks(viewer, (row["id"] for row in rows))
    policies = {code: rules(code, now) for code in {row["region_code"] for row in rows}}
    return [
        row
        | {
            "title": _(BEING_CHECKED) if row["being_checked"] else unmasked(row["title"] or ""),
            "stage": row["status"],
            "status": label(STATUSES, row["status"]),
            "kind": label(KINDS, row["kind"]),
            "unit": units.get(row["lead_unit_id"], ""),
            "region": regions.get(row["region_code"], ""),
            "urgency": urgency(row["priority"], policies[row["region_code"]]),
            "due": due(clock, calendar=policies[row["region_code"]].calendar, now=now) if clock else None,
        }
        for row in rows
        for clock in [nearest.get(row["id"])]
    ]


def ticket_page(viewer: Principal, number: str, *, now: datetime) -> dict[str, Any]:
    """Everything the page of one ticket shows this reader.

    Raises: NotFound.
    """
    situation = actions(viewer, number, now=now)
    ticket, policy = situation.ticket, situation.policy
    moments = queries.timeline(viewer, number)
    parts = queries.parts(viewer, number)
    clocks = queries.clocks(viewer, number)
    units = org.unit_names(part.unit_id for part in parts)
    people = org.staff_names(part.person for part in parts)
    running = limits(clocks, policy, units, now=now)
    return {
        "ticket": ticket,
        "title": first(moments, "title"),
        "request_words": asked(moments),
        "files": named_files(moments[0].files) if moments else [],
        "place": first(moments, "place"),
        "facts": facts(ticket, policy),
        **ways(situation.offers, number),
        "clocks": running,
        "promise": next((clock["due"] for clock in running if clock["clock"] == Clock.PROMISE), None),
        "parts": [in_words(part, units, people) for part in parts],
        "lines": lines(moments),
    }


def in_words(part: Any, units: Mapping[str, str], people: Mapping[str, str]) -> dict[str, Any]:
    """One unit's part."""
    return {
        "unit": units.get(part.unit_id, part.unit_id),
        "role": label(UNIT_ROLES, part.role),
        "stage": part.status,
        "status": label(STATUSES, part.status),
        "is_open": part.is_open,
        "person": people.get(part.person, ""),
        "moments": [
            (words, at)
            for words, at in (
                (_("Received"), part.since_at),
                (_("Acknowledged"), part.acknowledged_at),
                (_("First contact with the requester"), part.contacted_at),
                (_("Reply submitted"), part.replied_at),
                (_("Ended"), part.ended_at),
            )
            if at
        ],
    }


def limits(clocks: Sequence[Any], policy: Policy, units: Mapping[str, str], *, now: datetime) -> list[dict[str, Any]]:
    """The clocks that still run or rest: what is timed, for whom, till when, and by which rule."""
    rules = policy.rows.get("deadline", {})
    names = org.unit_names(clock.unit_id for clock in clocks)
    return [
        {
            "clock": clock.clock,
            "due": due(clock, calendar=policy.calendar, now=now),
            "unit": units.get(clock.unit_id) or names.get(clock.unit_id, _("The hotline")),
            "rule": clock.rule,
            "basis": rules[clock.rule].text("basis") if clock.rule in rules else "",
        }
        for clock in clocks
        if clock.status != ClockStatus.STOPPED
    ]


def rules(region: str, now: datetime) -> Policy:
    """The rules in force where the ticket is."""
    return in_force(region, now, ancestors=org.ancestors)


def facts(ticket: Any, policy: Policy) -> dict[str, Any]:
    """The ticket's own facts in words."""
    category = policy.category(ticket.category)
    regions = org.region_names([ticket.region_code])
    return {
        "stage": ticket.status,
        "urgency": urgency(ticket.priority, policy),
        "status": label(STATUSES, ticket.status),
        "kind": label(KINDS, ticket.kind),
        "category": in_language(category.name_zh, category.name_en) if category else ticket.category,
        "priority": label(PRIORITIES, ticket.priority),
        "channel": label(CHANNELS, ticket.channel),
        "region": regions.get(ticket.region_code, ticket.region_code),
    }


def urgency(priority: str, policy: Policy) -> str:
    """The word for a ticket that comes before others; empty for every other one."""
    listed = policy.setting("township_duty.urgent_priorities")
    return label(PRIORITIES, priority) if isinstance(listed, (list, tuple)) and priority in listed else ""
