"""What measures look at: the tables of the star, and those that are worked out of them when asked."""

import ibis
import ibis.expr.types as ir

from weisu.analytics.folds import Fold
from weisu.analytics.tables import ASSIGNMENT, FOLLOW_UP, OFFICE, OFFICE_OF, READING, TABLES, TICKET, WARNING
from weisu.domain.state import ENDS
from weisu.domain.vocabulary import EventType as E

DERIVED = ("path", "closing", "owed", "pressed", "warned", "waiting", "load", "read")
"""Tables worked out of others, one row per ticket; of `load` one per part, of `read` one per reply."""


def subject(name: str) -> ir.Table:
    """A table of the star by name, or one of `DERIVED`."""
    derived = dict(zip(DERIVED, (path, closing, owed, pressed, warned, waiting, load, read), strict=True))
    return derived[name]() if name in derived else TABLES[name]


def path() -> ir.Table:
    """path: one row per ticket, with its number of parts and whether a unit was given it again without a reopening."""
    first = ASSIGNMENT.group_by("ticket_id", "unit_id").aggregate(
        parts=ASSIGNMENT.count(), given=(ASSIGNMENT.via != "reopen").cast("int64").sum()
    )
    by_ticket = first.group_by("ticket_id").aggregate(parts=first.parts.sum(), came_back=(first.given > 1).any())
    rows = beside(TICKET, by_ticket)
    return rows.mutate(parts=rows.parts.fill_null(0))


def closing() -> ir.Table:
    """closing: one row per ticket that was closed, with when the matter came back, or could no longer come back.

    It came back when it was first reopened, or at `again_us`, when the first ticket was registered that is linked as
    its repeat. `gone_us` is when it was withdrawn or merged after the closing: nobody is left to say that it came back.
    `closed_lead_id` is the unit that led when it was first closed, whoever leads it since.
    """
    closed = TICKET.filter(TICKET.first_closed_us.notnull())
    rows = beside(beside(closed, _repeats(closed)), _leads_before_reopening(closed))
    return rows.mutate(
        closed_lead_id=ibis.ifelse(rows.reopens > 0, rows.led_id, rows.lead_id),
        gone_us=_earliest(_after(rows, "withdrawn_us"), _after(rows, "merged_us")),
    )


def owed() -> ir.Table:
    """owed: one row per ticket that a unit was given, with `limit_us`, until when the requester was to have an answer.

    That is the promised date as it last stood; without one the limit of the part that leads or led last; where nothing
    limits the ticket at all, the closing. `tried_s` are the local seconds at which whoever was found unreachable had
    been tried since the last closing; NULL of everybody else.
    """
    rows = _promised()
    rows = beside(rows, _tries(rows.filter(rows.follow_up == "unreachable")))
    return rows.mutate(limit_us=ibis.coalesce(rows.promised_us, rows.closed_us))


def pressed() -> ir.Table:
    """pressed: one row per ticket that a unit was given, with `until_us`, the limit of what was asked of a unit last.

    That is the promised date as it last stood (without one the limit of the part that leads or led last), or the limit
    of doing it again where that is later; NULL where nothing limits it.
    """
    rows = _promised()
    rows = beside(rows, _redo_limits(rows.filter(rows.reopens > 0)))
    return rows.mutate(until_us=ibis.greatest(rows.promised_us, rows.redo_until_us))


def warned() -> ir.Table:
    """warned: one row per ticket, with the local hours in which warnings about it went out to a unit."""
    to_units = WARNING.filter(WARNING.to_unit_id != "")
    return beside(TICKET, to_units.group_by("ticket_id").aggregate(hours=to_units.hour.collect()))


