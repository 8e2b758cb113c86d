"""fct_assignment: one row per ticket × unit × spell; a spell is named by the version of the event that opened it."""

from collections.abc import Callable
from typing import Any

import ibis
import ibis.expr.types as ir

from weisu.analytics.events import CLOCK, OPENED, REFERENCE, files_in, with_payload
from weisu.analytics.folds import Fold, folded
from weisu.domain.evolution import ENDED_PARTS
from weisu.domain.vocabulary import AssignmentStatus, Clock
from weisu.domain.vocabulary import EventType as E

WORDS = {
    "outcome": "VARCHAR",
    "claims": "VARCHAR",
    "implied": "BOOLEAN",
    "evidence": [REFERENCE],
}
LISTS = {"opened": [OPENED], "parts": [["VARCHAR"]], "clocks": [CLOCK]}
"""What is read of a payload: words of a fact, or one of the lists that the decision added."""

OPENERS = (
    E.TICKET_DISPATCHED,
    E.TICKET_REDISPATCHED,
    E.TICKET_DELEGATED,
    E.TICKET_ESCALATED,
    E.TICKET_REOPENED,
    E.DISPUTE_RULED,
    E.HELP_REQUESTED,
)
"""Events that can open a part."""

TOLD = (
    E.TICKET_ACKNOWLEDGED,
    E.REQUESTER_CONTACTED,
    E.RELAY_ANSWERED,
    E.PROGRESS_NOTED,
    E.REPLY_SUBMITTED,
    E.REPLY_APPROVED,
    E.REPLY_REJECTED,
    E.TICKET_RETURN_REQUESTED,
    E.TICKET_RETURNED,
    E.TICKET_RETURN_REFUSED,
    E.DISPUTE_RAISED,
    E.EXTENSION_REQUESTED,
    E.EXTENSION_GRANTED,
    E.TICKET_DEFERRED,
    E.SUPERVISION_OPENED,
    E.SUPERVISION_ANSWERED,
)
"""Events that say something of the part of the unit in their `unit_id`."""

TIMED = (
    Clock.ACKNOWLEDGE,
    Clock.FIRST_CONTACT,
    Clock.CLOSURE,
    Clock.REDO,
    Clock.RETURN_RULING,
    Clock.REPLY_REVIEW,
    Clock.SUPERVISION,
)
"""Clocks of a unit's part whose limits stand in its row."""

MARK: dict[str, str] = {
    "ticket_id": "uuid",
    "unit_id": "string",
    "version": "int64",
    "order": "int64",
    "at_us": "int64",
    "type": "string",
    "word": "string",
    "flag": "boolean",
    "files": "int64",
    "op": "string",
    "clock": "string",
    "due_us": "int64",
    "role": "string",
    "unit_kind": "string",
    "unit_level": "string",
    "sent_by": "string",
}
"""One thing that an event says of one unit's part; `type` is the event's, or `opened`, `moved`, `clock`."""

PLACES = 64
"""Things of one kind that an event can say, in their order; no event says as many."""


def _told(events: ir.Table) -> ir.Table:
    """What facts say of the part of the unit they name."""
    facts = events.filter(events.unit_id != "", events["type"].isin([one.value for one in TOLD]))
    facts = with_payload(facts, WORDS)
    return _as_marks(facts, unit_id=facts.unit_id, type=facts["type"], **_words(facts))


def _placed(events: ir.Table) -> ir.Table:
    """Which parts were opened, and where they went."""
    return _opened(events).union(_moved(events))


def _words(e: ir.Table) -> dict[str, ir.Value]:
    said = e.said
    return {
        "word": ibis.coalesce(said["outcome"], said["claims"]),
        # An acknowledgement is implied or not; a contact has something to show for it or not.
        "flag": ibis.coalesce(said["implied"], said["evidence"].length() > 0),
        "files": ibis.ifelse(e.actor_kind == "unit_staff", files_in(said["evidence"]), 0),
    }


def _each(events: ir.Table, part: str) -> ir.Table:
    """One row for each entry of a list of the payload, with its place there."""
    # A payload without the list is told by its text: parsing it would cost ten times as much.
    having = events.filter(events.ticket_id.notnull(), events.payload.contains(f'"{part}":['))
    e = with_payload(having, {part: LISTS[part]})
    several = e.said[part]
    return e.select(
        "ticket_id", "version", "occurred_us", one=several.unnest(), place=ibis.range(several.length()).unnest()
    )


def _opened(e: ir.Table) -> ir.Table:
    one = _each(e, "opened")
    return _as_marks(
        one,
        unit_id=one.one["unit"],
        type=ibis.literal("opened"),
        word=one.one["via"],
        flag=one.one["direct"],
        role=one.one["role"],
        unit_kind=one.one["kind"],
        unit_level=one.one["level"],
        sent_by=one.one["by"],
    )


