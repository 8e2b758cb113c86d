"""Composite scores: only what a pack declares, each score with its interval, and what volume alone does to it."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from weisu.analytics.asking import read_by
from weisu.analytics.catalog import METRICS
from weisu.domain.policy.composites import Composite
from weisu.insight.composites import policy_of, scores
from weisu.org import queries as org
from weisu.web.components.workbooks import Table
from weisu.web.edge import require_role
from weisu.web.insight.desk import OPEN_TO, Desk, Shown, answer, begun, no_star
from weisu.web.insight.out import about, leaves, sheets_of, told
from weisu.web.insight.scored import called, declared, of_composite, of_volume
from weisu.web.insight.sections import Section
from weisu.web.insight.tiles import tile


@require_GET
@require_role(*OPEN_TO)
def page(request: Any) -> HttpResponse:
    """Each composite in force: its text, its formula, its units by group, and what volume alone does to it."""
    return _answered(request, _shown)


@require_role(*OPEN_TO)
def export(request: Any) -> HttpResponse:
    """The same tables as a workbook."""
    return _answered(request, _leaves)


def _answered(request: Any, show: Any) -> HttpResponse:
    desk = begun(request)
    if desk is None:
        return no_star(request)
    policy = policy_of(request.principal.region_code, desk.period)
    composites = list(policy.composites.values())
    shown: Shown = partial(show, composites=composites)
    used = [METRICS[name] for one in composites for name in one.indicators if name in METRICS]
    asked, desk = partial(scores, composites=composites), desk._replace(reads=read_by(*used))
    return answer(request, desk, shown, "composites", asked, beside=policy.version)


def _shown(request: Any, desk: Desk, composites: Sequence[Composite]) -> HttpResponse:
    region = request.principal.region_code or org.root_region()
    none = _("On %(day)s no pack in force in %(region)s declares a composite, so no unit is scored.")
    said = {"day": desk.period.last_day, "region": org.region_names([region], desk.then).get(region, region)}
    shown = desk.page(request.principal) | {
        "composites": [_card(composite, desk) for composite in composites],
        "none": none % said,
        "day": desk.period.last_day,
    }
    return render(request, "insight/composites.html", shown)


def _card(composite: Composite, desk: Desk) -> dict[str, Any]:
    found = desk.found["composites"][composite.id]
    return {
        "name": called(composite),
        "basis": composite.basis,
        "constants": [(called(one), one.basis) for one in composite.constants],
        "source": composite.source,
        "since": composite.since,
        "tiles": [tile(one, desk) for one in found["whole"].values()],
        "sections": _sections(composite, desk),
    }


def _sections(composite: Composite, desk: Desk) -> list[Section]:
    """Formula, what volume alone does, and the units of each group."""
    return [declared(composite), of_volume(composite, desk), *of_composite(composite, desk)]


def _leaves(request: Any, desk: Desk, composites: Sequence[Composite]) -> HttpResponse:
    back = f"{reverse('insight-composites')}?{desk.query}"
    sheets, said = {}, about(desk)
    for place, composite in enumerate(composites, 1):
        before = f"{place} " if len(composites) > 1 else ""
        found = _sections(composite, desk)
        whole = list(desk.found["composites"][composite.id]["whole"].values())
        said += told(desk, found, whole)
        own = {_("Basis"): _text(composite), **sheets_of(found)}
        sheets |= {f"{before}{title}": table for title, table in own.items()}
    return leaves(request, _("Composite scores"), back, sheets, "composites", said)


def _text(composite: Composite) -> Table:
    """The text it stands in: its name, its law and that of what everybody gets, since when, and where it is written."""
    rows = [
        [_("Name"), called(composite)],
        [_("Basis"), composite.basis],
        *([called(one), one.basis] for one in composite.constants),
        [_("In force since"), f"{composite.since or ''}"],
        [_("Written in"), composite.source],
    ]
    return [_("Item"), _("Value")], rows
