"""fct_ticket: one row per ticket."""

import ibis
import ibis.expr.types as ir

from weisu.analytics.events import CLOCK, EVENT, with_payload
from weisu.analytics.folds import Fold, folded
from weisu.domain.vocabulary import Clock, Status
from weisu.domain.vocabulary import EventType as E

SAID = {
    "number": "VARCHAR",
    "priority": "VARCHAR",
    "anonymity": "VARCHAR",
    "outcome": "VARCHAR",
    "contacted": "VARCHAR",
    "solved": "VARCHAR",
    "satisfied": "VARCHAR",
    "withdrawal": "VARCHAR",
    "witness": "VARCHAR",
    "partly": "BOOLEAN",
    "grade": "VARCHAR",
    "solicited": "BOOLEAN",
    "on_time": "BOOLEAN",
    "ruling": "VARCHAR",
    "relation": "VARCHAR",
    "other": "VARCHAR",
    "group": "VARCHAR",
    "evidence": ["JSON"],
    "field": "VARCHAR",
    "value": "VARCHAR",
    "points": "BIGINT",
    "opened": [{"unit": "VARCHAR", "role": "VARCHAR"}],
    "clocks": [CLOCK],
}
"""What is read of a payload."""

TIMED = (Clock.TRIAGE, Clock.PROMISE, Clock.DISPATCH, Clock.FOLLOW_UP)
"""Clocks of the ticket whose limits stand in its row."""

RESIDENCES = tuple(status.value for status in Status)
"""Where a ticket can stay; each has its seconds on the wall and in office hours."""

FACTS = (E.TICKET_REGISTERED, E.TICKET_RECATEGORISED, E.TICKET_TRANSFERRED)
TRIAGED = (E.TICKET_ACCEPTED, E.TICKET_ANSWERED, E.TICKET_DECLINED, E.TICKET_REFERRED, E.TICKET_TRANSFERRED)
CLOSED = (E.TICKET_CLOSED, E.TICKET_ANSWERED)


def tickets(events: ir.Table = EVENT) -> ir.Table:
    """What these events say of each ticket they are about."""
    about = with_payload(events.filter(events.ticket_id.notnull()), SAID)
    return about.group_by(ticket_id=about.ticket_id.cast("uuid")).aggregate(**folded(folds(about), about.version))


def folds(e: ir.Table) -> dict[str, Fold]:
    """The columns of a ticket, each as a fold over its events."""
    return {
        **_intake(e),
        **_milestones(e),
        **_counts(e),
        **_verdicts(e),
        **_limits(e),
        **_residence(e),
    }


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


def _leads(e: ir.Table) -> ir.ArrayValue:
    """The units that an event gives the lead: one or none."""
    return e.said["opened"].filter(lambda part: part["role"] == "lead").map(lambda part: part["unit"])


def _milestones(e: ir.Table) -> dict[str, Fold]:
    """When what happened, and where the ticket stands."""
    moved = e.from_status != e.to_status
    overturned = _is(e, E.REVIEW_RULED) & (e.said["ruling"] == "overturned")
    reached = _is(e, E.REQUESTER_CONTACTED, E.RELAY_ANSWERED) & (e.said["outcome"] == "reached")
    return {
        "last_us": Fold("last", e.occurred_us),
        "status": Fold("last", e.to_status, moved),
        "status_us": Fold("last", e.occurred_us, moved),
        "accepted_us": Fold("last", e.occurred_us, _is(e, E.TICKET_ACCEPTED) | overturned),
        "triaged_us": Fold("first", e.occurred_us, _is(e, *TRIAGED)),
        "answered_us": _at(e, "first", E.TICKET_ANSWERED),
        "declined_us": _at(e, "first", E.TICKET_DECLINED, E.TICKET_REFERRED),
        "transferred_us": _at(e, "first", E.TICKET_TRANSFERRED),
        "merged_us": _at(e, "last", E.TICKET_MERGED),
        "unmerged_us": _at(e, "last", E.TICKET_UNMERGED),
        "dispatched_us": Fold("first", e.occurred_us, _leads(e).length() > 0),
        "contacted_us": Fold("first", e.occurred_us, reached),
        "replied_us": _at(e, "first", E.REPLY_SUBMITTED),
        "first_closed_us": _at(e, "first", *CLOSED),
        "closed_us": _at(e, "last", *CLOSED),
        "reopened_us": _at(e, "last", E.TICKET_REOPENED),
        "first_reopened_us": _at(e, "first", E.TICKET_REOPENED),
        "archived_us": _at(e, "last", E.TICKET_ARCHIVED),
        "withdrawn_us": _at(e, "last", E.TICKET_WITHDRAWN),
        "withdrawal": _said(e, "last", "withdrawal", E.FOLLOW_UP_COMPLETED),
        "lead_id": Fold("last", _leads(e)[0]),
        "first_unit_id": Fold("first", _leads(e)[0]),
    }


