"""Asking a measure of the star: which rows, grouped how, under which rule; the answer has interval and n, or words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import ibis
import ibis.expr.types as ir

from weisu.analytics import answering, tables
from weisu.analytics.instants import month_of
from weisu.analytics.metric import Asked, Metric, Result, Shape
from weisu.analytics.period import Period
from weisu.analytics.rules import Counting
from weisu.analytics.star import Star
from weisu.analytics.subjects import subject
from weisu.domain.errors import DomainError

RuleOn = Callable[[date], Counting]

OF_TICKET = {"region": "region_code", "category": "category", "kind": "kind", "channel": "channel"}
"""Groupings by what a ticket is."""

BY = ("unit", "month", *OF_TICKET)
"""Everything a measure can be grouped by. There is nothing below the unit."""

FROM_TICKET = (*OF_TICKET.values(), "lead_id", "contacted", "followed_up_us", "reopened_us", "closed_us", "number")
"""Columns of the ticket that its other tables lend; a column of the same name in the table itself stays."""


class CannotGroup(DomainError):
    """A grouping that a measure does not have."""

    code = "cannot_group"


def ask(star: Star, metric: Metric, period: Period, *, by: Sequence[str] = (), rule_on: RuleOn) -> list[Result]:
    """One result per group, sorted; groups without rows among them, saying so.

    A month counts under the rule of its last day, so a rule changed within the period changes nothing before it.

    Raises: CannotGroup.
    """
    _check(metric, by)
    missing = [kind for kind in metric.needs if kind not in star.known_types]
    if missing:
        return [Result(metric.key, {}, why="not_in_log", note=", ".join(missing))]
    found: list[dict[str, Any]] = []
    for rule, part in _by_rule(period, rule_on):
        asked = Asked(rule, star.as_of_us)
        found += star.engine.answer(question(metric, part, by, asked, star.mark.offset_us)).to_pylist()
    rule = rule_on(period.last_day)
    return answering.results(star, metric, period, by, found, rule)


def question(metric: Metric, period: Period, by: Sequence[str], asked: Asked, offset_us: int) -> ir.Table:
    """The expression: one row per group, or per group and duration where a curve has to be drawn."""
    rows = placed(metric, period, by, offset_us)
    counts = metric.counts(rows, asked)
    base = counts if metric.base is None else metric.base(rows, asked)
    keys = [f"by_{name}" for name in by] or ["whole"]
    if metric.shape in (Shape.MEDIAN, Shape.DURABLE):
        rows = rows.filter(counts).mutate(value=metric.value(rows, asked), code=_code(metric, rows, asked))
        return rows.group_by(*keys, "value", "code").aggregate(n=rows.count())
    value = metric.value(rows, asked).cast("float64")
    weight = rows[metric.weight] if metric.weight else ibis.literal(1, "int64")
    rows = rows.filter(base | counts).select(*keys, counts=counts, base=base, value=value, weight=weight)
    return rows.group_by(*keys).aggregate(
        n=rows.weight.sum(where=rows.counts),
        total=(rows.value * rows.weight).sum(where=rows.counts),
        squares=(rows.value * rows.value * rows.weight).sum(where=rows.counts),
        base=rows.weight.sum(where=rows.base),
    )


def _code(metric: Metric, rows: ir.Table, asked: Asked) -> ir.Value:
    """0 while it still runs, else what ended it."""
    return ibis.literal(1) if metric.ended is None else metric.ended(rows, asked).cast("int64")


def placed(metric: Metric, period: Period, by: Sequence[str], offset_us: int) -> ir.Table:
    """The rows of a measure's table whose instant lies in the period, with their groups as `by_…`."""
    start, end = period.bounds(offset_us)
    table = subject(metric.table)
    rows = table.filter(table[metric.when] >= start, table[metric.when] < end)
    if metric.joins or any(OF_TICKET[name] not in table.columns for name in by if name in OF_TICKET):
        rows = _with_ticket(rows)
    groups = {f"by_{name}": _group(metric, rows, name, offset_us) for name in by}
    return rows.mutate(**(groups or {"whole": ibis.literal("")}))


def _with_ticket(rows: ir.Table) -> ir.Table:
    lent = [name for name in FROM_TICKET if name not in rows.columns]
    joined = rows.left_join(tables.TICKET.select("ticket_id", *lent), "ticket_id")
    return joined.drop("ticket_id_right") if "ticket_id_right" in joined.columns else joined


def _group(metric: Metric, rows: ir.Table, name: str, offset_us: int) -> ir.Value:
    match name:
        case "month":
            return month_of(rows[metric.when], offset_us)
        case "unit":
            return rows[metric.charged].fill_null("")
    return rows[OF_TICKET[name]].fill_null("")


def _check(metric: Metric, by: Iterable[str]) -> None:
    for name in by:
        if name not in BY:
            raise CannotGroup(f"Nothing is grouped by {name!r}.", instead=list(BY))
        if name in OF_TICKET and not {OF_TICKET[name], "ticket_id"} & set(subject(metric.table).columns):
            raise CannotGroup(f"{metric.key} counts what has no {name}.", instead=["unit", "month", "region"])
        if name == "unit" and not metric.charged:
            raise CannotGroup(f"No unit answers for {metric.key}.", instead=[one for one in BY if one != "unit"])


def _by_rule(period: Period, rule_on: RuleOn) -> Iterable[tuple[Counting, Period]]:
    months = [(rule_on(month.last_day), month) for month in period.each()]
    for rule, group in groupby(months, key=lambda pair: pair[0]):
        some = [month for _, month in group]
        yield rule, Period(some[0].first, some[-1].last)
