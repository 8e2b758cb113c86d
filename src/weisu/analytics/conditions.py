"""Conditions that several measures share, spelled once."""

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from weisu.analytics.metric import Asked
from weisu.domain.vocabulary import Status


def is_excluded(row: ir.Table) -> ir.BooleanValue:
    """剔除: another body granted it; the row leaves every base."""
    return row.exclusion.fill_null("") == "granted"


def assessed(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Rows that stay in the base; whoever only tells how much work there was counts every row."""
    return ~is_excluded(row)


def is_closed(row: ir.Table) -> ir.BooleanValue:
    """Closed, and not reopened since."""
    return (row.closed_us.notnull() & (row.closed_us >= ibis.coalesce(row.reopened_us, 0))).fill_null(False)


def is_merged(row: ir.Table) -> ir.BooleanValue:
    """Merged into another ticket, and not taken out again."""
    return (row.merged_us.notnull() & (row.merged_us > ibis.coalesce(row.unmerged_us, 0))).fill_null(False)


def stands_closed(row: ir.Table) -> ir.BooleanValue:
    """Closed after a unit handled it, not reopened since, and not excluded."""
    return is_closed(row) & ((row.lead_id != "") & ~is_excluded(row)).fill_null(False)


When = Callable[[ir.Table], ir.Value]
"""The instant at which a row did something, NULL where it did not."""


def at(column: str, *, since: str = "") -> When:
    """The instant in a column; with `since` only what was done for the newest order, not for an earlier one."""
    if not since:
        return lambda row: row[column]
    return lambda row: (row[column] >= row[since]).fill_null(False).ifelse(row[column], None)


def closed_for_good(row: ir.Table) -> ir.Value:
    """When it was closed, unless it was reopened since."""
    return is_closed(row).ifelse(row.closed_us, None)


def replied_for_good(row: ir.Table) -> ir.Value:
    """When the last reply was submitted, unless it was rejected and no other followed."""
    rejected = (row.reviewed_us >= row.replied_us) & (row.approved_us.fill_null(0) < row.reviewed_us)
    return rejected.fill_null(False).ifelse(None, row.replied_us)


def was_due(due: str):  # type: ignore[no-untyped-def]
    """Rows whose limit is past, done or not.

    Who still has time does not count yet, though it be done already: of those who fall due later only the successes are
    known by now, and an unfinished month would look better than it is.
    """

    def counts(row: ir.Table, asked: Asked) -> ir.BooleanValue:
        return (row[due] < asked.as_of_us).fill_null(False) & ~is_excluded(row)

    return counts


def was_owed(done: When, due: str, *, rests: bool = False):  # type: ignore[no-untyped-def]
    """Parts whose limit is past, unless before it the work was taken away or, with `rests`, its clock stood still.

    A part that was returned, moved or released in time owed nothing any more; who had done it by then counts as ever.
    """

    def counts(row: ir.Table, asked: Asked) -> ir.BooleanValue:
        taken = (row.ended_us > 0) & (row.ended_us <= row[due])
        still = (row.rests > row.wakings) & (row.paused_us <= row[due]) if rests else ibis.literal(False)
        spared = done(row).isnull() & (taken | still).fill_null(False)
        return was_due(due)(row, asked) & ~spared

    return counts


def is_over(row: ir.Table, due: str) -> ir.BooleanValue:
    """Merged, referred to where the law wants it, or withdrawn before the limit, and so it stands: nothing is owed.

    A withdrawal counts once somebody independent has heard it confirmed; until then the ticket stays in the base.
    """
    merged = is_merged(row) & (row.merged_us <= row[due])
    withdrawn = (row.withdrawal == "confirmed") & (row.withdrawn_us <= row[due])
    referred = row.status.isin(REFERRED) & (row.declined_us > ibis.coalesce(row.closed_us, 0))
    referred = referred & (row.declined_us <= row[due])
    return merged.fill_null(False) | withdrawn.fill_null(False) | referred.fill_null(False)


REFERRED = (Status.CLOSED.value, Status.ARCHIVED.value)
"""Where a referred ticket stands, though it was never closed."""


def was_wanted(done: When, due: str, *gone: str):  # type: ignore[no-untyped-def]
    """Tickets whose limit is past, unless before it they were taken back, merged, or `gone` another way."""

    def counts(row: ir.Table, asked: Asked) -> ir.BooleanValue:
        spared = is_merged(row) & (row.merged_us <= row[due]).fill_null(False)
        for column in ("withdrawn_us", *gone):
            spared = spared | (row[column] <= row[due]).fill_null(False)
        return was_due(due)(row, asked) & ~(done(row).isnull() & spared)

    return counts


def in_time(done: When, due: str):  # type: ignore[no-untyped-def]
    """Done, and not after the limit."""

    def met(row: ir.Table, asked: Asked) -> ir.BooleanValue:
        return (done(row) <= row[due]).fill_null(False)

    return met


def happened(column: str):  # type: ignore[no-untyped-def]
    """It happened."""
    return lambda row, asked: row[column].notnull()


def assessed_with(column: str):  # type: ignore[no-untyped-def]
    """It happened, to a row that stays in the base."""
    return lambda row, asked: row[column].notnull() & ~is_excluded(row)


def more_than(column: str, least: int):  # type: ignore[no-untyped-def]
    """A count above a number."""
    return lambda row, asked: row[column] > least


def count_of(column: str):  # type: ignore[no-untyped-def]
    """The number in a column."""
    return lambda row, asked: row[column]


def every(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Every row."""
    return ibis.literal(True)
