"""The indicators of a composite measured from the log: every name is a measure of the catalogue, asked by unit."""

from collections.abc import Mapping

from weisu.analytics.asking import RuleOn, ask
from weisu.analytics.catalog import METRICS
from weisu.analytics.composite import Given, Measured
from weisu.analytics.held import kinds_in
from weisu.analytics.metric import Metric, Result, Shape
from weisu.analytics.period import Period
from weisu.analytics.star import Star
from weisu.analytics.volume_effect import CannotScore
from weisu.domain.policy.checks.scores import NEVER_SCORED
from weisu.domain.policy.composites import Composite

UNIT_OF = {Shape.SHARE: "share", Shape.WEIGHED: "share", Shape.DURABLE: "share", Shape.MEDIAN: "seconds"}
"""How a formula calls what a measure of this shape gives; the mean and the rate of something are plain numbers."""


Found = Mapping[str, Mapping[str, Result]]
"""What was measured of each unit, by the name of the measure."""


def is_measured(name: str, declared: str) -> bool:
    """Whether an indicator is a measure of units that may be scored, in the unit in which the pack declares it."""
    is_scored = name in METRICS and bool(METRICS[name].charged) and name not in NEVER_SCORED
    return is_scored and declared == _unit(METRICS[name])


def measured_units(star: Star, composite: Composite, period: Period, *, rule_on: RuleOn) -> list[Measured]:
    """Every unit that any of the indicators knows, with value, interval and n of each; its kind is its peer group.

    What the catalogue gives no value for, because nobody or too few count, is missing here too.

    Raises: CannotScore for an indicator that is no measure, or of another unit than the pack says; CannotGroup.
    """
    return as_indicators(results_by_unit(star, composite, period, rule_on=rule_on), kinds_in(star, period))


def results_by_unit(star: Star, composite: Composite, period: Period, *, rule_on: RuleOn) -> Found:
    """What the catalogue answers of every unit that any of the indicators knows.

    Raises: CannotScore for an indicator that is no measure, or of another unit than the pack says; CannotGroup.
    """
    found: dict[str, dict[str, Result]] = {}
    for name, declared in composite.indicators.items():
        metric = _metric(composite, name, declared)
        for result in ask(star, metric, period, by=("unit",), rule_on=rule_on):
            if unit := result.by.get("unit", ""):
                found.setdefault(unit, {})[name] = result
    return found


def as_indicators(found: Found, kinds: Mapping[str, str]) -> list[Measured]:
    """The units as a composite scores them, by their id; `kinds` are those that they were of."""
    return [
        Measured(
            unit,
            kinds.get(unit, ""),
            {name: _given(METRICS[name], one) for name, one in found[unit].items()},
            max(one.n for one in found[unit].values()),
        )
        for unit in sorted(found)
    ]


def _metric(composite: Composite, name: str, declared: str) -> Metric:
    if name not in METRICS:
        raise CannotScore(
            f"{composite.id} ({composite.source}) uses {name!r}, which is no measure; hand its values in."
        )
    if name in NEVER_SCORED:
        raise CannotScore(f"{composite.id} ({composite.source}): {name} {NEVER_SCORED[name]}.")
    unit = _unit(METRICS[name])
    if declared != unit:
        raise CannotScore(f"{composite.id} ({composite.source}) takes {name} for {declared}; it is measured as {unit}.")
    return METRICS[name]


def _unit(metric: Metric) -> str:
    return "tickets" if metric.shape == Shape.COUNT else UNIT_OF.get(metric.shape, "number")


def _given(metric: Metric, result: Result) -> Given:
    """A share of tickets is drawn from its counts, everything else from its interval."""
    n = result.n if metric.shape == Shape.SHARE else None
    return Given(result.value, result.low, result.high, n)
