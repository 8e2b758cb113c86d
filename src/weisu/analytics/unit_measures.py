"""The indicators of a composite measured from the log: every name is a measure of the catalogue, asked by unit."""

from weisu.analytics import tables
from weisu.analytics.asking import RuleOn, ask
from weisu.analytics.catalog import METRICS
from weisu.analytics.composite import Given, Measured
from weisu.analytics.metric import Metric, Result, Shape
from weisu.analytics.period import Period
from weisu.analytics.star import Star
from weisu.analytics.volume_effect import CannotScore
from weisu.domain.policy.composites import Composite

UNIT_OF = {Shape.SHARE: "share", Shape.WEIGHED: "share", Shape.DURABLE: "share", Shape.MEDIAN: "seconds"}
"""How a formula calls what a measure of this shape gives; the mean and the rate of something are plain numbers."""


def measured_units(star: Star, composite: Composite, period: Period, *, rule_on: RuleOn) -> list[Measured]:
    """Every unit that any of the indicators knows, with value, interval and n of each; its kind is its peer group.

    What the catalogue gives no value for, because nobody or too few count, is missing here too.

    Raises: CannotScore for an indicator that is no measure, or of another unit than the pack says; CannotGroup.
    """
    found: dict[str, dict[str, Given]] = {}
    tickets: dict[str, int] = {}
    for name, declared in composite.indicators.items():
        metric = _metric(composite, name, declared)
        for result in ask(star, metric, period, by=("unit",), rule_on=rule_on):
            unit = result.by.get("unit", "")
            if unit:
                found.setdefault(unit, {})[name] = _given(metric, result)
                tickets[unit] = max(tickets.get(unit, 0), result.n)
    kinds = star.engine.answer(tables.UNIT.select("id", "kind")).to_pylist()
    groups = {row["id"]: row["kind"] for row in kinds}
    return [Measured(unit, groups.get(unit, ""), found[unit], tickets[unit]) for unit in sorted(found)]


def _metric(composite: Composite, name: str, declared: str) -> Metric:
    if name not in METRICS:
        raise CannotScore(
            f"{composite.id} ({composite.source}) uses {name!r}, which is no measure; hand its values in."
        )
    metric = METRICS[name]
    unit = "tickets" if metric.shape == Shape.COUNT else UNIT_OF.get(metric.shape, "number")
    if declared != unit:
        raise CannotScore(f"{composite.id} ({composite.source}) takes {name} for {declared}; it is measured as {unit}.")
    return metric


def _given(metric: Metric, result: Result) -> Given:
    """A share of tickets is drawn from its counts, everything else from its interval."""
    n = result.n if metric.shape == Shape.SHARE else None
    return Given(result.value, result.low, result.high, n)
