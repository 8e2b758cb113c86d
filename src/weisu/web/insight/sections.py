"""The parts of a page: a chart, what it says in words, the same numbers as a table. Pages and workbooks read these."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from weisu.analytics.catalog import METRICS, metric_of
from weisu.analytics.flow import PLACES, Step
from weisu.analytics.metric import Metric, Shape
from weisu.insight.judging import funnel, trend
from weisu.insight.questions import GROUPED, counts_tickets
from weisu.org import queries as org
from weisu.web.components.labels import CHANNELS, STATUSES, STRATA, Labels, label
from weisu.web.insight import charts
from weisu.web.insight.bodies import body_names
from weisu.web.insight.desk import Desk
from weisu.web.insight.matters import matter_names
from weisu.web.insight.remarks import of_funnel, of_matters, of_trend, of_zone, signal
from weisu.web.insight.spelling import between, coverage, duration, reason, spelled, unbroken

Cell = tuple[str, str]
"""The words of a cell, and where they lead; empty for nowhere."""


NAMES: Mapping[str, Labels] = {"channel": CHANNELS, "stratum": STRATA}
"""Groupings whose values are words of the vocabulary."""


class Section(NamedTuple):
    """One part: a name for its chart, its title, what it says, the chart (None without), and the table.

    Where it `explains`, the last column is a sentence; a page has it beneath the row, a workbook in a column.
    """

    id: str
    title: str
    remarks: list[str]
    chart: dict[str, Any] | None
    head: list[str]
    rows: list[list[Cell]]
    explains: bool = False

    @property
    def columns(self) -> list[str]:
        """The heads of the columns that a page has."""
        return self.head[:-1] if self.explains else self.head

    @property
    def lines(self) -> list[tuple[list[Cell], str]]:
        """The cells of each row of a page, and the sentence beneath them; no line ends within an interval."""
        rows = [[(unbroken(words), link) for words, link in row] for row in self.rows]
        return [(row[:-1], row[-1][0]) if self.explains else (row, "") for row in rows]


MOST, MOST_SILENT = 20, 10
"""How many matters a page shows: with cases, and without any."""


def of_measure(key: str, desk: Desk, *, is_whole: bool = False) -> list[Section]:
    """By month, as a curve, and by everything else it can be grouped by: those that the measure has.

    A page shows the largest matters, the `is_whole` list of them all is for a workbook.
    """
    metric = metric_of(key)
    by = {name: _grouped(desk.found[f"by_{name}"], name) for name in GROUPED}
    found = [_by_month(metric, by["month"], desk)] if by["month"] else []
    if desk.found.get("curve"):
        found.append(_curve(metric, desk))
    if by["unit"]:
        found.append(_by_unit(metric, by["unit"], desk))
    titles = {"stratum": _("Routine and complex"), "region": _("By region"), "channel": _("By channel")}
    for name, title in titles.items():
        if by[name]:
            found.append(_by_place(metric, name, title, by[name], desk))
    if by["category"]:
        found.append(_by_matter(metric, by["category"], desk, is_whole=is_whole))
    return found


def _grouped(results: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """Those that are about one group; where no ticket counts, the only result is about none."""
    return [one for one in results if name in one["by"]]


def of_flow(desk: Desk) -> list[Section]:
    """The steps from stage to stage, and the stays at each stage."""
    steps = [Step(**step) for step in desk.found["steps"]]
    return [_steps(steps, desk), _stays(desk.found["stays"], desk)]


def _by_month(metric: Metric, results: Sequence[Mapping[str, Any]], desk: Desk) -> Section:
    judged = trend(metric, results, running=desk.running)
    marks = dict(zip(judged.months, judged.signals, strict=True))
    links = [behind(metric, desk, month=one["by"]["month"]) for one in results]
    rows = [
        row_of(metric, desk, one["by"]["month"], link, one, signal(marks.get(one["by"]["month"], 0)))
        for one, link in zip(results, links, strict=True)
    ]
    chart = charts.trend(metric, results, judged, links) if any(map(_has_value, results)) else None
    remarks = of_trend(metric, judged, is_running=any(one["by"]["month"] >= desk.running for one in results))
    return Section("month", _("By month"), remarks, chart, head(_("Month")), rows)


def _has_value(one: Mapping[str, Any]) -> bool:
    return one["value"] is not None


def _by_unit(metric: Metric, results: Sequence[Mapping[str, Any]], desk: Desk) -> Section:
    """The largest first: no order of merit."""
    results = sorted(results, key=lambda one: -one["n"])
    judged = funnel(metric, results)
    zones = {one.unit: one.zone for one in judged.units} if judged else {}
    names = body_names((one["by"]["unit"] for one in results), desk.then)
    units = [one["by"]["unit"] for one in results]
    links = [behind(metric, desk, unit=unit) for unit in units]
    called = [names.get(unit, unit) for unit in units]
    rows = [
        row_of(metric, desk, name, link, one, of_zone(metric, zones.get(unit, 0)))
        for name, unit, link, one in zip(called, units, links, results, strict=True)
    ]
    spots = list(zip(called, links, results, strict=True))
    chart = charts.funnel(metric, judged, names, dict(zip(units, links, strict=True))) if judged else None
    chart = chart or charts.ranges(metric, spots)
    remarks = of_funnel(metric, judged) if judged else []
    return Section("unit", _("By unit"), remarks, chart, head(_("Unit")), rows)


def _alone(name: str, title: str, group: str, one: Mapping[str, Any], desk: Desk) -> Section:
    """Of a single group nothing can be set beside: a sentence says so."""
    said = _("All that is counted here belongs to one group, %(group)s: there is nothing to set beside it.")
    return Section(name, title, [said % {"group": group} if one["n"] else reason(one, desk.minimum)], None, [], [])


def _by_place(metric: Metric, name: str, title: str, results: Sequence[Mapping[str, Any]], desk: Desk) -> Section:
    codes = [one["by"][name] for one in results]
    is_region = name == "region"
    names = org.region_names(codes, desk.then) if is_region else {code: label(NAMES[name], code) for code in codes}
    called = [names.get(code, code) or _("Unknown") for code in codes]
    if len(results) == 1:
        return _alone(name, title, called[0], results[0], desk)
    links = [behind(metric, desk, **{name: code}) for code in codes]
    spots = list(zip(called, links, results, strict=True))
    rows = [row_of(metric, desk, called, link, one, "") for called, link, one in spots]
    remarks = [_("Complex and unusual tickets take longer; judge them apart.")] if name == "stratum" else []
    return Section(name, title, remarks, charts.ranges(metric, spots), head(title), rows)


def _by_matter(metric: Metric, results: Sequence[Mapping[str, Any]], desk: Desk, *, is_whole: bool) -> Section:
    """The matters with most cases first: no order of merit."""
    results = sorted(results, key=lambda one: (-one["n"], one["by"]["category"]))
    counted, silent = ([one for one in results if bool(one["n"]) == has_cases] for has_cases in (True, False))
    shown = results if is_whole else [*counted[:MOST], *silent[:MOST_SILENT]]
    names = matter_names((one["by"]["category"] for one in shown), desk)
    if len(results) == 1:
        return _alone("category", _("By matter"), *names.values(), results[0], desk)
    links = [behind(metric, desk, category=one["by"]["category"]) for one in shown]
    spots = [(names[one["by"]["category"]], link, one) for link, one in zip(links, shown, strict=True)]
    rows = [row_of(metric, desk, *spot, "") for spot in spots]
    title, remarks = _("By matter"), of_matters(len(shown), results)
    return Section("category", title, remarks, charts.ranges(metric, spots), head(title), rows)


def _curve(metric: Metric, desk: Desk) -> Section:
    points = desk.found["curve"]
    remarks = [
        _("The share still waiting after each while."),
        _("Whoever still waits counts up to the end of the log, and not after it."),
        _("Each point opens the tickets that took as long or longer, those that still wait among them."),
    ]
    links = {one["seconds"]: behind(metric, desk, at_least=_exactly(one["seconds"])) for one in points}
    marked = _deciles(points)
    rows = [
        [
            (duration(one["seconds"]), ""),
            (spelled("share", one["share"]), ""),
            (between("share", one), ""),
            (f"{one['at_risk']:,}", links[one["seconds"]]),
        ]
        for one in marked
    ]
    columns = [_("After"), _("Still waiting"), _("95% interval"), _("Watched up to then")]
    return Section("curve", _("How long it takes"), remarks, charts.curve(points, list(links.values())), columns, rows)


def _exactly(seconds: float) -> str:
    return f"{seconds:.6f}".rstrip("0").rstrip(".")


def _deciles(points: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of the curve the first point at or below each tenth, and its last one."""
    found = [next((one for one in points if one["share"] <= tenth / 10), None) for tenth in range(9, 0, -1)]
    kept = [one for one in [*found, points[-1]] if one is not None]
    return [one for place, one in enumerate(kept) if one not in kept[:place]]


