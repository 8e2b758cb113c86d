"""Units by the composites that are in force for a reader, as a page asks it of the star: plain data in and out."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from weisu.analytics.asking import ask
from weisu.analytics.catalog import METRICS
from weisu.analytics.composite import SEED, Standing, scorecard
from weisu.analytics.held import kinds_in
from weisu.analytics.metric import Result
from weisu.analytics.period import Period
from weisu.analytics.star import Star
from weisu.analytics.unit_measures import as_indicators, is_measured, results_by_unit
from weisu.analytics.volume_effect import CannotScore, volume_effect
from weisu.domain.policy import Policy
from weisu.domain.policy.composites import Composite
from weisu.insight.kept import Tell
from weisu.insight.questions import Plain, View
from weisu.org import queries as org
from weisu.policies.queries import in_force


def policy_of(region: str, period: Period) -> Policy:
    """The rules of a region, of the root region without one, on the last day of a period."""
    noon = datetime.combine(period.last_day, time(12), ZoneInfo(settings.TIME_ZONE))
    return in_force(region or org.root_region(), noon, ancestors=org.ancestors)


def scores(view: View, tell: Tell, composites: Sequence[Composite]) -> Plain:
    """Every composite by its id: the units that it scores, those that it does not, and what volume alone does to it."""
    with closing(view.star()) as star:
        found: Plain = {"as_of_us": star.as_of_us, "composites": {}}
        for done, composite in enumerate(composites, 1):
            found["composites"][composite.id] = _scored(star, view, composite)
            tell(done, len(composites))
        return found


def unmeasured(composite: Composite) -> list[str]:
    """The indicators that the log does not give for units, so that their values have to be handed in."""
    return [name for name, declared in composite.indicators.items() if not is_measured(name, declared)]


def _scored(star: Star, view: View, composite: Composite) -> Plain:
    """`standings` with the results behind them; `whole` is what each measure is of all tickets in sight."""
    if unmeasured(composite):
        return {"standings": [], "is_ordered": {}, "whole": {}, **_by_volume(composite, {})}
    rule_on = view.rule_on
    whole = {name: ask(star, METRICS[name], view.period, rule_on=rule_on)[0] for name in composite.indicators}
    results = results_by_unit(star, composite, view.period, rule_on=rule_on)
    card = scorecard(composite, as_indicators(results, kinds_in(star, view.period)), np.random.default_rng(SEED))
    return {
        "standings": [_plain(one, results[one.unit]) for one in card.standings],
        "is_ordered": dict(card.is_ordered),
        "whole": {name: one._asdict() for name, one in whole.items()},
        **_by_volume(composite, {name: one.value for name, one in whole.items()}),
    }


def _plain(standing: Standing, results: Mapping[str, Result]) -> Plain:
    return {**standing._asdict(), "results": {name: one._asdict() for name, one in results.items()}}


def _by_volume(composite: Composite, measured: Mapping[str, float | None]) -> Plain:
    """Held at what all tickets in sight give; where they give nothing, at the pack's own example."""
    rates = {name: value for name, value in measured.items() if value is not None}
    example = {name: value for name, value in composite.example.items() if name not in rates}
    held = {name: value for name, value in (rates | example).items() if composite.indicators[name] != "tickets"}
    found: Plain = {"held": held, "by_example": [name for name in example if name in held], "volumes": []}
    try:
        volumes = volume_effect(composite, held)
    except CannotScore:
        return found
    return found | {"volumes": [one._asdict() for one in volumes]}
