"""The organisation as it is: regions, units, staff, desks, posts and roster, on any day."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from weisu.domain.vocabulary import Role
from weisu.org.sheets import SHEETS, Sheet, stored_rows
from weisu.web.components.labels import label
from weisu.web.edge import DOORS, require_role
from weisu.web.setup.labels import ORG_COLUMNS, ORG_SHEETS, ORG_WORDS

OPEN_TO = DOORS["organisation"]
CHANGING = (Role.ADMINISTRATOR,)
MOST = 500


class LookForm(forms.Form):
    """Which sheet, on which day, holding which words."""

    sheet = forms.ChoiceField(
        label=_("Sheet"), required=False, choices=[(sheet.name, ORG_SHEETS[sheet.name]) for sheet in SHEETS]
    )
    words = forms.CharField(label=_("Words"), required=False, max_length=40)
    day = forms.DateField(label=_("On the day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, label_suffix="")


@require_GET
@require_role(*OPEN_TO)
def organisation(request: Any) -> HttpResponse:
    """One sheet of the organisation, the rows that hold on one day."""
    form = LookForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    sheet = next((sheet for sheet in SHEETS if sheet.name == given.get("sheet")), SHEETS[1])
    day = given.get("day")
    at = datetime.combine(day, time(12), get_current_timezone()) if day else request.now
    rows = list(_rows(sheet, at, given.get("words", "").strip()))
    page = {
        "form": form,
        "name": label(ORG_SHEETS, sheet.name),
        "head": [label(ORG_COLUMNS, column.name) for column in sheet.columns],
        "rows": rows[:MOST],
        "is_cut": len(rows) > MOST,
        "may_change": bool(request.principal.roles & set(CHANGING)),
    }
    return render(request, "setup/organisation.html", page)


def _rows(sheet: Sheet, at: datetime, words: str) -> Iterator[list[str]]:
    names = {kind: _names(kind) for kind in {column.kind for column in sheet.columns}}
    for _key, row in stored_rows(sheet):
        shown = [_named(cell(column.name, row[column.name]), names[column.kind]) for column in sheet.columns]
        if _holds(row, at) and (not words or any(words in value for value in shown)):
            yield shown


def _names(kind: str) -> dict[str, str]:
    """What the rows of another sheet are called, by their keys; none for a kind that is no sheet."""
    found = [row for sheet in SHEETS if sheet.name == kind for _key, row in stored_rows(sheet)]
    return {row.get("id") or row["code"]: row["name"] for row in found}


def _named(value: str, names: dict[str, str]) -> str:
    return f"{names[value]} ({value})" if value in names else value


def _holds(row: dict[str, str], at: datetime) -> bool:
    begin, end = row.get("from"), row.get("until")
    return not (begin and datetime.fromisoformat(begin) > at) and not (end and datetime.fromisoformat(end) <= at)


def cell(column: str, value: str) -> str:
    """A value of a sheet as people here read it: instants in local time, words of the vocabulary by their names."""
    if column in ("from", "until"):
        return f"{datetime.fromisoformat(value).astimezone(get_current_timezone()):%Y-%m-%d %H:%M}" if value else ""
    return label(ORG_WORDS, value) if column in ("level", "kind", "role", "vendor") else value
