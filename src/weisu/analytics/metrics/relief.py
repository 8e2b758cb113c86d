"""基层减负: what one ticket costs those who handle it. The budget stands in the pack; above it the page says so."""

import ibis.expr.types as ir

from weisu.analytics.conditions import count_of, every, happened, none_yet
from weisu.analytics.metric import Asked, Direction, Metric, Shape


def _at_night(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    burden = asked.rule.burden
    if burden.night_from > burden.night_until:
        return (row.hour >= burden.night_from) | (row.hour < burden.night_until)
    return (row.hour >= burden.night_from) & (row.hour < burden.night_until)


def _per_ticket(key: str, column: str) -> Metric:
    return Metric(
        key=key,
        theme="relief",
        table="fct_ticket",
        when="registered_us",
        charged="lead_id",
        shape=Shape.MEAN,
        unit="per_ticket",
        direction=Direction.LOWER,
        counts=happened("dispatched_us"),
        value=count_of(column),
    )


METRICS = (
    _per_ticket("acts_per_ticket", "unit_events"),
    _per_ticket("files_per_ticket", "unit_files"),
    _per_ticket("warnings_per_ticket", "warnings"),
    Metric(
        key="warned_at_night",
        theme="relief",
        table="fct_warning",
        when="at_us",
        charged="unit_id",
        direction=Direction.LOWER,
        counts=every,
        value=_at_night,
        needs=("warning.sent",),
    ),
    Metric(
        key="entered_twice",
        theme="relief",
        table="fct_ticket",
        when="registered_us",
        charged="lead_id",
        direction=Direction.LOWER,
        counts=none_yet,
        value=none_yet,
        needs=("entry.repeated",),
    ),
)
