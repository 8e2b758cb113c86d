"""Charts as data: what `static/weisu/insight.js` draws. Every point has words for its label, and where it leads."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from weisu.analytics.flow import PLACES, Step
from weisu.analytics.metric import Metric
from weisu.insight.judging import Funnel, Trend
from weisu.web.components.labels import STATUSES, label
from weisu.web.insight.spelling import duration, spelled, whole

Found = Mapping[str, Any]
Spot = tuple[str, str, Found]
"""A name, where it leads, and its result."""

Chart = dict[str, Any]


def trend(metric: Metric, results: Sequence[Found], judged: Trend, links: Sequence[str]) -> Chart:
    """Months, values with intervals, and limits around the months that have a value."""
    months = [one["by"]["month"] for one in results]
    at = {month: place for place, month in enumerate(judged.months)}
    marks = [judged.signals[at[month]] if month in at else 0 for month in months]
    lines = {}
    if judged.chart is not None:
        for name in ("low", "centre", "high"):
            line = getattr(judged.chart, name)
            lines[name] = [_within(metric, float(line[at[month]])) if month in at else None for month in months]
    return {
        "kind": "trend",
        "unit": metric.unit,
        "labels": months,
        "points": [
            {
                "value": one["value"],
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
    """Units by size and share, between limits."""
    return {
        "kind": "funnel",
        "unit": metric.unit,
        "points": [
            {
                "n": one.n,
                "value": one.value,
                "zone": one.zone,
                "link": links.get(one.unit, ""),
                "said": f"{names.get(one.unit, one.unit)}: {spelled(metric.unit, one.value)}, n = {one.n:,}",
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
    rows = [
        {
            "name": name,
            "value": one["value"],
            "low": one["low"],
            "high": one["high"],
            "link": link,
            "said": f"{name}: {whole(metric.unit, one)}",
        }
        for name, link, one in spots
        if one["value"] is not None
    ]
    return {"kind": "ranges", "unit": metric.unit, "rows": rows} if rows else None


def curve(points: Sequence[Found]) -> Chart:
    """The share still waiting, with its interval."""
    return {
        "kind": "curve",
        "points": [[one["seconds"], one["low"], one["share"], one["high"]] for one in points],
        "said": [
            f"{duration(one['seconds'])}: {spelled('share', one['share'])}, n = {one['at_risk']:,}" for one in points
        ],
        "names": {"time": _("Days"), "share": _("Still waiting")},
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
                "said": f"{_way(one)}: {one.n:,}; {duration(one.median_s)}",
            }
            for one, link in forward
        ],
    }


def _way(step: Step) -> str:
    return f"{label(STATUSES, step.source)} → {label(STATUSES, step.target)}"


def _within(metric: Metric, value: float) -> float:
    """A limit as far as values can reach: no share beyond 0 and 1, no duration below 0."""
    return min(max(value, 0.0), 1.0) if metric.unit == "share" else max(value, 0.0)
