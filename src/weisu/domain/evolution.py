"""Folding: what each event means for the state. Reads no policy, no calendar, no clock; it may not refuse."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from weisu.domain.events import Event, Happening
from weisu.domain.instants import to_us
from weisu.domain.state import EMPTY, GONE_PARTS, Assignment, ClockState, TicketState, changed
from weisu.domain.vocabulary import AssignmentStatus, Clock, ClockStatus
from weisu.domain.vocabulary import EventType as E

Changes = dict[str, Any]
RUNNING, PAUSED, STOPPED = (status.value for status in (ClockStatus.RUNNING, ClockStatus.PAUSED, ClockStatus.STOPPED))
PROMISE = Clock.PROMISE.value
ENDED_PARTS = GONE_PARTS | {AssignmentStatus.ANSWERED}

CORRECTABLE = frozenset({"community", "channel", "kind", "category", "region", "level"})
"""Fields of the state that a correction may set; any other correction is recorded and read beside the event."""


def fold(events: Iterable[Event], start: TicketState = EMPTY) -> TicketState:
    """The state after all these events of one ticket, in order of version."""
    return reduce(evolve, events, start)


def evolve(state: TicketState, event: Event) -> TicketState:
    """The state after one more event."""
    return evolve_at(state, event, to_us(event.occurred_at))


def evolve_at(state: TicketState, event: Happening, at_us: int) -> TicketState:
    """The state after one more event that occurred at these microseconds, as the log keeps them."""
    payload = event.payload
    changes: Changes = {"version": event.version, "updated_us": max(at_us, state.updated_us)}
    if event.to_status != state.status:
        changes["status"] = event.to_status
        changes["previous"] = state.status
    if "parts" in payload or "opened" in payload or event.type in PART_FACTS:
        changes["assignments"] = _parts(state, event, at_us)
    if "clocks" in payload:
        changes |= _clock_changes(state.clocks, event, at_us)
    facts = FACTS.get(event.type)
    if facts:
        changes.update(facts(state, event, at_us))
    return changed(state, changes)


def turned(after: TicketState, event: Event, at_us: int) -> TicketState:
    """The state after an event that was folded before its clock facts were decided; they are in its payload now."""
    return changed(after, _clock_changes(after.clocks, event, at_us)) if "clocks" in event.payload else after


def _parts(state: TicketState, event: Happening, at_us: int) -> tuple[Assignment, ...]:
    parts = list(state.assignments)
    for unit, to in event.payload.get("parts", ()):
        index = _index(parts, unit)
        parts[index] = _moved(parts[index], to, at_us)
    facts = PART_FACTS.get(event.type)
    if facts and event.unit_id and (index := _index(parts, event.unit_id)) >= 0:
        parts[index] = changed(parts[index], facts(parts[index], event, at_us))
    return tuple(parts + [_opened(opened, event.version, at_us) for opened in event.payload.get("opened", ())])


def _opened(said: Mapping[str, Any], version: int, at_us: int) -> Assignment:
    """A part as it begins. Which body gave it (`by`) no rule asks; it is for those who count."""
    known = {name: value for name, value in said.items() if name != "by"}
    return Assignment(spell=version, since_us=at_us, status=AssignmentStatus.DISPATCHED.value, **known)


def _index(parts: list[Assignment], unit: str) -> int:
    for index in range(len(parts) - 1, -1, -1):
        if parts[index].unit == unit and parts[index].status not in GONE_PARTS:
            return index
    return -1


def _moved(part: Assignment, to: str, at_us: int) -> Assignment:
    ended_us = at_us if to in ENDED_PARTS else 0
    return changed(part, {"status": to, "previous": part.status, "ended_us": ended_us})


def _clock_changes(clocks: tuple[ClockState, ...], event: Happening, at_us: int) -> Changes:
    changes: Changes = {"clocks": _clocks(clocks, event, at_us)}
    for op in event.payload["clocks"]:
        if op["clock"] == PROMISE and "due_us" in op:
            changes["promised_us"] = op["due_us"]
    return changes


def _clocks(clocks: tuple[ClockState, ...], event: Happening, at_us: int) -> tuple[ClockState, ...]:
    found = list(clocks)
    for op in event.payload["clocks"]:
        name, unit = op["clock"], op["unit"]
        if op["op"] == "start":
            found.append(
                ClockState(name, unit, event.version, op["rule"], op["timeline"], op["start_us"], op["due_us"])
            )
            continue
        for index in range(len(found) - 1, -1, -1):
            clock = found[index]
            if clock.clock == name and clock.unit == unit and clock.status != STOPPED:
                found[index] = _turned(clock, op, at_us)
                break
    return tuple(found)


def _turned(clock: ClockState, op: Changes, at_us: int) -> ClockState:
    match op["op"]:
        case "stop":
            return changed(clock, {"status": STOPPED, "stopped_us": at_us})
        case "pause":
            rest = {"remaining_s": op["remaining_s"], "paused_by": op.get("by", "")}
            return changed(clock, {"status": PAUSED, "paused_us": at_us, **rest})
        case "resume":
            return changed(clock, {"status": RUNNING, "due_us": op["due_us"], "paused_by": ""})
    return changed(clock, {"due_us": op["due_us"], "rule": op.get("rule", clock.rule)})


def _text(payload: Any, key: str) -> str:
    reference = payload.get(key)
    return reference["text_id"] if reference else ""


REGISTERED_FIELDS = (
    "number",
    "kind",
    "category",
    "priority",
    "origin",
    "channel",
    "region",
    "level",
    "community",
    "requester",
    "contact",
    "anonymity",
    "parent",
)


def _registered(state: TicketState, event: Happening, at_us: int) -> Changes:
    payload = event.payload
    changes: Changes = {key: payload[key] for key in REGISTERED_FIELDS if key in payload}
    return changes | {
        "ticket_id": str(event.ticket_id) if event.ticket_id else "",
        "labels": tuple(payload.get("labels", ())),
        "about": tuple(payload.get("about", ())),
        "request_text": _text(payload, "request"),
        "title_text": _text(payload, "title"),
        "registered_us": at_us,
    }


def _refused(state: TicketState, event: Happening, at_us: int) -> Changes:
    outcome = event.payload.get("outcome", "")
    return {
        "triage": outcome or state.triage,
        "ground": event.payload.get("ground", ""),
        "declined_by": event.actor_id,
        "public_text": _text(event.payload, "told") or state.public_text,
    }


def _transferred(state: TicketState, event: Happening, at_us: int) -> Changes:
    payload = event.payload
    moved = {key: payload[key] for key in ("region", "level") if key in payload}
    ended = {"closed_us": at_us} if event.to_status == "closed" else {}
    return moved | ended | {"triage": payload.get("outcome", state.triage), "ground": payload.get("ground", "")}


def _recategorised(state: TicketState, event: Happening, at_us: int) -> Changes:
    payload = event.payload
    changes: Changes = {key: payload[key] for key in ("category", "kind") if key in payload}
    return changes | {key: tuple(payload[key]) for key in ("labels", "about") if key in payload}


def _released(state: TicketState, event: Happening, at_us: int) -> Changes:
    of = event.payload["of"]
    others = tuple(pair for pair in state.released if pair[0] != of)
    return {"released": (*others, (of, _text(event.payload, "words")))}


def _dispatched(state: TicketState, event: Happening, at_us: int) -> Changes:
    leads = any(part["role"] == "lead" for part in event.payload["opened"])
    return {"dispatches": state.dispatches + leads, "dispatched_us": state.dispatched_us or at_us}


def _returned(state: TicketState, event: Happening, at_us: int) -> Changes:
    part = state.part(event.unit_id)
    return {"failed_dispatches": state.failed_dispatches + bool(part and part.is_lead)}


def _closed(state: TicketState, event: Happening, at_us: int) -> Changes:
    lead = state.lead
    public = _text(event.payload, "public") or (lead.reply_public if lead else "")
    return {"closed_us": at_us, "closed_by": event.actor_id, "public_text": public or state.public_text}


def _reopened(state: TicketState, event: Happening, at_us: int) -> Changes:
    return {
        "reopens": state.reopens + 1,
        "closed_us": 0,
        "resolution": "",
        "witness": "",
        "follow_up": "",
        "attempted_us": (),
    }


def _followed_up(state: TicketState, event: Happening, at_us: int) -> Changes:
    if "withdrawal" in event.payload:
        return {"withdrawal": event.payload["withdrawal"]}
    return {"follow_up": event.payload.get("outcome", "")}


def _resolution(verdict: str) -> Callable[[TicketState, Happening, int], Changes]:
    return lambda state, event, at_us: {"resolution": verdict, "witness": event.payload.get("witness", "")}


FACTS: dict[str, Callable[[TicketState, Happening, int], Changes]] = {
    E.TICKET_REGISTERED: _registered,
    E.TICKET_ACCEPTED: lambda state, event, at_us: {
        "triage": event.payload.get("outcome", "accept"),
        "accepted_us": at_us,
        "ground": event.payload.get("ground", ""),
    },
    E.TICKET_DECLINED: _refused,
    E.TICKET_REFERRED: _refused,
    E.TICKET_TRANSFERRED: _transferred,
    E.TICKET_ANSWERED: _closed,
    E.TICKET_SPLIT: lambda state, event, at_us: {"children": (*state.children, *event.payload["children"])},
    E.TICKET_MERGED: lambda state, event, at_us: {"merged_into": event.payload["into"]},
    E.TICKET_UNMERGED: lambda state, event, at_us: {"merged_into": ""},
    E.TICKET_GROUPED: lambda state, event, at_us: {"group": event.payload["group"]},
    E.TICKET_UNGROUPED: lambda state, event, at_us: {"group": ""},
    E.TICKET_LINKED: lambda state, event, at_us: {
        "links": (*state.links, (event.payload["relation"], event.payload["other"]))
    },
    E.TICKET_CHASED: lambda state, event, at_us: {"chases": state.chases + 1},
    E.TICKET_WITHDRAWN: lambda state, event, at_us: {"withdrawal": "asked", "withdrawn_by": event.actor_id},
    E.TICKET_RECATEGORISED: _recategorised,
    E.TICKET_REPRIORITISED: lambda state, event, at_us: {"priority": event.payload["priority"]},
    E.TICKET_CORRECTED: lambda state, event, at_us: (
        {event.payload["field"]: event.payload.get("value", "")} if event.payload["field"] in CORRECTABLE else {}
    ),
    E.TICKET_ARCHIVED: lambda state, event, at_us: {"archived_us": at_us},
    E.TICKET_DISPATCHED: _dispatched,
    E.TICKET_REDISPATCHED: _dispatched,
    E.TICKET_DELEGATED: _dispatched,
    E.TICKET_ESCALATED: _dispatched,
    E.TICKET_RETURNED: _returned,
    E.TICKET_CLOSED: _closed,
    E.TICKET_REOPENED: _reopened,
    E.REQUESTER_NUMBER_CHANGED: lambda state, event, at_us: {"contact": event.payload["contact"]},
    E.FOLLOW_UP_ATTEMPTED: lambda state, event, at_us: {"attempted_us": (*state.attempted_us, at_us)},
    E.FOLLOW_UP_COMPLETED: _followed_up,
    E.RESOLUTION_CONFIRMED: _resolution("confirmed"),
    E.RESOLUTION_DENIED: _resolution("denied"),
    E.RATING_GIVEN: lambda state, event, at_us: {"rating": event.payload["grade"]},
    E.EXCLUSION_REQUESTED: lambda state, event, at_us: {"exclusion": "asked", "exclusion_by": event.actor_id},
    E.EXCLUSION_RULED: lambda state, event, at_us: {"exclusion": event.payload["ruling"]},
    E.WORDS_RELEASED: _released,
    E.QUARANTINE_REQUESTED: lambda state, event, at_us: {
        "quarantine": "asked",
        "quarantine_by": event.actor_id,
        "quarantine_key": event.payload["key"],
    },
    E.QUARANTINE_RULED: lambda state, event, at_us: {
        "quarantine": "granted" if event.payload["ruling"] == "granted" else ""
    },
    E.REVIEW_REQUESTED: lambda state, event, at_us: {"review": "asked"},
    E.REVIEW_RULED: lambda state, event, at_us: (
        {"review": event.payload["ruling"]}
        | ({"accepted_us": at_us} if event.payload["ruling"] == "overturned" else {})
    ),
}
"""What a type of event changes beyond status, parts and clocks."""


def _replied(part: Assignment, event: Happening, at_us: int) -> Changes:
    return {
        "replied_us": at_us,
        "reply_by": event.actor_id,
        "reply_public": _text(event.payload, "public"),
        "contacted_us": part.contacted_us,
    }


PART_FACTS: dict[str, Callable[[Assignment, Happening, int], Changes]] = {
    E.TICKET_ACKNOWLEDGED: lambda part, event, at_us: {
        "acknowledged_us": at_us,
        "implied": event.payload.get("implied", False),
    },
    E.REQUESTER_CONTACTED: lambda part, event, at_us: (
        {"contacted_us": part.contacted_us or at_us} if event.payload["outcome"] == "reached" else {}
    ),
    E.TICKET_ASSIGNED: lambda part, event, at_us: {"person": event.payload["person"]},
    E.TICKET_RETURN_REQUESTED: lambda part, event, at_us: {"return_by": event.actor_id},
    E.TICKET_RETURN_REFUSED: lambda part, event, at_us: {"return_refused": True},
    E.DISPUTE_RAISED: lambda part, event, at_us: {"dispute_by": event.actor_id},
    E.DISPUTE_RULED: lambda part, event, at_us: {"dispute_by": ""},
    E.EXTENSION_REQUESTED: lambda part, event, at_us: {"extension_by": event.actor_id},
    E.EXTENSION_GRANTED: lambda part, event, at_us: {"extension_by": "", "extensions": part.extensions + 1},
    E.EXTENSION_REFUSED: lambda part, event, at_us: {"extension_by": ""},
    E.RELAY_REQUESTED: lambda part, event, at_us: {"relay": "asked"},
    E.RELAY_ANSWERED: lambda part, event, at_us: {
        "relay": "",
        "contacted_us": part.contacted_us or (at_us if event.payload["outcome"] == "reached" else 0),
    },
    E.REPLY_SUBMITTED: _replied,
    E.SUPERVISION_OPENED: lambda part, event, at_us: {"supervision": "open"},
    E.SUPERVISION_ANSWERED: lambda part, event, at_us: {"supervision": "answered"},
    E.SUPERVISION_CLOSED: lambda part, event, at_us: {"supervision": ""},
}
"""What a type of event changes on the part of the unit named in its `unit_id` column."""
