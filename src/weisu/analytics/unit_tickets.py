"""The tickets behind a measure as `unit_comparison` takes them: whose, whether met, and features at intake."""

import pyarrow as pa

from weisu.analytics import tables
from weisu.analytics.asking import CannotGroup, RuleOn, by_rule, placed
from weisu.analytics.expectation import Tickets
from weisu.analytics.instants import month_of
from weisu.analytics.metric import Asked, Direction, Metric, Shape
from weisu.analytics.period import Period
from weisu.analytics.star import Star

AT_INTAKE = {
    "kind": "intake_kind",
    "category": "intake_category",
    "priority": "intake_priority",
    "region": "intake_region",
    "channel": "channel",
}
"""Features no unit can change: as the ticket was registered, not as somebody corrected it later."""

COMPARABLE = (Shape.SHARE, Shape.WEIGHED, Shape.RATE)


def is_comparable(metric: Metric) -> bool:
    """Whether units answer for a share or a rate, and it says which outcome is unwelcome."""
    has_side = metric.direction == Direction.LOWER or (metric.direction == Direction.HIGHER and not _is_rate(metric))
    return metric.shape in COMPARABLE and bool(metric.charged) and has_side


def _is_rate(metric: Metric) -> bool:
    return metric.shape == Shape.RATE


def unit_tickets(star: Star, metric: Metric, period: Period, *, rule_on: RuleOn) -> Tickets:
    """Every row that counts, each month under the rule of its last day; met is what is unwelcome, as late.

    Raises: CannotGroup for a measure that is no share or rate, or that no unit answers for.
    """
    if not is_comparable(metric):
        raise CannotGroup(f"{metric.key} is no share or rate that units answer for; units are not compared by it.")
    parts = [_rows(star, metric, some, Asked(rule, star.as_of_us)) for rule, some in by_rule(period, rule_on)]
    found = pa.concat_tables(parts).sort_by([("unit", "ascending"), ("ticket_id", "ascending")])
    met = found.column("met").cast(pa.float64()).to_numpy()
    unwelcome = 1 - met if metric.direction == Direction.HIGHER else met
    features = {name: found.column(name).to_pylist() for name in (*AT_INTAKE, "month")}
    return Tickets(found.column("unit").to_pylist(), unwelcome, features, is_rate=_is_rate(metric))


def _rows(star: Star, metric: Metric, period: Period, asked: Asked) -> pa.Table:
    """Of every row that counts whose it is, how far it met it, and its ticket as it came in."""
    offset_us = star.mark.offset_us
    rows = placed(metric, period, (), asked, offset_us)
    rows = rows.filter(metric.counts(rows, asked), rows[metric.charged].fill_null("") != "")
    chosen = rows.select("ticket_id", unit=rows[metric.charged], met=metric.value(rows, asked).cast("float64"))
    ticket = tables.TICKET.select(
        "ticket_id",
        **{name: tables.TICKET[column].fill_null("") for name, column in AT_INTAKE.items()},
        month=month_of(tables.TICKET.registered_us, offset_us),
    )
    return star.engine.answer(chosen.inner_join(ticket, "ticket_id"))
