"""What units and regions were at an instant: of the spans that the organisation keeps of each, the one that held."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import ibis.expr.types as ir

from weisu.analytics import tables
from weisu.analytics.period import Period
from weisu.analytics.star import Star

Span = Mapping[str, Any]
KEYS = {tables.UNIT.get_name(): "id", tables.REGION.get_name(): "code"}


def spans_of(star: Star, table: ir.Table) -> Mapping[str, list[Span]]:
    """The spans of every unit or region by id or code, the earliest first."""
    key = KEYS[table.get_name()]
    rows = star.engine.answer(table.order_by([key, "valid_from_us"])).to_pylist()
    return {one: list(spans) for one, spans in groupby(rows, lambda row: row[key])}


def held_at(star: Star, table: ir.Table, at_us: int) -> Mapping[str, Span]:
    """The span of every unit or region that held at an instant; of one that began later its first."""
    return {one: _held(spans, at_us) for one, spans in spans_of(star, table).items()}


def last_instant(star: Star, period: Period) -> int:
    """At which instant a period is told of: its last one, or where the log ends."""
    return min(period.bounds(star.mark.offset_us)[1] - 1, star.as_of_us)


def time_of(group: Mapping[str, str], period: Period) -> Period:
    """The month of a group that is of one, else the period that was asked for."""
    return Period.of(group["month"]) if "month" in group else period


def kinds_in(star: Star, period: Period) -> Mapping[str, str]:
    """Of what kind every unit was when a period ended."""
    return {unit: span["kind"] for unit, span in held_at(star, tables.UNIT, last_instant(star, period)).items()}


def _held(spans: list[Span], at_us: int) -> Span:
    begun = [span for span in spans if span["valid_from_us"] <= at_us]
    return begun[-1] if begun else spans[0]
