"""In time: every step that has a limit, from the door to the follow-up."""

import ibis.expr.types as ir

from weisu.analytics.conditions import When, at, in_time, is_excluded, replied_for_good, was_due, was_owed, was_wanted
from weisu.analytics.metric import Asked, Condition, Direction, Metric, Shape


def _step(key: str, table: str, done: When, due: str, charged: str, counts: Condition | None = None) -> Metric:
    """One step: those whose limit lies in the period; met when done and not after it."""
    return Metric(
        key=key,
        theme="timeliness",
        table=table,
        when=due,
        charged=charged,
        counts=counts or was_due(due),
        value=in_time(done, due),
    )


def _part_step(key: str, done: When, due: str, *, rests: bool = False) -> Metric:
    """One step of a unit's part, charged to the unit."""
    return _step(key, "fct_assignment", done, due, "unit_id", was_owed(done, due, rests=rests))


def _ticket_step(key: str, done: str, due: str, charged: str, *gone: str) -> Metric:
    """One step of a ticket."""
    return _step(key, "fct_ticket", at(done), due, charged, was_wanted(at(done), due, *gone))


SETTLED_AT_DOOR = ("answered_us", "declined_us", "transferred_us")
"""What makes a dispatch needless."""

ANSWERED = was_owed(replied_for_good, "closure_due_us", rests=True)
"""Parts that owed an answer."""


def _to_be_followed_up(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Closed tickets whose limit for the follow-up is past; one reopened before that is no longer asked about."""
    reopened = (row.reopened_us > row.closed_us) & (row.reopened_us <= row.follow_up_due_us)
    asked_about = (row.followed_up_us >= row.closed_us).fill_null(False)
    return was_due("follow_up_due_us")(row, asked) & (asked_about | ~reopened.fill_null(False))


def _closure_without_extension(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    replied = replied_for_good(row)
    plainly = (row.extensions == 0) & (replied <= row.closure_due_us)
    return ((replied <= row.closure_first_due_us) | plainly).fill_null(False)


def _share_of_rest(row: ir.Table, asked: Asked) -> ir.Value:
    """Of the seconds from dispatch to the end of the work, those in which the closure clock rested."""
    still = (row.rests > row.wakings) & row.stopped_us.notnull()
    rested = row.rest_us + row.stopped_us.fill_null(0) * still.cast("int64")
    whole = row.ended_us - row.since_us
    return (rested.cast("float64") / whole.cast("float64")).clip(0.0, 1.0)


def _ended(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    closed = (row.rests == row.wakings) | ((row.rests == row.wakings + 1) & row.stopped_us.notnull())
    return (row.ended_us > row.since_us) & row.closure_due_us.notnull() & closed & ~is_excluded(row)


METRICS = (
    _ticket_step("triage_in_time", "triaged_us", "triage_due_us", ""),
    _ticket_step("dispatch_in_time", "dispatched_us", "dispatch_due_us", "", *SETTLED_AT_DOOR),
    _part_step("acknowledged_in_time", at("acknowledged_us"), "acknowledge_due_us"),
    _part_step("contacted_in_time", at("contacted_us"), "first_contact_due_us"),
    _part_step("closure_on_time", replied_for_good, "closure_due_us", rests=True),
    Metric(
        key="closure_on_time_unextended",
        theme="timeliness",
        table="fct_assignment",
        when="closure_due_us",
        charged="unit_id",
        counts=ANSWERED,
        value=_closure_without_extension,
    ),
    Metric(
        key="stated_on_time",
        theme="timeliness",
        table="fct_ticket",
        when="registered_us",
        charged="lead_id",
        counts=lambda row, asked: row.stated_on_time.notnull() & ~is_excluded(row),
        value=lambda row, asked: row.stated_on_time,
    ),
    _ticket_step("promise_kept", "first_closed_us", "promise_due_us", "lead_id"),
    _step("reply_reviewed_in_time", "fct_assignment", at("reviewed_us", since="replied_us"), "reply_review_due_us", ""),
    _step(
        "return_ruled_in_time",
        "fct_assignment",
        at("return_ruled_us", since="return_requested_us"),
        "return_ruling_due_us",
        "",
    ),
    _part_step("redone_in_time", replied_for_good, "redo_due_us"),
    _part_step(
        "supervision_answered_in_time", at("supervision_answered_us", since="supervised_us"), "supervision_due_us"
    ),
    _step(
        "follow_up_in_time",
        "fct_ticket",
        at("followed_up_us", since="closed_us"),
        "follow_up_due_us",
        "",
        _to_be_followed_up,
    ),
    Metric(
        key="extended",
        theme="timeliness",
        table="fct_assignment",
        when="closure_due_us",
        charged="unit_id",
        direction=Direction.LOWER,
        counts=ANSWERED,
        value=lambda row, asked: row.extensions > 0,
    ),
    Metric(
        key="clock_rest_share",
        theme="timeliness",
        table="fct_assignment",
        when="ended_us",
        charged="unit_id",
        direction=Direction.NEUTRAL,
        shape=Shape.WEIGHED,
        counts=_ended,
        value=_share_of_rest,
    ),
)