def _moved(e: ir.Table) -> ir.Table:
    one = _each(e, "parts")
    return _as_marks(one, unit_id=one.one[0], type=ibis.literal("moved"), word=one.one[1])


def _turned(e: ir.Table) -> ir.Table:
    one = _each(e, "clocks")
    timed = one.one["clock"].isin([clock.value for clock in TIMED]) & one.one["due_us"].notnull()
    one = one.filter(timed | (one.one["clock"] == Clock.CLOSURE.value))
    return _as_marks(
        one,
        unit_id=one.one["unit"],
        type=ibis.literal("clock"),
        op=one.one["op"],
        clock=one.one["clock"],
        due_us=one.one["due_us"],
    )


def _as_marks(e: ir.Table, **given: Any) -> ir.Table:
    place = e.place if "place" in e.columns else 0
    own = {
        "ticket_id": e.ticket_id,
        "version": e.version,
        "order": e.version.cast("int64") * PLACES + place,
        "at_us": e.occurred_us,
    }
    values = {name: (own | given).get(name, ibis.null()) for name in MARK}
    return e.select(**{name: value.cast(MARK[name]) for name, value in values.items()})


def assignments(events: ir.Table, known: ir.Table) -> ir.Table:
    """What these events say of each part, told apart by `known` (ticket_id, unit_id, starts: versions, rising).

    A mark belongs to the newest spell of its unit that had begun, or to its first. What the event that opens a spell
    says beside of the unit (its part has moved, its clock stops) belongs to the spell before. A unit that is not in
    `known` has one spell, named by the mark that opens it; marks of a unit without a part count for nothing.
    """
    # Every kind of mark is folded for itself: together each would be asked for the columns of all.
    rows, *others = (_folded(marks(events), known, folds) for marks, folds in SECTIONS)
    for other in others:
        rows = _beside(rows, other)
    rows = rows.mutate(spell=ibis.ifelse(rows.key > 0, rows.key, rows.opened)).filter(lambda row: row.spell.notnull())
    found = {name: rows[name].fill_null(0) if fold.how == "sum" else rows[name] for name, fold in FOLDS.items()}
    return rows.select(*KEYS, **found)


def _folded(found: ir.Table, known: ir.Table, folds: Callable[[ir.Table], dict[str, Fold]]) -> ir.Table:
    looked_up = found.left_join(known, ["ticket_id", "unit_id"])
    looked_up = looked_up.select(*[looked_up[name] for name in MARK], "starts")
    begins = (looked_up["type"] == "opened") | (looked_up["op"] == "start").fill_null(False)
    until = ibis.ifelse(begins, looked_up.version, looked_up.version - 1)
    begun = looked_up.starts.filter(lambda start: start <= until)
    key = ibis.coalesce(begun[-1], looked_up.starts[0], 0)
    placed = looked_up.mutate(key=key)
    return placed.group_by(*SPELL).aggregate(**folded(folds(placed), placed["order"]))


def _beside(one: ir.Table, other: ir.Table) -> ir.Table:
    """Two sections of the same parts as one; either may know of a part of which the other says nothing."""
    both = one.outer_join(other, SPELL)
    keys = {name: ibis.coalesce(both[name], both[f"{name}_right"]) for name in SPELL}
    return both.mutate(**keys).drop(*(f"{name}_right" for name in SPELL))


def spells(openings: ir.Table, *, several_only: bool) -> ir.Table:
    """(ticket_id, unit_id, starts) of (ticket_id, unit_id, spell), of all or of those with more than one."""
    starts = openings.spell.collect(order_by=openings.spell)
    found = openings.group_by("ticket_id", "unit_id").aggregate(starts=starts)
    return found.filter(found.starts.length() > 1) if several_only else found


def openings(events: ir.Table) -> ir.Table:
    """(ticket_id, unit_id, spell) of the parts that these events open."""
    opened = _opened(events)
    return opened.select("ticket_id", "unit_id", spell=opened.version)


def _is(m: ir.Table, *types: str) -> ir.BooleanValue:
    return m["type"].isin([str(one) for one in types])


def _at(m: ir.Table, how: str, *types: str) -> Fold:
    return Fold(how, m.at_us, _is(m, *types))


def _number(where: ir.BooleanValue) -> Fold:
    return Fold("sum", where.cast("int64"))


def _count(m: ir.Table, *types: str) -> Fold:
    return _number(_is(m, *types))


def _part(m: ir.Table) -> dict[str, Fold]:
    opened, placed = _is(m, "opened"), _is(m, "opened", "moved")
    status = ibis.ifelse(m["type"] == "opened", AssignmentStatus.DISPATCHED.value, m.word)
    ended = m.word.isin([status.value for status in ENDED_PARTS]) & (m["type"] == "moved")
    return {
        "role": Fold("first", m.role, opened),
        "via": Fold("first", m.word, opened),
        "direct": Fold("first", m.flag, opened),
        "unit_kind": Fold("first", m.unit_kind, opened),
        "unit_level": Fold("first", m.unit_level, opened),
        "sent_by": Fold("first", m.sent_by, opened),
        "since_us": _at(m, "least", "opened"),
        "status": Fold("last", status, placed),
        "ended_us": Fold("last", ibis.ifelse(ended, m.at_us, 0), placed),
    }


