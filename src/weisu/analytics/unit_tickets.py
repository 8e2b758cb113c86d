"""The tickets behind a measure as `unit_comparison` takes them: whose, whether met, and features at intake."""

from collections.abc import Callable
from datetime import date

from weisu.analytics import tables
from weisu.analytics.asking import CannotGroup
from weisu.analytics.expectation import Tickets
from weisu.analytics.instants import month_of
from weisu.analytics.metric import Asked, Direction, Metric, Shape
from weisu.analytics.period import Period
from weisu.analytics.rules import Counting
from weisu.analytics.star import Star
from weisu.analytics.subjects import subject

AT_INTAKE = {
    "kind": "intake_kind",
    "category": "intake_category",
    "priority": "intake_priority",
    "region": "intake_region",
    "channel": "channel",
}
"""Features no unit can change: as the ticket was registered, not as somebody corrected it later."""


def unit_tickets(star: Star, metric: Metric, period: Period, *, rule_on: Callable[[date], Counting]) -> Tickets:
    """Every row that counts in the period under the rule of its last day; met is what is unwelcome, as late.

    Raises: CannotGroup for a measure that is no share, or that no unit answers for.
    """
    if metric.shape != Shape.SHARE or not metric.charged or metric.direction == Direction.NEUTRAL:
        raise CannotGroup(f"{metric.key} is no share that units answer for; units are not compared by it.")
    asked = Asked(rule_on(period.last_day), star.as_of_us)
    start, end = period.bounds(star.mark.offset_us)
    table = subject(metric.table)
    rows = table.filter(table[metric.when] >= start, table[metric.when] < end)
    rows = rows.filter(metric.counts(rows, asked), rows[metric.charged].fill_null("") != "")
    chosen = rows.select("ticket_id", unit=rows[metric.charged], met=metric.value(rows, asked).cast("int64"))
    ticket = tables.TICKET.select(
        "ticket_id",
        **{name: tables.TICKET[column].fill_null("") for name, column in AT_INTAKE.items()},
        month=month_of(tables.TICKET.registered_us, star.mark.offset_us),
    )
    found = star.engine.answer(chosen.inner_join(ticket, "ticket_id").order_by("unit", "ticket_id"))
    met = found.column("met").to_numpy()
    unwelcome = 1 - met if metric.direction == Direction.HIGHER else met
    features = {name: found.column(name).to_pylist() for name in (*AT_INTAKE, "month")}
    return Tickets(found.column("unit").to_pylist(), unwelcome, features)
