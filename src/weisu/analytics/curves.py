"""How long tickets wait, as a curve: the share still waiting after each while, with its interval."""

from typing import NamedTuple

import numpy as np

from weisu.analytics.asking import RuleOn, question
from weisu.analytics.metric import Asked, Metric
from weisu.analytics.period import Period
from weisu.analytics.star import Star
from weisu.science import survival
from weisu.science.arrays import summed

MOST_POINTS = 200


class Point(NamedTuple):
    """After `seconds`: the share still waiting, its interval, and how many were watched up to then."""

    seconds: float
    low: float
    share: float
    high: float
    at_risk: int


def waiting(star: Star, metric: Metric, period: Period, *, rule_on: RuleOn) -> list[Point]:
    """The curve of a measure of durations, at most 200 points of it; none when nothing was counted.

    Months count each under their rule; what still runs is censored at the newest event of the log.
    """
    counted = [_tally(star, metric, month, rule_on) for month in period.each()]
    counted = [one for one in counted if one.times.size]
    if not counted:
        return []
    curve = survival.kaplan_meier(survival.merged(*counted))
    ends = survival.band(curve)
    chosen = np.unique(np.linspace(0, curve.times.size - 1, min(MOST_POINTS, curve.times.size)).astype(np.int64))
    columns = (curve.times, ends.low, ends.estimate, ends.high, curve.at_risk)
    rows = np.column_stack(columns)[chosen].tolist()
    return [Point(seconds, low, share, high, int(at_risk)) for seconds, low, share, high, at_risk in rows]


def _tally(star: Star, metric: Metric, month: Period, rule_on: RuleOn) -> survival.Tally:
    asked = Asked(rule_on(month.last_day), star.as_of_us)
    rows = star.engine.answer(question(metric, month, (), asked, star.mark.offset_us))
    known = rows.filter(rows.column("value").is_valid())
    value, n = (known.column(name).to_numpy().astype(np.float64) for name in ("value", "n"))
    times, place = np.unique(value, return_inverse=True)
    ended = known.column("code").to_numpy() > 0
    return survival.Tally(times, summed(place, n * ended, times.size), summed(place, n * ~ended, times.size))
