"""What measures look at: the tables of the star, and two that are worked out of them when asked."""

import ibis
import ibis.expr.types as ir

from weisu.analytics.tables import ASSIGNMENT, TABLES, TICKET

DERIVED = ("path", "closing")
"""Tables worked out of others, one row per ticket."""


def subject(name: str) -> ir.Table:
    """A table of the star by name, or `path`, or `closing`."""
    derived = dict(zip(DERIVED, (path, closing), strict=True))
    return derived[name]() if name in derived else TABLES[name]


def path() -> ir.Table:
    """path: one row per ticket, with its number of parts and whether a unit was given it again without a reopening."""
    first = ASSIGNMENT.group_by("ticket_id", "unit_id").aggregate(
        parts=ASSIGNMENT.count(), given=(ASSIGNMENT.via != "reopen").cast("int64").sum()
    )
    by_ticket = first.group_by("ticket_id").aggregate(parts=first.parts.sum(), came_back=(first.given > 1).any())
    rows = TICKET.left_join(by_ticket, "ticket_id").drop("ticket_id_right")
    return rows.mutate(parts=rows.parts.fill_null(0))


def closing() -> ir.Table:
    """closing: one row per ticket that was closed, with when the matter came back, or could no longer come back.

    `back_us` is the first reopening, or the first ticket registered after the closing that is linked as its repeat.
    `gone_us` is when it was withdrawn or merged after the closing: then nobody is left to say that it came back.
    """
    closed = TICKET.filter(TICKET.first_closed_us.notnull())
    again = TICKET.filter(TICKET.repeat_of.notnull()).select(repeat_of=TICKET.repeat_of, again_us=TICKET.registered_us)
    pairs = closed.select("ticket_id", "number", "first_closed_us").inner_join(again, [("number", "repeat_of")])
    pairs = pairs.filter(pairs.again_us > pairs.first_closed_us)
    repeats = pairs.group_by("ticket_id").aggregate(again_us=pairs.again_us.min())
    rows = closed.left_join(repeats, "ticket_id").drop("ticket_id_right")
    return rows.mutate(
        back_us=_earliest(rows.first_reopened_us, rows.again_us),
        gone_us=_earliest(_after(rows, "withdrawn_us"), _after(rows, "merged_us")),
    )


def _after(rows: ir.Table, column: str) -> ir.Value:
    return (rows[column] > rows.first_closed_us).ifelse(rows[column], None)


def _earliest(one: ir.Value, other: ir.Value) -> ir.Value:
    """The earlier of two instants, or the one there is."""
    return ibis.least(one, other)
