"""From sums to answers: value, interval and n of every group, or the reason why there is none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import numpy as np
from scipy import special

from weisu.analytics.changes import changed_within, changes_of
from weisu.analytics.groups import Key, with_silent
from weisu.analytics.held import time_of
from weisu.analytics.metric import Metric, Result, Shape
from weisu.analytics.people import People, people_of
from weisu.analytics.period import Period
from weisu.analytics.rules import Counting, Linking
from weisu.analytics.star import Star
from weisu.science import competing_risks, intervals, linkage_error, survival
from weisu.science.arrays import NotEnough, summed

Row = Mapping[str, Any]
Changed = Callable[[Mapping[str, str]], str]
"""What of a group changed within its period, by name; empty: nothing."""
DAY_S, TEN_THOUSAND = 86_400, 10_000

CAME_BACK = (1, 2)
"""Codes of a closing whose matter came back: reopened, linked; 3 is one that can no longer come back."""


def results(
    star: Star, metric: Metric, period: Period, by: Sequence[str], found: Iterable[Row], rule: Counting
) -> list[Result]:
    """The result of every group that has rows, and of those that could have had some."""
    rows: dict[Key, list[Row]] = {}
    for row in found:
        rows.setdefault(tuple(row[f"by_{name}"] or "" for name in by), []).append(row)
    groups = with_silent(star, period, by, rows)
    if not groups:
        return [Result(metric.key, {}, why="no_rows")]
    changed = partial(changed_within, changes_of(star, by), period=period, offset_us=star.mark.offset_us)
    if metric.shape == Shape.PER_PEOPLE:
        return _per_people(star, metric, period, by, {key: rows.get(key, []) for key in groups}, rule, changed)
    asked = {key: Result(metric.key, dict(zip(by, key, strict=True))) for key in sorted(groups)}
    return [_result(metric, one, rows.get(key, []), rule, changed, handled=groups[key]) for key, one in asked.items()]


def _remark(metric: Metric, found: Result, rule: Counting) -> tuple[str, ...]:
    """What stands beside the result: its budget and whether it was kept, or what the measure always says."""
    most = None if metric.budget is None else metric.budget(rule)
    if most is not None:
        return _budget(found, most), f"{most:g}"
    if found.value is None:
        return ()
    return (metric.remark, *metric.stated(rule)) if metric.remark else tuple(found.remark)


def _budget(found: Result, most: float) -> str:
    """Whether a budget was kept, and whether chance could have made the difference."""
    if found.value is None or found.low is None or found.high is None:
        return "budget"
    if found.value > most:
        return "over_budget" if found.low > most else "over_budget_perhaps"
    return "within_budget" if found.high <= most else "within_budget_perhaps"


def _per_people(
    star: Star,
    metric: Metric,
    period: Period,
    by: Sequence[str],
    groups: Mapping[Key, list[Row]],
    rule: Counting,
    changed: Changed,
) -> list[Result]:
    """Every group beside the residents of its region as they were then; it holds the rows of all regions in it."""
    then = cache(partial(people_of, star))
    gathered: dict[Key, list[Row]] = {}
    for key, rows in groups.items():
        here = dict(zip(by, key, strict=True))
        for code in then(time_of(here, period)).above(here["region"]) if "region" in here else [""]:
            gathered.setdefault(tuple((here | {"region": code})[name] for name in by), []).extend(rows)
    found = []
    for key in sorted(gathered):
        here = dict(zip(by, key, strict=True))
        asked = _among(then(time_of(here, period)), metric, here)
        found.append(_result(metric, asked, gathered[key], rule, changed))
    return found


def _among(people: People, metric: Metric, by: Mapping[str, str]) -> Result:
    """The result of a group before anything is counted: with its residents, or why nobody knows them."""
    base = people.of(by["region"]) if "region" in by else people.of_whole()
    if base:
        return Result(metric.key, by, base=base)
    if people.places is not None and not people.places:
        return Result(metric.key, by, why="not_by_place")
    names = [people.called(by["region"])] if "region" in by else people.unknown()
    return Result(metric.key, by, why="no_population", note=", ".join(names) or "—")


def _result(
    metric: Metric,
    asked: Result,
    rows: list[Row],
    rule: Counting,
    changed: Changed,
    *,
    handled: bool = True,
) -> Result:
    found, by = SHAPES[metric.shape](asked, metric, rows), asked.by
    why = found.why or _why(metric, found, rule, handled=handled)
    gone = changed(by)
    if gone and not why:
        why = "reorganised"
    if why:
        found = found._replace(value=None, low=None, high=None, lower=None, why=why, note=found.note or gone)
    return found._replace(remark=_remark(metric, found, rule))


def _why(metric: Metric, found: Result, rule: Counting, *, handled: bool) -> str:
    if found.n == 0:
        if found.base and metric.base is not None:
            return metric.unknown
        return "no_rows" if handled or not _is_about_handling(metric) else "nobody_handled"
    if found.n < rule.minimum_n and metric.shape != Shape.COUNT:
        return "too_few"
    return ""


def _is_about_handling(metric: Metric) -> bool:
    """Whether it counts what units did, so that having none means that nobody did anything."""
    return bool(metric.charged) or metric.table == "fct_assignment"


def _sums(rows: list[Row]) -> tuple[int, float, float, int]:
    n, total, squares, base = (sum(row[name] or 0 for row in rows) for name in ("n", "total", "squares", "base"))
    return int(n), float(total), float(squares), int(base)


def _share(result: Result, metric: Metric, rows: list[Row]) -> Result:
    n, total, _, base = _sums(rows)
    result = _counted(result, metric, n, total, base)
    if not n:
        return result
    found = intervals.wilson(total, n)
    return _between(result, found.low, found.estimate, found.high)


def _mean(result: Result, metric: Metric, rows: list[Row]) -> Result:
    n, total, squares, base = _sums(rows)
    result = _counted(result, metric, n, total, base)
    if not n:
        return result
    mean = total / n
    if metric.shape == Shape.WEIGHED:
        # No wider than plain yes and no would be, and never without width when all say the same.
        found = intervals.wilson_around(mean, n)
        return _between(result, found.low, mean, found.high)
    spread = np.sqrt(max(squares / n - mean * mean, 0.0) / max(n - 1, 1))
    half = float(special.stdtrit(max(n - 1, 1), 0.975) * spread)
    return _between(result, max(mean - half, 0.0), mean, mean + half)


def _rate(result: Result, metric: Metric, rows: list[Row]) -> Result:
    """Per row that counts; or, where there is a base, what counts per row of the base."""
    n, total, _, base = _sums(rows)
    exposure = base if metric.base else n
    result = result._replace(n=exposure, numerator=total)
    if not exposure:
        return result
    found = intervals.garwood(total, exposure)
    return _between(result, found.low, found.estimate, found.high)


def _for_people(result: Result, metric: Metric, rows: list[Row]) -> Result:
    """For every 10,000 of the residents that the result comes with; none where nobody knows them."""
    n, total, _, _ = _sums(rows)
    result = result._replace(n=n, numerator=total)
    if not n or not result.base:
        return result
    found = intervals.garwood(total, result.base / TEN_THOUSAND)
    return _between(result, found.low, found.estimate, found.high)


def _count(result: Result, metric: Metric, rows: list[Row]) -> Result:
    n, total, _, _ = _sums(rows)
    return result._replace(n=n, numerator=total, value=total if n else None)


def _median(result: Result, metric: Metric, rows: list[Row]) -> Result:
    rows = sorted((row for row in rows if row["value"] is not None), key=lambda row: row["value"])
    n = sum(row["n"] for row in rows)
    result = result._replace(n=n, numerator=float(sum(row["n"] for row in rows if row["code"])))
    if not n:
        return result
    curve = survival.kaplan_meier(_tally(rows))
    low, middle, high = survival.quantile(curve, 0.5)
    if middle is None:
        return result._replace(why="half_wait")
    return result._replace(value=middle, low=low, high=high)


def _tally(rows: list[Row]) -> survival.Tally:
    values, n, over = (np.asarray([row[name] for row in rows], dtype=np.float64) for name in ("value", "n", "code"))
    times, place = np.unique(values, return_inverse=True)
    ended = over > 0
    return survival.Tally(times, summed(place, n * ended, times.size), summed(place, n * ~ended, times.size))


def _durable(result: Result, metric: Metric, rows: list[Row]) -> Result:
    rows = [row for row in rows if row["value"] is not None]
    n = sum(row["n"] for row in rows)
    result = result._replace(n=n, numerator=float(sum(row["n"] for row in rows if row["code"] in CAME_BACK)))
    if not n:
        return result
    known = {row["rule"].linking_within(metric.days) for row in rows}
    if len(known) > 1:
        return result._replace(why="linking_changed")
    (linking,) = known
    try:
        low, back, high = _came_back(_causes(rows), metric.days, linking)
    except NotEnough:
        return result._replace(why="not_watched", note=str(metric.days))
    return _between(result, 1 - high, 1 - back, 1 - low)._replace(remark=_of_links(metric.days, linking))


def _came_back(counted: competing_risks.Causes, days: int, linking: Linking | None) -> tuple[float, float, float]:
    """The share that came back within some days with its interval; links corrected by what is known of them."""
    if linking:
        labelled = (linking.linked, linking.repeats), (linking.left_alone, linking.others)
        truly = linkage_error.true_incidence(counted, days * DAY_S, *labelled)
        return float(truly.low), float(truly.estimate), float(truly.high)
    seen = competing_risks.aalen_johansen(counted._replace(events=linkage_error.came_back_at_all(counted.events)))
    ends = competing_risks.at(seen, [days * DAY_S])
    return float(ends.low[0, 0]), float(ends.estimate[0, 0]), float(ends.high[0, 0])


def _of_links(days: int, linking: Linking | None) -> tuple[str, ...]:
    if not linking:
        return "links_as_found", str(days)
    return "links_corrected", f"{linking.linked / linking.repeats:.1%}", f"{linking.left_alone / linking.others:.1%}"


def _causes(rows: list[Row]) -> competing_risks.Causes:
    """One column per cause: reopened, linked, gone."""
    times, place = np.unique([float(row["value"]) for row in rows], return_inverse=True)
    counted = np.zeros((times.size, 4))
    np.add.at(counted, (place, np.asarray([row["code"] for row in rows])), [row["n"] for row in rows])
    return competing_risks.Causes(times, counted[:, 1:], counted[:, 0])


def _counted(result: Result, metric: Metric, n: int, total: float, base: int) -> Result:
    """The counts; and of those who should have answered, what share did and what the least would be."""
    result = result._replace(n=n, numerator=total)
    if metric.base is None or not base:
        return result
    return result._replace(base=base, coverage=n / base, lower=total / base)


def _between(result: Result, low: Any, value: Any, high: Any) -> Result:
    return result._replace(low=float(low), value=float(value), high=float(high))


SHAPES: Mapping[Shape, Callable[[Result, Metric, list[Row]], Result]] = {
    Shape.SHARE: _share,
    Shape.WEIGHED: _mean,
    Shape.MEAN: _mean,
    Shape.RATE: _rate,
    Shape.COUNT: _count,
    Shape.PER_PEOPLE: _for_people,
    Shape.MEDIAN: _median,
    Shape.DURABLE: _durable,
}
"""How the sums of a group become its answer."""
