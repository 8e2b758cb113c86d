"""An outcome by place and by group of requesters: each with n and interval, and in words whether chance explains it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from weisu.analytics.catalog import metric_of
from weisu.domain.errors import NotFound
from weisu.insight.equity import OUTCOMES, by_groups, differs
from weisu.insight.questions import Question
from weisu.org import queries as org
from weisu.web.components.labels import ANONYMITIES, CHANNELS, KINDS, Labels, label
from weisu.web.insight import charts
from weisu.web.insight.desk import Desk, answered
from weisu.web.insight.out import sections_leave
from weisu.web.insight.sections import Section, behind, head, row_of
from weisu.web.insight.spelling import named
from weisu.web.insight.tiles import tile

Row = Mapping[str, Any]

TITLES: Labels = {
    "region": gettext_lazy("By region"),
    "channel": gettext_lazy("By channel"),
    "kind": gettext_lazy("By kind of request"),
    "anonymity": gettext_lazy("By who may know the requester"),
}
NAMES: Mapping[str, Labels] = {"channel": CHANNELS, "kind": KINDS, "anonymity": ANONYMITIES}


def _question(key: str) -> Question:
    if key not in OUTCOMES:
        raise NotFound(f"Groups are not compared by {key}: it is no outcome for those who asked.")
    return partial(by_groups, key=key)


@require_GET
@answered("groups-", _question)
def page(request: Any, desk: Desk, key: str) -> HttpResponse:
    """Every group of an outcome, the largest first, with what chance explains."""
    shown = desk.page(request.principal) | {
        "key": key,
        "tile": tile(desk.found["whole"], desk),
        "sections": sections_of(key, desk),
        "others": [(one, named(one).name) for one in OUTCOMES],
    }
    return render(request, "insight/groups.html", shown)


@answered("groups-", _question)
def export(request: Any, desk: Desk, key: str) -> HttpResponse:
    """The same tables as a workbook."""
    back = f"{reverse('insight-groups', args=[key])}?{desk.query}"
    name = f"{_('Places and groups')}: {named(key).name}"
    return sections_leave(request, desk, name, back, sections_of(key, desk), f"groups-{key}", [desk.found["whole"]])


def sections_of(key: str, desk: Desk) -> list[Section]:
    """A part for each kind of group."""
    return [_section(key, name, rows, desk) for name, rows in desk.found["groups"].items() if rows]


def _section(key: str, name: str, rows: Sequence[Row], desk: Desk) -> Section:
    metric = metric_of(key)
    rows = sorted(rows, key=lambda row: (-row["found"]["n"], row["found"]["by"][name]))
    found = [row["found"] for row in rows]
    codes = [one["by"][name] for one in found]
    links = [behind(metric, desk, **{name: code}) for code in codes]
    spots = list(zip(_called(name, codes, desk), links, found, strict=True))
    cells = [row_of(metric, desk, *spot, _said(row)) for spot, row in zip(spots, rows, strict=True)]
    title = label(TITLES, name)
    return Section(name, title, [_remark(rows)], charts.ranges(metric, spots), head(title), cells)


def _called(name: str, codes: Sequence[str], desk: Desk) -> list[str]:
    labels = {code: label(NAMES[name], code) for code in codes if code} if name != "region" else {}
    names = labels or org.region_names(codes, desk.then)
    return [names.get(code, code) or _("Unknown") for code in codes]


def _said(row: Row) -> str:
    """Whether a group differs from the others together; empty where nothing is told of it."""
    if row["q"] is None:
        return ""
    if not differs(row):
        return _("no more difference than chance would make")
    side = _("higher than the others together") if row["is_higher"] else _("lower than the others together")
    return _("%(side)s, by more than chance would make (q %(q)s): worth a question") % {
        "side": side,
        "q": f"= {row['q']:.3f}" if row["q"] >= 0.001 else "< 0.001",
    }


def _remark(rows: Sequence[Row]) -> str:
    told = [row for row in rows if row["q"] is not None]
    if len(told) < 2:
        return _("Fewer than two groups have enough cases, so there is nothing to compare.")
    marked = sum(map(differs, told))
    if not marked:
        return _("Between these %(n)s groups there is no more difference than chance would make.") % {"n": len(told)}
    said = _("%(marked)s of %(n)s groups differ from the others by more than chance would make; why, no number says.")
    return said % {"marked": marked, "n": len(told)}
