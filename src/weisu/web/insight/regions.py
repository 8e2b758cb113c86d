"""Map by region: outlines of places are not known here, so every region is a tile as large as its cases."""

from collections.abc import Mapping, Sequence
from os.path import commonprefix
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from weisu.analytics.catalog import METRICS, metric_of
from weisu.analytics.metric import Metric, Shape
from weisu.insight.questions import counts_tickets
from weisu.org import queries as org
from weisu.web.insight import charts
from weisu.web.insight.desk import Desk, answered
from weisu.web.insight.out import sections_leave
from weisu.web.insight.sections import Section, behind, row_of
from weisu.web.insight.sections import head as columns
from weisu.web.insight.spelling import named
from weisu.web.insight.tiles import tile

Found = Mapping[str, Any]
Spot = tuple[Sequence[str], str, Found]
"""The codes from the root to a region, where it leads, and its result."""


@require_GET
@answered()
def page(request: Any, desk: Desk, key: str) -> HttpResponse:
    """The tiles, and beside them the same regions as a table in the order of the tree."""
    shown = desk.page(request.principal) | {
        "key": key,
        "tile": tile(desk.found["by_"][0], desk),
        "sections": [map_of(key, desk)],
        "others": [(one, named(one).name) for one, metric in METRICS.items() if counts_tickets(metric)],
    }
    return render(request, "insight/map.html", shown)


@answered()
def export(request: Any, desk: Desk, key: str) -> HttpResponse:
    """The regions as a workbook."""
    back = f"{reverse('insight-map', args=[key])}?{desk.query}"
    return sections_leave(request, desk, named(key).name, back, [map_of(key, desk)], f"map-{key}", desk.found["by_"])


def map_of(key: str, desk: Desk) -> Section:
    """Every region with cases, below those that it lies in."""
    metric = metric_of(key)
    placed = sorted(
        ((_way(one), one) for one in desk.found["by_region"] if "region" in one["by"]), key=lambda at: at[0]
    )
    names = org.region_names({code for way, _one in placed for code in way}, desk.then)
    above = len(commonprefix([list(way) for way, _one in placed]))
    called = [
        " / ".join(names.get(code, code) or _("Unknown") for code in way[min(above, len(way) - 1) :])
        for way, _one in placed
    ]
    links = [behind(metric, desk, region=one["by"]["region"]) for _path, one in placed]
    rows = [
        row_of(metric, desk, name, link, one, "")
        for name, link, (_path, one) in zip(called, links, placed, strict=True)
    ]
    spots = [(way, link, one) for link, (way, one) in zip(links, placed, strict=True) if one["n"]]
    if metric.shape == Shape.PER_PEOPLE:
        spots = _lowest(spots)
    remarks = [
        _("A tile is as large as its cases, within the region above it; the darker, the higher the value."),
        _("It shows which region lies in which, and not the shape of a place."),
        _counts(metric),
    ]
    chart = charts.tiles(metric, spots, names) if spots else None
    return Section("map", _("Map by region"), remarks, chart, columns(_("Region")), rows)


def _counts(metric: Metric) -> str:
    if metric.shape == Shape.PER_PEOPLE:
        return _("Each region counts with its people all tickets of the regions in it; tiles are the lowest ones.")
    return _("Each region counts its own tickets; those of the regions in it stand in their own rows.")


def _lowest(spots: Sequence[Spot]) -> list[Spot]:
    """The regions that no other one lies in, so that no ticket is drawn twice."""
    above = {code for way, _link, _one in spots for code in way[:-1]}
    return [spot for spot in spots if spot[0][-1] not in above]


def _way(one: Found) -> Sequence[str]:
    """The codes from the root down to the region of a result."""
    return org.ancestors(one["by"]["region"])
