"""The tickets behind a number: which rows a measure counted in one group, the newest first."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import ibis
import ibis.expr.types as ir

from weisu.analytics import tables
from weisu.analytics.asking import RuleOn, placed
from weisu.analytics.held import time_of
from weisu.analytics.metric import Asked, Metric, Shape
from weisu.analytics.people import people_of
from weisu.analytics.period import Period
from weisu.analytics.star import Star


class Behind(NamedTuple):
    """Numbers of tickets, each once, and how many there are in all."""

    numbers: list[str]
    of: int


class Those(NamedTuple):
    """Which of the rows that a measure counts: of a group, that met it or not, with at least so much of it.

    `then` is the time as at whose end regions lie within each other.
    """

    within: Mapping[str, str]
    then: Period
    met: bool | None
    at_least: float | None


def tickets_behind(
    star: Star,
    metric: Metric,
    period: Period,
    within: Mapping[str, str],
    *,
    rule_on: RuleOn,
    met: bool | None = None,
    at_least: float | None = None,
    first: int = 0,
    most: int = 50,
) -> Behind:
    """The tickets that a measure counted in a group (`unit`, `region`, … → value); `met` keeps who met it, or who
    did not, wholly or in part.

    `at_least` keeps those with so much of what it adds up: of a wait those that took so many seconds or still wait.

    Every month counts under the rule of its last day, as the measure itself has it.
    """
    those = Those(within, time_of(within, period), met, at_least)
    found = [_counted(star, metric, month, those, rule_on) for month in period.each()]
    return _latest(star, ibis.union(*found) if len(found) > 1 else found[0], first, most)


def steps_behind(star: Star, period: Period, source: str, target: str, *, first: int = 0, most: int = 50) -> Behind:
    """The tickets registered in the period that went from one status to another, the latest step first."""
    start, end = period.bounds(star.mark.offset_us)
    steps = tables.TRANSITION.filter(tables.TRANSITION.from_status == source, tables.TRANSITION.to_status == target)
    begun = tables.TICKET.filter(tables.TICKET.registered_us >= start, tables.TICKET.registered_us < end)
    return _latest(star, steps.inner_join(begun.select("ticket_id", "number"), "ticket_id"), first, most)


def acts_behind(star: Star, period: Period, before: str, act: str, *, first: int = 0, most: int = 50) -> Behind:
    """The tickets whose stage this act changed in the period, straight after the act before, the latest first."""
    start, end = period.bounds(star.mark.offset_us)
    acts = tables.TRANSITION.filter(tables.TRANSITION.prev_type == before, tables.TRANSITION["type"] == act)
    acts = acts.filter(acts.at_us >= start, acts.at_us < end)
    return _latest(star, acts.inner_join(tables.TICKET.select("ticket_id", "number"), "ticket_id"), first, most)


def _latest(star: Star, rows: ir.Table, first: int, most: int) -> Behind:
    """Each ticket of these rows (number, at_us) once, by the latest of them."""
    each = rows.group_by("number").aggregate(at_us=rows.at_us.max())
    page = each.order_by([each.at_us.desc(), each.number.desc()]).limit(most, offset=first)
    return Behind(star.engine.answer(page).column("number").to_pylist(), _whole(star, each))


def _counted(star: Star, metric: Metric, month: Period, those: Those, rule_on: RuleOn) -> ir.Table:
    asked = Asked(rule_on(month.last_day), star.as_of_us, star.places)
    rows = placed(metric, month, tuple(those.within), asked, star.mark.offset_us)
    value = metric.value(rows, asked).cast("float64")
    rows = rows.mutate(value_of_it=value).filter(metric.counts(rows, asked), *_those(star, metric, rows, those))
    if those.met is not None:
        rows = rows.filter(rows.value_of_it > 0 if those.met else rows.value_of_it < 1)
    if those.at_least is not None:
        rows = rows.filter(rows.value_of_it >= those.at_least)
    if "number" not in rows.columns:
        rows = rows.inner_join(tables.TICKET.select("ticket_id", "number"), "ticket_id")
    return rows.select("number", at_us=rows[metric.when])


def _those(star: Star, metric: Metric, rows: ir.Table, those: Those) -> Iterator[ir.BooleanValue]:
    """The conditions of a group; per people a region is all that lies in it."""
    for name, value in those.within.items():
        if name == "region" and metric.shape == Shape.PER_PEOPLE:
            yield rows.by_region.isin(people_of(star, those.then).within(value))
        else:
            yield rows[f"by_{name}"] == value


def _whole(star: Star, rows: ir.Table) -> int:
    counted: Any = star.engine.answer(rows.aggregate(n=rows.count())).column("n")[0].as_py()
    return int(counted)
