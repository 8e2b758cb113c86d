"""The tables of a page as a workbook, for a purpose that is recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from weisu.analytics.rules import MINIMUM
from weisu.insight.questions import GROUPED
from weisu.vault import services as vault
from weisu.vault.records import Act
from weisu.web.components.purpose import PurposeForm
from weisu.web.components.workbooks import Table, file_stamp, moment, workbook
from weisu.web.insight import sections
from weisu.web.insight.desk import Desk, answered
from weisu.web.insight.pacing import of_paces
from weisu.web.insight.spelling import named
from weisu.web.insight.tiles import EVERY_SETTING, themes, tile


@answered("overview", reads=EVERY_SETTING)
def overview(request: Any, desk: Desk) -> HttpResponse:
    """Every measure of the period."""
    head = [
        _("Measure"),
        _("Value"),
        _("95% interval"),
        _("Cases"),
        _("What it says"),
        _("Who counts"),
        _("Who meets it"),
    ]
    rows = [
        [one["name"], one["value"], one["between"], one["n"], _said(one), *one["said"][1:3]]
        for theme in themes(desk)
        for one in (*theme["tiles"], *theme["without"])
    ]
    back = f"{reverse('insight')}?{desk.query}"
    return leaves(request, _("Measures"), back, {_("Measures"): (head, rows)}, "measures", about(desk))


def _said(one: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (one["why"] or one["coverage"], one["remark"])))


@answered(by=GROUPED)
def measure(request: Any, desk: Desk, key: str) -> HttpResponse:
    """One measure: a sheet for each table of its page."""
    back = f"{reverse('insight-measure', args=[key])}?{desk.query}"
    found = sections.of_measure(key, desk, is_whole=True)
    return sections_leave(request, desk, named(key).name, back, found, key, desk.found["by_"])


@answered("flow", reads=(MINIMUM,))
def flow(request: Any, desk: Desk) -> HttpResponse:
    """The steps, the stays and the acts."""
    back = f"{reverse('insight-flow')}?{desk.query}"
    found, stays = [*sections.of_flow(desk), of_paces(desk, is_whole=True)], list(desk.found["stays"].values())
    return sections_leave(request, desk, _("Way of the tickets"), back, found, "flow", stays)


def sheets_of(found: list[sections.Section]) -> dict[str, Table]:
    """A sheet for each table; a part that only says something has none."""
    return {one.title: (one.head, [[words for words, _link in row] for row in one.rows]) for one in found if one.head}


def sections_leave(
    request: Any,
    desk: Desk,
    name: str,
    back: str,
    found: list[sections.Section],
    file: str,
    results: Sequence[Mapping[str, Any]] = (),
) -> HttpResponse:
    """The tables of a page, with what it says of them and of the `results` of all tickets together."""
    return leaves(request, name, back, sheets_of(found), file, about(desk, found, results))


def about(
    desk: Desk, found: Sequence[sections.Section] = (), results: Sequence[Mapping[str, Any]] = ()
) -> list[list[str]]:
    """The months, up to when the log reaches, each measure with its definition, and the remarks of each table."""
    return [
        [_("Months"), f"{desk.period.months[0]} – {desk.period.months[-1]}"],
        [_("The log reaches up to"), moment(desk.as_of)],
        *([_("Counted by the rules"), said] for said in desk.rules_said()),
        *told(desk, found, results),
    ]


def told(desk: Desk, found: Sequence[sections.Section], results: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Each measure with its definition, and the remarks of each table."""
    return [
        *(row for one in results for row in _of_whole(tile(one, desk))),
        *([one.title, remark] for one in found for remark in one.remarks),
    ]


def _of_whole(one: Mapping[str, Any]) -> list[list[str]]:
    """A measure of all tickets together: what its box on the page holds."""
    rows = [
        [_("Measure"), one["name"]],
        [_("Result"), f"{one['value']} {one['unit']}" if one["value"] else one["why"]],
        [_("95% interval"), one["between"]],
        [_("Cases"), one["n"]],
        [_("What it says"), one["coverage"]],
        [_("What it says"), one["remark"]],
        [_("Who counts"), one["said"].counts],
        [_("Who meets it"), one["said"].met],
        [_("Basis"), one["said"].basis],
    ]
    return [row for row in rows if row[1]]


def leaves(
    request: Any, name: str, back: str, sheets: Mapping[str, Table], file: str, said: Sequence[Sequence[str]]
) -> HttpResponse:
    """The workbook, once a purpose is given; until then the question for it. Its last sheet holds what is `said`."""
    form = PurposeForm(request.POST or None)
    if not form.is_valid():
        return render(request, "insight/export.html", {"form": form, "name": name, "back": back})
    purpose = f"{name[:45]}: {form.cleaned_data['purpose']}"
    vault.note_use(
        Act.EXPORT, subject="measures", subject_ids=[None], purpose=purpose, by=request.principal, now=request.now
    )
    rows = [[_("Measure"), name], [_("What for"), form.cleaned_data["purpose"]], *said]
    book = {**sheets, _("About these numbers"): ([_("Item"), _("Value")], rows)}
    return workbook(f"{file}-{file_stamp(request.now)}", book)
