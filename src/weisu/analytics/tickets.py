"""fct_ticket: one row per ticket."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from weisu.analytics.assignments import OPENERS
from weisu.analytics.engines.functions import builtin
from weisu.analytics.events import CLOCK, EVENT, REFERENCE, files_in, with_payload
from weisu.analytics.folds import Fold, folded
from weisu.domain.shapes import ENGINE, shapes
from weisu.domain.vocabulary import ActorKind, Clock, Status
from weisu.domain.vocabulary import EventType as E

TIMED = (Clock.TRIAGE, Clock.PROMISE, Clock.DISPATCH, Clock.FOLLOW_UP)
"""Clocks of the ticket whose limits stand in its row."""

RESIDENCES = tuple(status.value for status in Status)
"""Where a ticket can stay; each has its seconds on the wall and in office hours."""

FACTS = (E.TICKET_REGISTERED, E.TICKET_RECATEGORISED, E.TICKET_TRANSFERRED)
TRIAGED = (E.TICKET_ACCEPTED, E.TICKET_ANSWERED, E.TICKET_DECLINED, E.TICKET_REFERRED, E.TICKET_TRANSFERRED)
CLOSED = (E.TICKET_CLOSED, E.TICKET_ANSWERED)
VERDICTS = (E.RESOLUTION_CONFIRMED, E.RESOLUTION_DENIED)


class Section(NamedTuple):
    """Columns that the same few events tell: which events, what is read of their payloads, and each column's fold."""

    which: Callable[[ir.Table], ir.BooleanValue]
    said: Mapping[str, Any]
    folds: Callable[[ir.Table], dict[str, Fold]]


def tickets(events: ir.Table = EVENT) -> ir.Table:
    """What these events say of each ticket they are about."""
    about = events.filter(events.ticket_id.notnull())
    # Folding a section of its own costs only for the events that tell it; one fold of all columns asks each of each.
    first, *others = (_folded(about, section) for section in SECTIONS)
    rows = first
    for place, other in enumerate(others):
        # One chain of joins: a question around each of them would name every column once more.
        rows = rows.left_join(other, "ticket_id", rname=f"{{name}}_{place}")
    found = {name: rows[name].fill_null(0) if fold.how == "sum" else rows[name] for name, fold in FOLDS.items()}
    return rows.select(*KEYS, **found)


def _folded(events: ir.Table, section: Section) -> ir.Table:
    e = _of(events.filter(section.which(events)), section)
    return e.group_by(ticket_id=e.ticket_id.cast("uuid")).aggregate(**folded(section.folds(e), e.version))


def _of(events: ir.Table, section: Section) -> ir.Table:
    return with_payload(events, section.said) if section.said else events


def _told(*types: str) -> Callable[[ir.Table], ir.BooleanValue]:
    return lambda e: _is(e, *types)


def _having(part: str) -> Callable[[ir.Table], ir.BooleanValue]:
    """A payload without the list is told by its text: parsing it would cost ten times as much."""
    return lambda e: e.payload.contains(f'"{part}":[')


def _is(e: ir.Table, *types: str) -> ir.BooleanValue:
    return e["type"].isin([str(one) for one in types])


def _at(e: ir.Table, how: str, *types: str) -> Fold:
    return Fold(how, e.occurred_us, _is(e, *types))


def _number(where: ir.BooleanValue) -> Fold:
    return Fold("sum", where.cast("int64"))


def _count(e: ir.Table, *types: str) -> Fold:
    return _number(_is(e, *types))


def _said(e: ir.Table, how: str, field: str, *types: str) -> Fold:
    return Fold(how, e.said[field], _is(e, *types))


