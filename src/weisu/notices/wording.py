"""What a notice says, read from the event when it is sent or shown: nothing of it is kept, so erased words are gone.

Words of people come in as redacted copies, and only those meant for the reader: a requester is told what was written
for them, never a unit's internal note.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from weisu.domain.instants import from_us, to_us
from weisu.domain.policy import Policy
from weisu.domain.policy.notices import left_open
from weisu.domain.state import load
from weisu.domain.vocabulary import Clock
from weisu.notices.audience import REQUESTER
from weisu.notices.models import Notice
from weisu.notices.telling import rules_at
from weisu.org.queries import unit_names
from weisu.tickets.models import Ticket, TicketEvent
from weisu.tickets.papers import references
from weisu.vault.queries import redacted

FOR_REQUESTER = {"reason": ("told",), "answer": ("public",), "plan": ("plan",), "law": ("law",)}
FOR_STAFF = FOR_REQUESTER | {"reason": ("reason", "order", "words", "told")}
DUE_FIELDS = ("due", "until")
DUE_CLOCKS = (
    *(Clock.SUPERVISION, Clock.HELP, Clock.REDO, Clock.RETURN_RULING, Clock.DISPUTE_RULING, Clock.EXTENSION_RULING),
    *(Clock.REFUSAL_REVIEW, Clock.REPLY_REVIEW, Clock.CLOSURE),
)
"""Whose end a notice names, the first of these that the event set."""

ENDINGS = "\u3002.;\uff1b "
SETS = ("start", "resume", "move", "recompute")
COUNTED = {"ticket.chased": "chases", "ticket.returned": "failed_dispatches", "ticket.reopened": "reopens"}


class Said(NamedTuple):
    """A notice in one language."""

    subject: str
    body: str


class _Event(NamedTuple):
    type: str
    unit_id: str
    occurred_at: datetime
    payload: Mapping[str, Any]


def said(notice: Notice, language: str) -> Said:
    """The notice in `zh` or `en`, by the rules of the day the event happened.

    Raises: NotFound when no rules are published.
    """
    ticket = Ticket.objects.get(id=notice.ticket_id)
    found = TicketEvent.objects.values_list("type", "unit_id", "occurred_at", "payload").get(seq=notice.seq)
    event = _Event(*found[:3], json.loads(found[3]))
    policy = rules_at(ticket, to_us(event.occurred_at))
    rule = next((one for one in policy.notice_rules.get(event.type, ()) if one.id == notice.rule), None)
    if rule is None:
        return Said(notice.rule, notice.number)
    wording = policy.wording(rule.wording, language)
    known = {name: _fact(name, notice, ticket, event, policy, language) for name in left_open(wording)}
    missing = policy.wording("not_stated", language)
    body = wording.format(**{name: value or missing for name, value in known.items()})
    return Said(f"{rule.label.get(language, rule.id)} {notice.number}", body)


def _fact(name: str, notice: Notice, ticket: Ticket, event: _Event, policy: Policy, language: str) -> str:
    match name:
        case "number":
            return notice.number
        case "promised":
            return _instant(_set(event, [Clock.PROMISE]) or ticket.promised_at, policy, language)
        case "due":
            return _instant(_due(notice, ticket, event), policy, language)
        case "review":
            return _instant(_given(event, "review_at"), policy, language)
        case "clock":
            clock = str(event.payload.get("clock", ""))
            return policy.wording(f"clock_{clock}", language) or clock
        case "unit":
            return _name(notice.unit_id or str(event.payload.get("unit") or event.unit_id) or ticket.lead_unit_id)
        case "to":
            return _name(str(event.payload.get("to", "")))
        case "ground":
            return _ground(str(event.payload.get("ground", "")), policy, language)
        case "count":
            return str(getattr(ticket, COUNTED[event.type])) if event.type in COUNTED else ""
    is_requester = notice.recipient.startswith(REQUESTER)
    if ticket.is_guarded and not is_requester:
        # 举报、匿名、保密: words reach staff on the ticket's page, where a release decides; a notice travels on.
        return ""
    fields = (FOR_REQUESTER if is_requester else FOR_STAFF).get(name, ())
    return _words(event.payload, fields) or (_reply(ticket) if name == "answer" else "")


def _due(notice: Notice, ticket: Ticket, event: _Event) -> datetime | None:
    """What the event itself names; what it set for this unit; the end of the unit's handling."""
    named = next((at for field in DUE_FIELDS if (at := _given(event, field))), None)
    if named is not None:
        return named
    found = _set(event, DUE_CLOCKS, notice.unit_id) or _set(event, DUE_CLOCKS)
    if found is not None:
        return found
    state = load(json.loads(ticket.state))
    unit = notice.unit_id or event.unit_id or ticket.lead_unit_id
    running = state.clock(Clock.REDO.value, unit) or state.clock(Clock.CLOSURE.value, unit)
    return from_us(running.due_us) if running else ticket.promised_at


def _set(event: _Event, clocks: Iterable[Clock], unit: str = "") -> datetime | None:
    """When one of these clocks falls due by this event."""
    ends = {
        op["clock"]: op["due_us"]
        for op in event.payload.get("clocks", ())
        if op["op"] in SETS and (not unit or op["unit"] in ("", unit))
    }
    return next((from_us(ends[clock]) for clock in clocks if clock in ends), None)


def _given(event: _Event, field: str) -> datetime | None:
    us = event.payload.get(field)
    return from_us(us) if isinstance(us, int) else None


def _instant(at: datetime | None, policy: Policy, language: str) -> str:
    if at is None:
        return ""
    local = policy.calendar.local(at)
    return policy.wording("instant", language).format(
        year=local.year, month=local.month, day=local.day, hour=local.hour, minute=local.minute
    )


def _name(unit: str) -> str:
    return unit_names([unit]).get(unit, unit) if unit else ""


def _ground(code: str, policy: Policy, language: str) -> str:
    for row in policy.rows.get("scope", {}).values():
        if row.text("ground") == code:
            return str(row.table("label").get(language, code))
    return ""


def _words(payload: Mapping[str, Any], fields: Iterable[str]) -> str:
    wanted = {field: text_id for field, text_id, _digest in references(payload)}
    text_id = next((wanted[field] for field in fields if field in wanted), "")
    return _copy(text_id)


def _reply(ticket: Ticket) -> str:
    """The last public answer; after a re-do the units that answered before no longer lead."""
    answered = [part for part in load(json.loads(ticket.state)).assignments if part.reply_public]
    last = max(answered, key=lambda part: (part.is_lead, part.replied_us), default=None)
    return _copy(last.reply_public) if last else ""


def _copy(text_id: str) -> str:
    """The redacted copy without its full stop: the wording brings its own."""
    copy = redacted([text_id]).get(UUID(text_id)) or "" if text_id else ""
    return copy.rstrip(ENDINGS)
