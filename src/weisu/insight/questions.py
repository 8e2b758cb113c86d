"""What a page asks of the star, worked out without a database or a viewer: plain data in, plain data out."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from weisu.analytics.asking import CannotGroup, ask
from weisu.analytics.behind import Behind, acts_behind, steps_behind, tickets_behind
from weisu.analytics.catalog import METRICS, metric_of
from weisu.analytics.curves import waiting
from weisu.analytics.engines.duckdb import Limits
from weisu.analytics.flow import PLACES, steps
from weisu.analytics.metric import Metric, Result, Shape
from weisu.analytics.narrowing import ABOUT_TICKETS, Sight, narrow
from weisu.analytics.pace import paces
from weisu.analytics.period import Period
from weisu.analytics.rules import Counting
from weisu.analytics.star import Star
from weisu.analytics.subjects import DERIVED
from weisu.insight.kept import Tell

WITHIN_A_PAGE = Limits(threads=1, memory_gib=1.0, spill_gib=10.0)
"""What a question of a page may use of the machine that serves everybody."""

GROUPED = ("month", "unit", "stratum", "region", "channel", "category")
"""How the page of one measure looks at it."""


class View(NamedTuple):
    """Of which lake, which tickets count, in which months, under which rules (by the last day of each month)."""

    lake: Path
    sight: Sight
    period: Period
    rules: Mapping[date, Counting]

    def star(self) -> Star:
        """The star of it, open for questions."""
        return narrow(Star(self.lake, WITHIN_A_PAGE), self.sight)

    def rule_on(self, day: date) -> Counting:
        """What counts on a day that ends a month of the period."""
        return self.rules[day]


Plain = dict[str, Any]


def overview(view: View, tell: Tell) -> Plain:
    """Every measure over the whole period."""
    found: list[Plain] = []
    with closing(view.star()) as star:
        for key, metric in METRICS.items():
            found += _asked(star, view, metric, ())
            tell(len(found), len(METRICS))
            assert found[-1]["metric"] == key
        return {"as_of_us": star.as_of_us, "results": found}


def measure(view: View, tell: Tell, key: str) -> Plain:
    """One measure: over the whole period, by each of `GROUPED`; and as a curve, if it is one."""
    metric = metric_of(key)
    groups: Sequence[tuple[str, ...]] = ((), *((name,) for name in GROUPED))
    with closing(view.star()) as star:
        found: Plain = {"as_of_us": star.as_of_us}
        for done, by in enumerate(groups, 1):
            found["by_" + "".join(by)] = _asked(star, view, metric, by)
            tell(done, len(groups))
        if metric.shape == Shape.MEDIAN:
            found["curve"] = [point._asdict() for point in waiting(star, metric, view.period, rule_on=view.rule_on)]
        return found


def grouped(view: View, tell: Tell, key: str, by: Sequence[str]) -> Plain:
    """One measure in one grouping.

    Raises: CannotGroup.
    """
    with closing(view.star()) as star:
        return {"as_of_us": star.as_of_us, "results": _told(star, view, metric_of(key), by)}


def flow(view: View, tell: Tell) -> Plain:
    """The steps from stage to stage, how long tickets stay at each, and how long acts take."""
    minimum = view.rule_on(view.period.last_day).minimum_n
    stays = {place: METRICS[f"residence_{place}"] for place in PLACES if f"residence_{place}" in METRICS}
    with closing(view.star()) as star:
        found: Plain = {"as_of_us": star.as_of_us, "steps": [step._asdict() for step in steps(star, view.period)]}
        tell(1, 1 + len(stays))
        found["paces"] = [pace.plain() for pace in paces(star, view.period, minimum=minimum)]
        found["stays"] = {}
        for done, (place, metric) in enumerate(stays.items(), 2):
            found["stays"][place] = _asked(star, view, metric, ())[0]
            tell(done, 1 + len(stays))
        return found


def behind(
    view: View,
    key: str,
    within: Mapping[str, str],
    *,
    met: bool | None = None,
    at_least: float | None = None,
    first: int,
    most: int,
) -> Behind:
    """The tickets that a measure counted in a group; none where it counts what is no ticket."""
    metric = metric_of(key)
    if not counts_tickets(metric):
        return Behind([], 0)
    with closing(view.star()) as star:
        those = {"met": met, "at_least": at_least, "first": first, "most": most}
        return tickets_behind(star, metric, view.period, within, rule_on=view.rule_on, **those)


def behind_step(view: View, source: str, target: str, *, first: int, most: int) -> Behind:
    """The tickets that took a step."""
    with closing(view.star()) as star:
        return steps_behind(star, view.period, source, target, first=first, most=most)


def behind_act(view: View, before: str, act: str, *, first: int, most: int) -> Behind:
    """The tickets on which one act followed another."""
    with closing(view.star()) as star:
        return acts_behind(star, view.period, before, act, first=first, most=most)


def counts_tickets(metric: Metric) -> bool:
    """Whether its rows say of which ticket they are."""
    return metric.table in ABOUT_TICKETS or metric.table in DERIVED


def _asked(star: Star, view: View, metric: Metric, by: Sequence[str]) -> list[Plain]:
    """The results of one grouping; none for one that the measure does not have."""
    try:
        return _told(star, view, metric, by)
    except CannotGroup:
        return []


def _told(star: Star, view: View, metric: Metric, by: Sequence[str]) -> list[Plain]:
    """The results of one grouping; of what a reader may not have counted, why not."""
    if not counts_tickets(metric) and not view.sight.has_calls:
        return [Result(metric.key, {}, why="not_by_ticket")._asdict()]
    return [found._asdict() for found in ask(star, metric, view.period, by=by, rule_on=view.rule_on)]


Question = Callable[[View, Tell], Plain]

QUESTIONS: Mapping[str, Question] = {"overview": overview, "flow": flow} | {
    key: partial(measure, key=key) for key in METRICS
}
"""Every question whose answer is kept, by name."""
