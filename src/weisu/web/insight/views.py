"""The measures at a glance; one measure by month, unit and place; the way of tickets from stage to stage."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from weisu.analytics.catalog import metric_of
from weisu.analytics.rules import MINIMUM
from weisu.analytics.unit_tickets import is_comparable
from weisu.insight.questions import GROUPED
from weisu.web.insight import sections
from weisu.web.insight.desk import Desk, answered
from weisu.web.insight.pacing import of_paces
from weisu.web.insight.spelling import named
from weisu.web.insight.tiles import EVERY_SETTING, themes, tile


@require_GET
@answered("overview", reads=EVERY_SETTING)
def overview(request: Any, desk: Desk) -> HttpResponse:
    """Every measure as a tile: value, interval, n, direction, and its definition folded in."""
    page = desk.page(request.principal) | {"themes": themes(desk)}
    return render(request, "insight/overview.html", page)


@require_GET
@answered(by=GROUPED)
def measure(request: Any, desk: Desk, key: str) -> HttpResponse:
    """One measure: every chart with its numbers as a table beneath."""
    whole = desk.found["by_"][0]
    page = desk.page(request.principal) | {
        "key": key,
        "is_comparable": is_comparable(metric_of(key)),
        "tile": tile(whole, desk),
        "sections": sections.of_measure(key, desk),
    }
    return render(request, "insight/measure.html", page)


@require_GET
@answered("flow", reads=(MINIMUM,))
def flow(request: Any, desk: Desk) -> HttpResponse:
    """From stage to stage, how long at each, and how long acts take."""
    page = desk.page(request.principal) | {
        "sections": [*sections.of_flow(desk), of_paces(desk)],
        "definitions": [{"said": named(one["metric"])} for one in desk.found["stays"].values()],
    }
    return render(request, "insight/flow.html", page)