def _counts(e: ir.Table) -> dict[str, Fold]:
    """How often what happened."""
    return {
        "events": _number(e.version.notnull()),
        "dispatches": _number((_leads(e).length() > 0) & ~_is(e, E.TICKET_REOPENED)),
        "redispatches": _count(e, E.TICKET_REDISPATCHED),
        "returns_requested": _count(e, E.TICKET_RETURN_REQUESTED),
        "returns_upheld": _count(e, E.TICKET_RETURNED),
        "returns_refused": _count(e, E.TICKET_RETURN_REFUSED),
        "disputes": _count(e, E.DISPUTE_RAISED),
        "rulings_moved": _number(_is(e, E.DISPUTE_RULED) & (e.said["ruling"] == "moved")),
        "replies": _count(e, E.REPLY_SUBMITTED),
        "replies_rejected": _count(e, E.REPLY_REJECTED),
        "closings": _count(e, *CLOSED),
        "reopens": _count(e, E.TICKET_REOPENED),
        "extensions": _count(e, E.EXTENSION_GRANTED),
        "deferrals": _count(e, E.TICKET_DEFERRED),
        "resumptions": _count(e, E.TICKET_RESUMED),
        "conferences": _count(e, E.CONFERENCE_HELD),
        "chases": _count(e, E.TICKET_CHASED),
        "supplements": _count(e, E.TICKET_SUPPLEMENTED),
        "supervisions": _count(e, E.SUPERVISION_OPENED),
        "warnings": _count(e, E.WARNING_SENT),
        "quality_checks": _count(e, E.QUALITY_CHECKED),
        "quality_points": _said(e, "sum", "points", E.QUALITY_CHECKED),
        "follow_ups_tried": _count(e, E.FOLLOW_UP_ATTEMPTED),
        "unit_events": _number(e.actor_kind == "unit_staff"),
        "unit_files": Fold("sum", e.said["evidence"].length(), e.actor_kind == "unit_staff"),
    }


def _verdicts(e: ir.Table) -> dict[str, Fold]:
    """What the requester and other witnesses said, the last word of each kind."""
    asked = _is(e, E.FOLLOW_UP_COMPLETED) & e.said["withdrawal"].isnull()
    verdict, partly = _is(e, E.RESOLUTION_CONFIRMED, E.RESOLUTION_DENIED), e.said["partly"].fill_null(False)
    seen = ibis.cases((e["type"] == E.RESOLUTION_CONFIRMED.value, "confirmed"), (partly, "partly"), else_="denied")
    return {
        "followed_up_us": Fold("last", e.occurred_us, asked),
        "follow_up": Fold("last", e.said["outcome"], asked),
        "contacted": Fold("last", e.said["contacted"].fill_null(""), asked),
        "solved": Fold("last", e.said["solved"].fill_null(""), asked),
        "satisfied": Fold("last", e.said["satisfied"].fill_null(""), asked),
        "resolution": Fold("last", seen, verdict),
        "resolution_us": Fold("last", e.occurred_us, verdict),
        "witness": _said(e, "last", "witness", E.RESOLUTION_CONFIRMED, E.RESOLUTION_DENIED),
        "grade": _said(e, "last", "grade", E.RATING_GIVEN),
        "grade_solicited": _said(e, "last", "solicited", E.RATING_GIVEN),
        "graded_us": _at(e, "last", E.RATING_GIVEN),
        "stated_on_time": _said(e, "last", "on_time", E.TICKET_CLOSED),
        "exclusion": _said(e, "last", "ruling", E.EXCLUSION_RULED),
        "refusal_review": _said(e, "last", "ruling", E.REVIEW_RULED),
    }


def _limits(e: ir.Table) -> dict[str, Fold]:
    """Until when, as it was first set and as it last stood."""
    found: dict[str, Fold] = {}
    for clock in TIMED:
        dues = _dues(e, clock.value)
        found[f"{clock}_first_due_us"] = Fold("first", dues[0])
        found[f"{clock}_due_us"] = Fold("last", dues[dues.length() - 1])
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


KEYS = ("ticket_id",)
FOLDS = folds(with_payload(EVENT, SAID))
"""How each column is folded."""
