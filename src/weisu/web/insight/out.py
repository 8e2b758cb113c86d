"""The tables of a page as a workbook, for a purpose that is recorded."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from weisu.vault import services as vault
from weisu.vault.records import Act
from weisu.web.components.purpose import PurposeForm
from weisu.web.components.workbooks import Table, file_stamp, moment, workbook
from weisu.web.insight import sections
from weisu.web.insight.desk import Desk, answered
from weisu.web.insight.pacing import of_paces
from weisu.web.insight.spelling import named
from weisu.web.insight.tiles import themes


@answered("overview")
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
    return leaves(request, desk, _("Measures"), back, {_("Measures"): (head, rows)}, "measures")


def _said(one: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (one["why"] or one["coverage"], one["remark"])))


@answered()
def measure(request: Any, desk: Desk, key: str) -> HttpResponse:
    """One measure: a sheet for each table of its page."""
    back = f"{reverse('insight-measure', args=[key])}?{desk.query}"
    return leaves(request, desk, named(key).name, back, sheets_of(sections.of_measure(key, desk, is_whole=True)), key)


@answered("flow")
def flow(request: Any, desk: Desk) -> HttpResponse:
    """The steps, the stays and the acts."""
    back = f"{reverse('insight-flow')}?{desk.query}"
    sheets = sheets_of([*sections.of_flow(desk), of_paces(desk)])
    return leaves(request, desk, _("Way of the tickets"), back, sheets, "flow")


def sheets_of(found: list[sections.Section]) -> dict[str, Table]:
    """A sheet for each table."""
    return {one.title: (one.head, [[words for words, _link in row] for row in one.rows]) for one in found}


def leaves(request: Any, desk: Desk, name: str, back: str, sheets: Mapping[str, Table], file: str) -> HttpResponse:
    """The workbook, once a purpose is given; until then the question for it."""
    form = PurposeForm(request.POST or None)
    if not form.is_valid():
        return render(request, "insight/export.html", {"form": form, "name": name, "back": back})
    purpose = f"{name[:45]}: {form.cleaned_data['purpose']}"
    vault.note_use(
        Act.EXPORT, subject="measures", subject_ids=[None], purpose=purpose, by=request.principal, now=request.now
    )
    about = [
        [_("Measure"), name],
        [_("Months"), f"{desk.period.months[0]} – {desk.period.months[-1]}"],
        [_("The log reaches up to"), moment(desk.as_of)],
        *([_("Counted by the rules"), said] for said in desk.rules_said),
        [_("What for"), form.cleaned_data["purpose"]],
    ]
    book = {**sheets, _("About these numbers"): ([_("Item"), _("Value")], about)}
    return workbook(f"{file}-{file_stamp(request.now)}", book)