def _intake(e: ir.Table) -> dict[str, Fold]:
    """What the ticket is: as it was registered, and as it is known now."""
    registered = _is(e, E.TICKET_REGISTERED)
    return {
        "number": _said(e, "first", "number", E.TICKET_REGISTERED),
        "registered_us": _at(e, "least", E.TICKET_REGISTERED),
        "origin": Fold("first", e.origin, registered),
        "channel": Fold("first", e.channel, registered),
        "anonymity": _said(e, "first", "anonymity", E.TICKET_REGISTERED),
        "priority": _said(e, "last", "priority", E.TICKET_REGISTERED, E.TICKET_REPRIORITISED),
        "intake_priority": _said(e, "first", "priority", E.TICKET_REGISTERED),
        "intake_kind": Fold("first", e.kind, registered),
        "intake_category": Fold("first", e.category, registered),
        "intake_region": Fold("first", e.region_code, registered),
        "kind": _known(e, e.kind, "kind"),
        "category": _known(e, e.category, "category"),
        "region_code": _known(e, e.region_code, "region"),
        "group": _said(e, "last", "group", E.TICKET_GROUPED),
        "repeat_of": Fold("last", e.said["other"], _is(e, E.TICKET_LINKED) & (e.said["relation"] == "repeat_of")),
    }


def _known(e: ir.Table, column: ir.Value, field: str) -> Fold:
    """As it is known now; a correction holds the new value in its payload, its column still the old one."""
    corrected = _is(e, E.TICKET_CORRECTED) & (e.said["field"] == field)
    return Fold("last", ibis.ifelse(corrected, e.said["value"], column), _is(e, *FACTS) | corrected)


def _door(e: ir.Table) -> dict[str, Fold]:
    """What became of it at the door, and who looked at a refusal."""
    overturned = _is(e, E.REVIEW_RULED) & (e.said["ruling"] == "overturned")
    return {
        "accepted_us": Fold("last", e.occurred_us, _is(e, E.TICKET_ACCEPTED) | overturned),
        "triaged_us": _at(e, "first", *TRIAGED),
        "answered_us": _at(e, "first", E.TICKET_ANSWERED),
        "declined_us": _at(e, "first", E.TICKET_DECLINED, E.TICKET_REFERRED),
        "transferred_us": _at(e, "first", E.TICKET_TRANSFERRED),
        "refusal_review": _said(e, "last", "ruling", E.REVIEW_RULED),
    }


def _whole(e: ir.Table) -> dict[str, Fold]:
    """Where the ticket stands, and how much was done; what every event tells."""
    moved = e.from_status != e.to_status
    return {
        "last_us": Fold("last", e.occurred_us),
        "status": Fold("last", e.to_status, moved),
        "status_us": Fold("last", e.occurred_us, moved),
        "events": _number(e.version.notnull()),
        **_residence(e),
    }


def _given(e: ir.Table) -> dict[str, Fold]:
    """To whom it was given, again and again."""
    led = e.said["opened"].filter(lambda part: part["role"] == "lead")
    leads = led.map(lambda part: part["unit"])
    # A log from before senders were told says nobody: then nobody is, and not whoever gave it to somebody later.
    senders = led.map(lambda part: part["by"].fill_null(""))
    return {
        "dispatched_us": Fold("first", e.occurred_us, leads.length() > 0),
        "lead_id": Fold("last", leads[0]),
        "first_unit_id": Fold("first", leads[0]),
        "first_sent_by": Fold("first", senders[0]),
        "dispatches": _number((leads.length() > 0).fill_null(False) & ~_is(e, E.TICKET_REOPENED)),
        "redispatches": _count(e, E.TICKET_REDISPATCHED),
        "rulings_moved": _number(_is(e, E.DISPUTE_RULED) & (e.said["ruling"] == "moved")),
        "reopened_us": _at(e, "last", E.TICKET_REOPENED),
        "first_reopened_us": _at(e, "first", E.TICKET_REOPENED),
        "reopens": _count(e, E.TICKET_REOPENED),
    }


