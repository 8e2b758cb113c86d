"""Charts as data: what `static/weisu/insight.js` draws. Every point has words for its label, and where it leads."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weisu.analytics.flow import PLACES, Step
from weisu.analytics.metric import Metric, Shape
from weisu.insight.judging import Funnel, Trend
from weisu.web.components.labels import STATUSES, label
from weisu.web.insight.spelling import DAY_S, HOUR_S, MINUTE_S, between, duration, spelled, whole

Found = Mapping[str, Any]
Spot = tuple[str, str, Found]
"""A name, where it leads, and its result."""

Chart = dict[str, Any]


def _scale(metric: Metric, results: Sequence[Found]) -> tuple[str, float]:
    """The words beside an axis, and by what its values are divided: durations are drawn in the unit that fits them."""
    if metric.unit != "seconds":
        return "", 1.0
    most = max((one["value"] for one in results if one["value"] is not None), default=0.0)
    return (
        (_("days"), DAY_S)
        if most >= 2 * DAY_S
        else (_("hours"), HOUR_S)
        if most >= HOUR_S
        else (_("minutes"), MINUTE_S)
    )


def _drawn(value: float | None, by: float) -> float | None:
    return None if value is None else value / by


def trend(metric: Metric, results: Sequence[Found], judged: Trend, links: Sequence[str]) -> Chart:
    """Months, values with intervals, and limits around the months that have a value."""
    months = [one["by"]["month"] for one in results]
    at = {month: place for place, month in enumerate(judged.months)}
    marks = [judged.signals[at[month]] if month in at else 0 for month in months]
    axis, by = _scale(metric, results)
    lines = {}
    if judged.chart is not None:
        for name in ("low", "centre", "high"):
            line = getattr(judged.chart, name)
            lines[name] = [_within(metric, float(line[at[month]])) / by if month in at else None for month in months]
    return {
        "kind": "trend",
        "unit": metric.unit,
        "axis": axis,
        "labels": months,
        "points": [
            {
                "value": _drawn(one["value"], by),
                "link": link,
                "mark": mark,
                "said": f"{one['by']['month']}: {whole(metric.unit, one)}",
            }
            for one, link, mark in zip(results, links, marks, strict=True)
        ],
        "lines": lines,
        "names": {
            "value": _("Result"),
            "low": _("Control limits"),
            "high": _("Control limits"),
            "centre": _("Mean"),
            "mark": _("Signal"),
        },
    }


def funnel(metric: Metric, judged: Funnel, names: Mapping[str, str], links: Mapping[str, str]) -> Chart:
    """Units by size and share or rate, between limits."""
    return {
        "kind": "funnel",
        "unit": metric.unit,
        "points": [
            {
                "n": one.n,
                "value": one.value,
                "zone": one.zone,
                "link": links.get(one.unit, ""),
                "said": f"{names.get(one.unit, one.unit)}: {whole(metric.unit, one._asdict())}",
                "name": names.get(one.unit, one.unit),
            }
            for one in judged.units
        ],
        "sizes": judged.sizes,
        "limits": [line.tolist() for both in (judged.look, judged.signal) for line in both],
        "target": judged.target,
        "names": {
            "n": _("Cases"),
            "look": _("95% limits"),
            "signal": _("99.8% limits"),
            "target": _("All units together"),
        },
    }


def ranges(metric: Metric, spots: Sequence[Spot]) -> Chart | None:
    """Names with value and interval, in the order given; None when none has a value."""
    axis, by = _scale(metric, [one for _name, _link, one in spots])
    rows = [
        {
            "name": name,
            "value": _drawn(one["value"], by),
            "low": _drawn(one["low"], by),
            "high": _drawn(one["high"], by),
            "link": link,
            "said": f"{name}: {whole(metric.unit, one)}",
        }
        for name, link, one in spots
        if one["value"] is not None
    ]
    return {"kind": "ranges", "unit": metric.unit, "axis": axis, "rows": rows} if rows else None


def scores(decimals: int, spots: Sequence[Spot]) -> Chart | None:
    """Units with score and interval; None when none has a score."""
    rows = [
        {
            "name": name,
            "value": one["total"],
            "low": one["low"],
            "high": one["high"],
            "link": link,
            "said": f"{name}: {one['total']:.{decimals}f} [{one['low']:.{decimals}f} – {one['high']:.{decimals}f}], "
            f"n = {one['tickets'] or 0:,}",
        }
        for name, link, one in spots
        if one["total"] is not None
    ]
    return {"kind": "ranges", "unit": "points", "axis": "", "rows": rows} if rows else None


def by_volume(decimals: int, volumes: Sequence[Found]) -> Chart:
    """Units of each size with their mean score, and where eight of ten of them lie."""
    rows = [
        {
            "name": ngettext("%(n)s case", "%(n)s cases", one["tickets"]) % {"n": f"{one['tickets']:,}"},
            "value": one["mean"],
            "low": one["low"],
            "high": one["high"],
            "link": "",
            "said": f"{one['mean']:.{decimals}f} [{one['low']:.{decimals}f} – {one['high']:.{decimals}f}]",
        }
        for one in volumes
    ]
    return {"kind": "ranges", "unit": "points", "axis": "", "rows": rows}


def curve(points: Sequence[Found], links: Sequence[str]) -> Chart:
    """The share still waiting, with its interval; each point opens those that took as long or longer."""
    return {
        "kind": "curve",
        "points": [[one["seconds"], one["low"], one["share"], one["high"]] for one in points],
        "said": [
            f"{duration(one['seconds'])}: {spelled('share', one['share'])} [{between('share', one)}], "
            f"n = {one['at_risk']:,}"
            for one in points
        ],
        "links": list(links),
        "names": {"time": _("days")},
    }


def flow(steps: Sequence[Step], links: Sequence[str]) -> Chart:
    """Stages and the steps forward between them."""
    forward = [(one, link) for one, link in zip(steps, links, strict=True) if not one.is_back]
    used = {place for one, _link in forward for place in (one.source, one.target)}
    return {
        "kind": "flow",
        "nodes": [label(STATUSES, place) for place in PLACES if place in used],
        "links": [
            {
                "source": label(STATUSES, one.source),
                "target": label(STATUSES, one.target),
                "value": one.n,
                "link": link,
                "said": f"{_way(one)}: {one.n:,}; {' '.join(filter(None, median_of(one)))}",
            }
            for one, link in forward
        ],
    }


def tiles(metric: Metric, spots: Sequence[tuple[Sequence[str], str, Found]], names: Mapping[str, str]) -> Chart:
    """Regions as tiles within each other, each with the codes from the root down; shaded from the least to the most."""
    values = [one["value"] for _way, _link, one in spots if one["value"] is not None]
    root: dict[str, Any] = {"children": {}}
    for way, link, one in spots:
        here = root
        for code in way:
            here = here["children"].setdefault(code, {"name": names.get(code, code) or _("Unknown"), "children": {}})
        said = whole(metric.unit, one) or f"n = {one['n']:,}"
        here["own"] = {"name": here["name"], "value": one["n"], "shade": one["value"], "link": link}
        here["own"]["said"] = f"{here['name']}: {said}"
    return {
        "kind": "tiles",
        "least": min(values, default=0),
        "most": max(values, default=0),
        "tiles": [_tile(one) for one in _parted(root)],
    }


def _parted(root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The regions at the first level that is more than one; those above it only hold them."""
    here = list(root["children"].values())
    while len(here) == 1 and here[0]["children"] and "own" not in here[0]:
        here = list(here[0]["children"].values())
    return here


def _tile(here: Mapping[str, Any]) -> dict[str, Any]:
    """A region with those in it; its own tickets are a tile among theirs."""
    own, within = here.get("own"), [_tile(one) for one in here["children"].values()]
    if not within:
        return dict(own or {"name": here["name"], "value": 0})
    return {"name": here["name"], "children": [*([own] if own else []), *within]}


def median_of(step: Step) -> tuple[str, str]:
    """The median time until a step, and its interval in brackets; empty where so few times have none."""
    ends = "" if step.low_s is None or step.high_s is None else f"[{duration(step.low_s)} – {duration(step.high_s)}]"
    return duration(step.median_s), ends


def _way(step: Step) -> str:
    return f"{label(STATUSES, step.source)} → {label(STATUSES, step.target)}"


def _within(metric: Metric, value: float) -> float:
    """A limit as far as values can reach: no share beyond 0 and 1, no duration below 0."""
    is_share = metric.unit == "share" and metric.shape != Shape.RATE
    return min(max(value, 0.0), 1.0) if is_share else max(value, 0.0)
