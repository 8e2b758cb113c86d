"""基层减负: what one ticket costs those who handle it. The budget stands in the pack; above it the page says so."""

from dataclasses import replace

import ibis.expr.types as ir

from weisu.analytics.conditions import count_of, happened
from weisu.analytics.metric import Asked, Budget, Direction, Metric, Number, Shape
from weisu.analytics.rules import BURDEN


def _at_night(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return _is_night(row.hour, asked)


def _is_night(hour: ir.Value, asked: Asked) -> ir.BooleanValue:
    burden = asked.rule.burden
    if burden.night_from > burden.night_until:
        return (hour >= burden.night_from) | (hour < burden.night_until)
    return (hour >= burden.night_from) & (hour < burden.night_until)


def _warned_at_night(row: ir.Table, asked: Asked) -> ir.Value:
    """How many warnings of a ticket went out to units at night."""
    return row.hours.filter(lambda hour: _is_night(hour, asked)).length().fill_null(0)


def _per_ticket(key: str, value: Number, table: str = "fct_ticket", budget: Budget | None = None) -> Metric:
    return Metric(
        key=key,
        theme="relief",
        table=table,
        when="registered_us",
        charged="lead_id",
        shape=Shape.MEAN,
        unit="per_ticket",
        direction=Direction.LOWER,
        counts=happened("dispatched_us"),
        value=value,
        budget=budget,
        reads=(BURDEN,) if budget else (),
    )


def _of_a_hundred(number: int | None) -> float | None:
    return None if number is None else number / 100


METRICS = (
    _per_ticket("acts_per_ticket", count_of("unit_events"), budget=lambda rule: rule.burden.acts),
    _per_ticket("fields_per_ticket", count_of("unit_fields"), budget=lambda rule: rule.burden.fields),
    _per_ticket("files_per_ticket", count_of("unit_files"), budget=lambda rule: rule.burden.files),
    _per_ticket("warnings_per_ticket", count_of("warnings")),
    _per_ticket("night_warnings_per_ticket", _warned_at_night, "warned", lambda rule: rule.burden.warnings / 100),
    replace(
        _per_ticket("entered_twice", count_of("typed_twice"), budget=lambda rule: _of_a_hundred(rule.burden.twice)),
        counts=lambda row, asked: row.dispatched_us.notnull() & (row.typed_known > 0),
        base=happened("dispatched_us"),
        unknown="typing_unknown",
    ),
    Metric(
        key="warned_at_night",
        theme="relief",
        table="fct_warning",
        when="at_us",
        charged="to_unit_id",
        direction=Direction.LOWER,
        counts=lambda row, asked: row.to_unit_id != "",
        value=_at_night,
        reads=(BURDEN,),
        needs=("warning.sent",),
    ),
)
