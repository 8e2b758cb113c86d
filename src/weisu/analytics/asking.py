"""Asking a measure of the star: which rows, grouped how, under which rule; the answer has interval and n, or words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import ibis
import ibis.expr.types as ir

from weisu.analytics import answering, tables
from weisu.analytics.groups import OF_TICKET
from weisu.analytics.instants import month_of
from weisu.analytics.metric import Asked, Metric, Result, Shape
from weisu.analytics.period import Period
from weisu.analytics.rules import MINIMUM, STRATA, Counting
from weisu.analytics.star import Star
from weisu.analytics.strata import with_stratum
from weisu.analytics.subjects import beside, subject
from weisu.domain.errors import DomainError

RuleOn = Callable[[date], Counting]

BY = ("unit", "month", "stratum", *OF_TICKET)
"""Everything a measure can be grouped by. There is nothing below the unit."""

SAID_OF_TICKET = ("lead_id", "contacted", "followed_up_us", "reopened_us", "closed_us", "exclusion", "number")
FROM_TICKET = (*OF_TICKET.values(), *SAID_OF_TICKET)
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
    for rule, part in by_rule(period, rule_on):
        asked = Asked(rule, star.as_of_us, star.places)
        some = star.engine.answer(question(metric, part, by, asked, star.mark.offset_us)).to_pylist()
        found += [{**row, "rule": rule} for row in some] if metric.shape == Shape.DURABLE else some
    rule = rule_on(period.last_day)
    return answering.results(star, metric, period, by, found, rule)


def question(metric: Metric, period: Period, by: Sequence[str], asked: Asked, offset_us: int) -> ir.Table:
    """The expression: one row per group, or per group and duration where a curve has to be drawn."""
    rows = _within(metric, period, by, asked, offset_us)
    keys = _groups(metric, rows, by, offset_us) or {"whole": ibis.literal("")}
    counts, value = metric.counts(rows, asked), metric.value(rows, asked)
    # Only what is asked for is selected: to carry every column of a ticket along is most of the work of compiling.
    if metric.shape in (Shape.MEDIAN, Shape.DURABLE):
        some = rows.filter(counts).select(**keys, value=value, code=_code(metric, rows, asked))
        return some.group_by(*keys, "value", "code").aggregate(n=some.count())
    base = counts if metric.base is None else metric.base(rows, asked)
    weight = rows[metric.weight] if metric.weight else ibis.literal(1, "int64")
    some = rows.filter(base | counts).select(
        **keys, counts=counts, base=base, value=value.cast("float64"), weight=weight
    )
    return some.group_by(*keys).aggregate(
        n=some.weight.sum(where=some.counts),
        total=(some.value * some.weight).sum(where=some.counts),
        squares=(some.value * some.value * some.weight).sum(where=some.counts),
        base=some.weight.sum(where=some.base),
    )


def _code(metric: Metric, rows: ir.Table, asked: Asked) -> ir.Value:
    """0 while it still runs, else what ended it."""
    return ibis.literal(1) if metric.ended is None else metric.ended(rows, asked).cast("int64")


def placed(metric: Metric, period: Period, by: Sequence[str], asked: Asked, offset_us: int) -> ir.Table:
    """The rows of a measure's table whose instant lies in the period, with their groups as `by_…`."""
    rows = _within(metric, period, by, asked, offset_us)
    return rows.mutate(**_groups(metric, rows, by, offset_us))


def _within(metric: Metric, period: Period, by: Sequence[str], asked: Asked, offset_us: int) -> ir.Table:
    start, end = period.bounds(offset_us)
    table = subject(metric.table)
    rows = table.filter(table[metric.when] >= start, table[metric.when] < end)
    if metric.joins or any(OF_TICKET[name] not in table.columns for name in by if name in OF_TICKET):
        rows = _with_ticket(rows)
    return with_stratum(rows, asked) if "stratum" in by else rows


def _groups(metric: Metric, rows: ir.Table, by: Sequence[str], offset_us: int) -> dict[str, ir.Value]:
    return {f"by_{name}": _group(metric, rows, name, offset_us) for name in by}


def _with_ticket(rows: ir.Table) -> ir.Table:
    lent = [name for name in FROM_TICKET if name not in rows.columns]
    return beside(rows, tables.TICKET.select("ticket_id", *lent))


def _group(metric: Metric, rows: ir.Table, name: str, offset_us: int) -> ir.Value:
    match name:
        case "month":
            return month_of(rows[metric.when], offset_us)
        case "unit":
            return rows[metric.charged].fill_null("")
        case "stratum":
            return rows.stratum
    return rows[OF_TICKET[name]].fill_null("")


def _check(metric: Metric, by: Iterable[str]) -> None:
    for name in by:
        if name not in BY:
            raise CannotGroup(f"Nothing is grouped by {name!r}.", instead=list(BY))
        if name in ("stratum", *OF_TICKET) and not _is_about(metric, name):
            raise CannotGroup(f"{metric.key} counts what has no {name}.", instead=_groupings(metric))
        if name == "unit" and not metric.charged:
            raise CannotGroup(f"No unit answers for {metric.key}.", instead=_groupings(metric))


def _groupings(metric: Metric) -> list[str]:
    """What a measure can be grouped by."""
    own = {"unit": bool(metric.charged), "month": True}
    return [name for name in BY if own.get(name, _is_about(metric, name))]


def _is_about(metric: Metric, name: str) -> bool:
    """Whether its rows have what belongs to a ticket, or say of which ticket they are."""
    known = {OF_TICKET.get(name, "ticket_id"), "ticket_id"}
    return bool(known & set(subject(metric.table).columns))


def read_by(*metrics: Metric, by: Sequence[str] = ()) -> tuple[str, ...]:
    """The settings that decide what measures say in these groupings; one that a measure does not have adds nothing."""
    return tuple(dict.fromkeys(name for metric in metrics for name in _read(metric, by)))


def _read(metric: Metric, by: Sequence[str]) -> Iterable[str]:
    if metric.shape != Shape.COUNT:
        yield MINIMUM
    yield from metric.reads
    if "stratum" in by and _is_about(metric, "stratum"):
        yield STRATA


def by_rule(period: Period, rule_on: RuleOn) -> Iterable[tuple[Counting, Period]]:
    """The months of a period, those that follow each other under one rule together."""
    months = [(rule_on(month.last_day), month) for month in period.each()]
    for rule, group in groupby(months, key=lambda pair: pair[0]):
        some = [month for _, month in group]
        yield rule, Period(some[0].first, some[-1].last)