def _facts(m: ir.Table) -> dict[str, Fold]:
    return {**_moments(m), **_counts(m)}


def _moments(m: ir.Table) -> dict[str, Fold]:
    reached = _is(m, E.REQUESTER_CONTACTED, E.RELAY_ANSWERED) & (m.word == "reached")
    return {
        "acknowledged_us": _at(m, "last", E.TICKET_ACKNOWLEDGED),
        "implied": Fold("last", m.flag, _is(m, E.TICKET_ACKNOWLEDGED)),
        "contacted_us": Fold("first", m.at_us, reached),
        # Whoever was reached through the hotline was reached by somebody else than the unit: that shows it.
        "contact_shown_us": Fold("first", m.at_us, reached & (m.flag | _is(m, E.RELAY_ANSWERED)).fill_null(False)),
        "first_replied_us": _at(m, "first", E.REPLY_SUBMITTED),
        "replied_us": _at(m, "last", E.REPLY_SUBMITTED),
        "claims": Fold("last", m.word, _is(m, E.REPLY_SUBMITTED)),
        "approved_us": _at(m, "last", E.REPLY_APPROVED),
        "reviewed_us": _at(m, "last", E.REPLY_APPROVED, E.REPLY_REJECTED),
        "return_requested_us": _at(m, "last", E.TICKET_RETURN_REQUESTED),
        "return_ruled_us": _at(m, "last", E.TICKET_RETURNED, E.TICKET_RETURN_REFUSED),
        "extension_us": _at(m, "last", E.EXTENSION_GRANTED),
        "supervised_us": _at(m, "last", E.SUPERVISION_OPENED),
        "supervision_answered_us": _at(m, "last", E.SUPERVISION_ANSWERED),
    }


def _counts(m: ir.Table) -> dict[str, Fold]:
    return {
        "contacts_tried": _count(m, E.REQUESTER_CONTACTED, E.RELAY_ANSWERED),
        "notes": _count(m, E.PROGRESS_NOTED),
        "replies": _count(m, E.REPLY_SUBMITTED),
        "replies_rejected": _count(m, E.REPLY_REJECTED),
        "returns_requested": _count(m, E.TICKET_RETURN_REQUESTED),
        "returns_upheld": _count(m, E.TICKET_RETURNED),
        "returns_refused": _count(m, E.TICKET_RETURN_REFUSED),
        "returns_ruled": _count(m, E.TICKET_RETURNED, E.TICKET_RETURN_REFUSED),
        "disputes": _count(m, E.DISPUTE_RAISED),
        "extensions_requested": _count(m, E.EXTENSION_REQUESTED),
        "extensions": _count(m, E.EXTENSION_GRANTED),
        "deferrals": _count(m, E.TICKET_DEFERRED),
        "supervisions": _count(m, E.SUPERVISION_OPENED),
        "files": Fold("sum", m.files),
    }


def _limits(m: ir.Table) -> dict[str, Fold]:
    found: dict[str, Fold] = {}
    for clock in TIMED:
        set_here = (m.clock == clock.value) & m.due_us.notnull()
        found[f"{clock}_due_us"] = Fold("last", m.due_us, set_here)
    started = (m.clock == Clock.CLOSURE.value) & (m["op"] == "start")
    found["closure_first_due_us"] = Fold("first", m.due_us, started)
    return found


def _rests(m: ir.Table) -> dict[str, Fold]:
    """The closure clock's rests: instants of waking less instants of pausing, and how many of each."""
    closure = m.clock == Clock.CLOSURE.value
    paused, woken = closure & (m["op"] == "pause"), closure & (m["op"] == "resume")
    return {
        "rests": _number(paused),
        "wakings": _number(woken),
        "paused_us": Fold("last", m.at_us, paused),
        "rest_us": Fold("sum", ibis.ifelse(m["op"] == "pause", -m.at_us, m.at_us), paused | woken),
        "stopped_us": Fold("last", m.at_us, closure & (m["op"] == "stop")),
    }


SPELL = ("ticket_id", "unit_id", "key")
"""What marks of one spell share."""

SECTIONS = (
    (_placed, lambda m: {**_part(m), "opened": Fold("first", m.version, m["type"] == "opened")}),
    (_told, _facts),
    (_turned, lambda m: {**_limits(m), **_rests(m)}),
)
"""Which marks tell which columns of a part."""

KEYS = ("ticket_id", "unit_id", "spell")
MARKS = ibis.table(MARK, "mark")
FOLDS = {**_part(MARKS), **_facts(MARKS), **_limits(MARKS), **_rests(MARKS)}
"""How each column is folded."""