def waiting() -> ir.Table:
    """waiting: one row per ticket, with the seconds of office hours from its last event to the newest of the log.

    What no calendar covers is not counted: so much office time, or more, has gone by. 0 for a ticket at its end.
    """
    ends = [status.value for status in ENDS]
    over = TICKET.filter(TICKET.status.isin(ends)).mutate(idle_working_s=ibis.literal(0, "int64"))
    still = TICKET.filter(TICKET.status.notin(ends)).left_join(OFFICE_OF, "region_code").drop("region_code_right")
    still = still.mutate(calendar=still.calendar.fill_null(""))
    placed = still.asof_join(OFFICE, still.last_us >= OFFICE.begin_us, "calendar").drop("calendar_right")
    until = _office_until_now()
    placed = placed.left_join(until, "calendar").drop("calendar_right")
    idle_us = (placed.now_us - _office_us(placed, placed.last_us).fill_null(0)).fill_null(0)
    # Few tickets are still somewhere; the others need not be looked up.
    return placed.select(*TICKET.columns, idle_working_s=idle_us // 1_000_000).union(over)


def _office_until_now() -> ir.Table:
    """(calendar, now_us): the office time of each calendar up to the newest event of a ticket."""
    now_us = TICKET.last_us.max().as_scalar()
    begun = OFFICE.filter(OFFICE.begin_us <= now_us)
    return begun.group_by("calendar").aggregate(now_us=_office_us(begun, now_us).max())


def _office_us(span: ir.Table, at_us: ir.Value) -> ir.Value:
    """The office time up to an instant that lies in a stretch of office hours, or before the next."""
    return span.before_us + ibis.least(at_us, span.end_us) - span.begin_us


def load() -> ir.Table:
    """load: one row per part, with how many parts its unit had in hand when it came, itself among them."""
    begun = ASSIGNMENT.select("ticket_id", "unit_id", "since_us", at=ASSIGNMENT.since_us * 2 + 1, step=1)
    over = ASSIGNMENT.filter(ASSIGNMENT.ended_us > 0)
    over = over.select("ticket_id", "unit_id", "since_us", at=over.ended_us * 2, step=-1)
    steps = begun.union(over)
    # What ends at an instant is gone before what begins at it; parts that begin together all see each other.
    until = ibis.range_window(group_by="unit_id", order_by="at", preceding=None, following=0)
    counted = steps.mutate(in_hand=steps.step.sum().over(until))
    return counted.filter(counted.step > 0).drop("at", "step")


def read() -> ir.Table:
    """read: one row per reply that somebody gave points to, with what the first and the second reader gave it.

    Of each reader the first reading counts: only then they did not know what others had found. `points` is the mean of
    all readers, `second_points` NULL where one person alone read it, `at_us` when it was first read.
    """
    reply = ("ticket_id", "unit_id", "reply")
    blind = READING.group_by(*reply, "reader").aggregate(
        points=Fold("first", READING.points).over(READING.seq), at=READING.seq.min(), at_us=READING.at_us.min()
    )
    found = blind.group_by(*reply).aggregate(
        points=blind.points.mean(), each=blind.points.collect(order_by=blind.at), at_us=blind.at_us.min()
    )
    return found.mutate(first_points=found.each[0], second_points=found.each[1])


def _repeats(closed: ir.Table) -> ir.Table:
    """(ticket_id, again_us) of tickets that were told again."""
    again = TICKET.filter(TICKET.repeat_of.notnull()).select(repeat_of=TICKET.repeat_of, again_us=TICKET.registered_us)
    pairs = closed.select("ticket_id", "number", "first_closed_us").inner_join(again, [("number", "repeat_of")])
    pairs = pairs.filter(pairs.again_us > pairs.first_closed_us)
    return pairs.group_by("ticket_id").aggregate(again_us=pairs.again_us.min())


def _leads_before_reopening(closed: ir.Table) -> ir.Table:
    """(ticket_id, led_id) of reopened tickets: only a reopening gives a closed ticket to another unit.

    One that was turned away may be reopened, and closed for the first time by whom it was then given to; at the very
    instant of its first closing a reopening came after it.
    """
    reopened = closed.filter(closed.reopens > 0).select("ticket_id", "first_closed_us")
    led = ASSIGNMENT.filter(ASSIGNMENT.role == "lead")
    pairs = reopened.inner_join(led.select("ticket_id", "unit_id", "spell", "since_us", "via"), "ticket_id")
    before = pairs.since_us < pairs.first_closed_us
    pairs = pairs.filter(before | ((pairs.since_us == pairs.first_closed_us) & (pairs.via != "reopen")))
    return pairs.group_by("ticket_id").aggregate(led_id=Fold("last", pairs.unit_id).over(pairs.spell))


def _promised() -> ir.Table:
    """Tickets that a unit was given, with `promised_us`: the promised date, without one the limit of who leads."""
    given = TICKET.filter(TICKET.lead_id.fill_null("") != "")
    rows = beside(given, _leads_limits(given.filter(given.promise_due_us.isnull())))
    return rows.mutate(promised_us=ibis.coalesce(rows.promise_due_us, rows.led_until_us))


def _leads_limits(some: ir.Table) -> ir.Table:
    """(ticket_id, led_until_us): until when the newest part that leads was to be answered."""
    return _newest_limits(some, "closure_due_us", "led_until_us")


def _redo_limits(some: ir.Table) -> ir.Table:
    """(ticket_id, redo_until_us): until when the newest part that leads was to be done again."""
    return _newest_limits(some, "redo_due_us", "redo_until_us")


def _newest_limits(some: ir.Table, due: str, name: str) -> ir.Table:
    led = ASSIGNMENT.filter(ASSIGNMENT.role == "lead", ASSIGNMENT[due].notnull())
    # Few tickets are asked about; the parts of the others need not be sorted.
    led = led.semi_join(some.select("ticket_id"), "ticket_id")
    return led.group_by("ticket_id").aggregate(**{name: Fold("last", led[due]).over(led.spell)})


def _tries(some: ir.Table) -> ir.Table:
    """(ticket_id, tried_s): when each was tried before it was given up, in local seconds."""
    told = FOLLOW_UP.inner_join(some.select("ticket_id", "reopened_us"), "ticket_id")
    given_up = told.filter(told["type"] == E.FOLLOW_UP_COMPLETED.value, told.withdrawal.isnull())
    given_up = given_up.group_by("ticket_id").aggregate(until=given_up.version.max())
    tried = told.filter(told["type"] == E.FOLLOW_UP_ATTEMPTED.value).inner_join(given_up, "ticket_id")
    tried = tried.filter(tried.version < tried.until, tried.at_us >= ibis.coalesce(tried.reopened_us, 0))
    return tried.group_by("ticket_id").aggregate(tried_s=tried.local_s.collect())


def beside(rows: ir.Table, more: ir.Table) -> ir.Table:
    """Rows about tickets with what another table says of each ticket; NULL where it says nothing."""
    return rows.left_join(more, "ticket_id").drop("ticket_id_right")


def _after(rows: ir.Table, column: str) -> ir.Value:
    return (rows[column] > rows.first_closed_us).ifelse(rows[column], None)


def _earliest(one: ir.Value, other: ir.Value) -> ir.Value:
    """The earlier of two instants, or the one there is."""
    return ibis.least(one, other)