def _steps(steps: Sequence[Step], desk: Desk) -> Section:
    address = reverse("insight-flow-tickets")
    links = [f"{address}?{desk.query}&{urlencode({'source': one.source, 'target': one.target})}" for one in steps]
    rows = [
        [
            (label(STATUSES, one.source), ""),
            (label(STATUSES, one.target), ""),
            (f"{one.n:,}", link),
            *((words or "—", "") for words in charts.median_of(one)),
            (_("a step back") if one.is_back else "", ""),
        ]
        for one, link in zip(steps, links, strict=True)
    ]
    back = sum(one.n for one in steps if one.is_back)
    remarks = [
        _("Each ticket registered in the period, from one stage directly to the next, up to the end of the log.")
    ]
    if back:
        remarks.append(_("Steps back are not drawn but stand in the table: %(n)s in all.") % {"n": f"{back:,}"})
    remarks.append(
        _("The interval of a median lies between two of its times, counted from both ends; fewer than six have none.")
    )
    columns = [
        _("From the stage"),
        _("To the stage"),
        _("Cases"),
        _("Median time until then"),
        _("95% interval"),
        _("Remarks"),
    ]
    chart = charts.flow(steps, links) if any(not one.is_back for one in steps) else None
    return Section("steps", _("From stage to stage"), remarks, chart, columns, rows)