def _handled(e: ir.Table) -> dict[str, Fold]:
    """How it was handled up to its end."""
    reached = _is(e, E.REQUESTER_CONTACTED, E.RELAY_ANSWERED) & (e.said["outcome"] == "reached")
    return {
        "contacted_us": Fold("first", e.occurred_us, reached),
        "replied_us": _at(e, "first", E.REPLY_SUBMITTED),
        "replies": _count(e, E.REPLY_SUBMITTED),
        "typed_known": _number(e.said["entered_elsewhere"].notnull()),
        "typed_twice": _number(e.said["entered_elsewhere"].fill_null(False)),
        "first_closed_us": _at(e, "first", *CLOSED),
        "closed_us": _at(e, "last", *CLOSED),
        "closings": _count(e, *CLOSED),
        "stated_on_time": _said(e, "last", "on_time", E.TICKET_CLOSED),
        "archived_us": _at(e, "last", E.TICKET_ARCHIVED),
    }


TRUTHS = {name for shape in shapes().values() for name, kind in shape.items() if kind == "truth"}
NOT_FILLED_IN = sorted({*ENGINE, *TRUTHS, "evidence", "unit"})
"""What of a payload nobody filled in: what the decision added, boxes ticked or not, files, and whose part it is."""

keys_of = builtin("json_keys", dt.string, to=dt.Array(dt.string))


def _by_unit(e: ir.Table) -> dict[str, Fold]:
    """What the staff of units did, and how many fields they filled in; empty ones are in no payload."""
    filled_in = keys_of(e.payload).filter(lambda name: name.notin(NOT_FILLED_IN))
    return {"unit_events": _number(e.version.notnull()), "unit_fields": Fold("sum", filled_in.length())}


def _files(e: ir.Table) -> dict[str, Fold]:
    return {"unit_files": Fold("sum", files_in(e.said["evidence"]), e.actor_kind == ActorKind.UNIT_STAFF.value)}


SELDOM = {
    "returns_requested": E.TICKET_RETURN_REQUESTED,
    "returns_upheld": E.TICKET_RETURNED,
    "returns_refused": E.TICKET_RETURN_REFUSED,
    "disputes": E.DISPUTE_RAISED,
    "replies_rejected": E.REPLY_REJECTED,
    "extensions": E.EXTENSION_GRANTED,
    "deferrals": E.TICKET_DEFERRED,
    "resumptions": E.TICKET_RESUMED,
    "conferences": E.CONFERENCE_HELD,
    "chases": E.TICKET_CHASED,
    "supplements": E.TICKET_SUPPLEMENTED,
    "supervisions": E.SUPERVISION_OPENED,
    "warnings": E.WARNING_SENT,
    "quality_checks": E.QUALITY_CHECKED,
}
"""How often what happened that happens to few tickets."""


def _seldom(e: ir.Table) -> dict[str, Fold]:
    """What happens to few tickets."""
    return {
        **{name: _count(e, kind) for name, kind in SELDOM.items()},
        "merged_us": _at(e, "last", E.TICKET_MERGED),
        "unmerged_us": _at(e, "last", E.TICKET_UNMERGED),
        "withdrawn_us": _at(e, "last", E.TICKET_WITHDRAWN),
        "exclusion": _said(e, "last", "ruling", E.EXCLUSION_RULED),
    }


def _verdicts(e: ir.Table) -> dict[str, Fold]:
    """What the requester and other witnesses said, the last word of each kind."""
    asked = _is(e, E.FOLLOW_UP_COMPLETED) & e.said["withdrawal"].isnull()
    verdict, partly = _is(e, *VERDICTS), e.said["partly"].fill_null(False)
    seen = ibis.cases((e["type"] == E.RESOLUTION_CONFIRMED.value, "confirmed"), (partly, "partly"), else_="denied")
    return {
        "followed_up_us": Fold("last", e.occurred_us, asked),
        "follow_up": Fold("last", e.said["outcome"], asked),
        "contacted": Fold("last", e.said["contacted"].fill_null(""), asked),
        "solved": Fold("last", e.said["solved"].fill_null(""), asked),
        "satisfied": Fold("last", e.said["satisfied"].fill_null(""), asked),
        "resolution": Fold("last", seen, verdict),
        "resolution_us": Fold("last", e.occurred_us, verdict),
        "witness": _said(e, "last", "witness", *VERDICTS),
        "grade": _said(e, "last", "grade", E.RATING_GIVEN),
        "grade_solicited": _said(e, "last", "solicited", E.RATING_GIVEN),
        "graded_us": _at(e, "last", E.RATING_GIVEN),
        "withdrawal": _said(e, "last", "withdrawal", E.FOLLOW_UP_COMPLETED),
        "follow_ups_tried": _count(e, E.FOLLOW_UP_ATTEMPTED),
    }