def _stays(stays: Mapping[str, Mapping[str, Any]], desk: Desk) -> Section:
    found = [(place, METRICS[f"residence_{place}"], stays[place]) for place in PLACES if place in stays]
    pages = {place: f"{reverse('insight-measure', args=[metric.key])}?{desk.query}" for place, metric, _one in found}
    spots = [(label(STATUSES, place), behind(metric, desk), one) for place, metric, one in found]
    rows = [
        row_of(metric, desk, *spot, "", page=pages[place])
        for spot, (place, metric, _one) in zip(spots, found, strict=True)
    ]
    remarks = [
        _("The median stay on the wall clock; those who are still there count as waiting."),
        _("A point opens its tickets; in the table the name of a stage opens its curve."),
    ]
    chart = charts.ranges(found[0][1], spots) if found else None
    return Section("stays", _("How long at each stage"), remarks, chart, head(_("Stage")), rows)


def head(first: str) -> list[str]:
    """The columns of `row_of`, the first by name."""
    return [first, _("Result"), _("95% interval"), _("Cases"), _("What it says")]


def row_of(
    metric: Metric, desk: Desk, name: str, link: str, one: Mapping[str, Any], mark: str, *, page: str = ""
) -> list[Cell]:
    """Name, value, interval, how many, and words: why there is no value, what a rule marks, who answered."""
    value = "" if one["value"] is None else spelled(metric.unit, one["value"])
    said = [words for words in (reason(one, desk.minimum), mark, coverage(one)) if words]
    return [
        (name, page),
        (value or "—", ""),
        (between(metric.unit, one) or "—", ""),
        (_cases(metric, one), link if one["n"] else ""),
        ("; ".join(said), ""),
    ]


def _cases(metric: Metric, one: Mapping[str, Any]) -> str:
    """How many count, and for a share how many of them met it."""
    if metric.shape == Shape.SHARE and one["n"]:
        return f"{one['numerator']:,.0f} / {one['n']:,}"
    return f"{one['n']:,}"


def behind(metric: Metric, desk: Desk, **within: str) -> str:
    """The address of the tickets behind a number."""
    if not counts_tickets(metric):
        return ""
    return f"{reverse('insight-tickets', args=[metric.key])}?{desk.query}&{urlencode(within)}".rstrip("&")