def _limits(e: ir.Table) -> dict[str, Fold]:
    """Until when, as it was first set and as it last stood."""
    found: dict[str, Fold] = {}
    for clock in TIMED:
        dues = _dues(e, clock.value)
        found[f"{clock}_first_due_us"] = Fold("first", dues[0])
        found[f"{clock}_due_us"] = Fold("last", dues[-1])
    return found


def _dues(e: ir.Table, clock: str) -> ir.ArrayValue:
    turns = e.said["clocks"].filter(lambda turn: (turn["clock"] == clock) & turn["due_us"].notnull())
    return turns.map(lambda turn: turn["due_us"])


def _residence(e: ir.Table) -> dict[str, Fold]:
    """How long it stayed in each status up to its last event: the seconds before an event belong to where it stood."""
    found: dict[str, Fold] = {}
    for status in RESIDENCES:
        found[f"{status}_s"] = Fold("sum", e.elapsed_s, e.from_status == status)
        found[f"{status}_working_s"] = Fold("sum", e.working_s, e.from_status == status)
    return found


TEXT = "VARCHAR"
AT_DOOR = (
    *FACTS,
    *TRIAGED,
    E.TICKET_CORRECTED,
    E.TICKET_REPRIORITISED,
    E.TICKET_GROUPED,
    E.TICKET_LINKED,
    E.REVIEW_RULED,
)
HANDLED = (E.REQUESTER_CONTACTED, E.RELAY_ANSWERED, E.REPLY_SUBMITTED, *CLOSED, E.TICKET_ARCHIVED)
RARE = (*SELDOM.values(), E.TICKET_MERGED, E.TICKET_UNMERGED, E.TICKET_WITHDRAWN, E.EXCLUSION_RULED)
HEARD = (*VERDICTS, E.FOLLOW_UP_ATTEMPTED, E.FOLLOW_UP_COMPLETED, E.RATING_GIVEN)
NAMES = ("number", "priority", "anonymity", "group", "relation", "other", "field", "value", "ruling")
WORDS = ("outcome", "contacted", "solved", "satisfied", "withdrawal", "witness", "grade")
SECTIONS = (
    Section(lambda e: e.version.notnull(), {}, _whole),
    Section(_told(*AT_DOOR), dict.fromkeys(NAMES, TEXT), lambda e: {**_intake(e), **_door(e)}),
    Section(_told(*OPENERS), {"opened": [{"unit": TEXT, "role": TEXT, "by": TEXT}], "ruling": TEXT}, _given),
    Section(_told(*HANDLED), {"outcome": TEXT, "on_time": "BOOLEAN", "entered_elsewhere": "BOOLEAN"}, _handled),
    Section(_told(*RARE), {"ruling": TEXT}, _seldom),
    Section(_told(*HEARD), dict.fromkeys(WORDS, TEXT) | {"partly": "BOOLEAN", "solicited": "BOOLEAN"}, _verdicts),
    Section(lambda e: e.actor_kind == ActorKind.UNIT_STAFF.value, {}, _by_unit),
    Section(_having("evidence"), {"evidence": [REFERENCE]}, _files),
    Section(_having("clocks"), {"clocks": [CLOCK]}, _limits),
)
"""The columns of a ticket by the events that tell them; the first section has every ticket."""

KEYS = ("ticket_id",)
FOLDS = {name: fold for section in SECTIONS for name, fold in section.folds(_of(EVENT, section)).items()}
"""How each column is folded."""
