"""The record of looks: every view, reveal, print, export and hand-over of personal data, with its purpose."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from weisu.domain.errors import DomainError
from weisu.domain.vocabulary import ActorKind
from weisu.org import queries as org
from weisu.tickets.looks import Look, Looks, how_many, looks
from weisu.vault import services as vault
from weisu.vault.queries import RecordFilters
from weisu.vault.records import Act
from weisu.web.components.labels import ACTORS, ACTS, DETAILS, PURPOSES, SIGNERS, SUBJECTS, label
from weisu.web.components.most import cut, newest
from weisu.web.components.purpose import PurposeForm
from weisu.web.components.refusals import in_words
from weisu.web.components.workbooks import file_stamp, moment, workbook
from weisu.web.edge import DOORS, require_role
from weisu.web.inbox.numbers import whole

ON_A_PAGE, AT_ONCE, MOST_OUT = 50, 500, 5_000
NONE = Looks([], 0)
OPEN_TO = DOORS["record"]
NOBODY = ("",)
Answer = TypeVar("Answer")
PSEUDONYM = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


DAYS = (MinValueValidator(date(1970, 1, 2)), MaxValueValidator(date(9998, 12, 31)))
"""Days that have a midnight before and after them on every database."""


class RecordForm(forms.Form):
    """What the record is narrowed to; everything may be left open."""

    person = forms.CharField(label=gettext_lazy("Person"), required=False, max_length=80)
    ticket = forms.CharField(label=gettext_lazy("Ticket number"), required=False, max_length=32)
    act = forms.ChoiceField(label=gettext_lazy("Kind of look"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=DAYS,
    )
    until = forms.DateField(
        label=gettext_lazy("Up to the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=DAYS,
    )

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, label_suffix="")
        kinds = [("", _("All")), *((act.value, label(ACTS, act.value)) for act in Act)]
        self.fields["act"].choices = kinds  # type: ignore[attr-defined]

    def filters(self) -> RecordFilters:
        """The record's filters; a name that is nobody's finds nothing."""
        given = self.cleaned_data
        person = given["person"].strip()
        return RecordFilters(
            by=tuple(org.staff_called(person)) or NOBODY if person else (),
            act=given["act"],
            since=given["since"] and _midnight(given["since"]),
            until=given["until"] and _midnight(given["until"] + timedelta(days=1)),
        )

    def found(self, viewer: Any, *, after: int = 0, limit: int = ON_A_PAGE) -> Looks:
        """The lines it asks for; a wrong filter is marked, and finds nothing."""
        part = {"after": after, "limit": limit}
        return self._asking(lambda filters, ticket: looks(viewer, filters, ticket=ticket, **part), NONE)

    def how_many(self, viewer: Any) -> int:
        """The lines on all pages together; none for a wrong filter."""
        return self._asking(lambda filters, ticket: how_many(viewer, filters, ticket=ticket), 0)

    def _asking(self, question: Callable[[RecordFilters, str], Answer], nothing: Answer) -> Answer:
        if not self.is_valid():
            return nothing
        try:
            return question(self.filters(), self.cleaned_data["ticket"].strip())
        except DomainError as refusal:
            self.add_error("ticket", in_words(refusal))
            return nothing

    def asked(self) -> dict[str, str]:
        """The filters in use."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}


@require_GET
@require_role(*OPEN_TO)
def record(request: Any) -> HttpResponse:
    """The newest lines first; older ones a page further."""
    form = RecordForm(request.GET)
    page = form.found(request.principal, after=whole(request.GET.get("after", "")))
    asked = form.asked()
    shown = {
        "form": form,
        "rows": _in_words(page.rows),
        "asked": urlencode(asked),
        "older": page.next and urlencode({**asked, "after": page.next}),
    }
    return render(request, "oversight/record.html", shown)


@require_role(*OPEN_TO)
def export(request: Any) -> HttpResponse:
    """The lines asked for as a workbook, for a purpose that becomes a line itself."""
    form, asked = PurposeForm(request.POST or None), RecordForm(request.GET)
    sentence = cut(asked.how_many(request.principal), MOST_OUT)
    if not form.is_valid():
        return render(request, "oversight/record_export.html", {"form": form, "cut": sentence})
    rows = newest(lambda after: asked.found(request.principal, after=after or 0, limit=AT_ONCE), MOST_OUT)
    purpose = form.cleaned_data["purpose"]
    vault.note_use(
        Act.EXPORT, subject="record", subject_ids=[None], purpose=purpose, by=request.principal, now=request.now
    )
    head = [_("When"), _("Who"), _("Kind of look"), _("Of what"), _("Ticket number"), _("What for")]
    table = [(moment(row["at"]), *list(row.values())[1:]) for row in _in_words(rows)]
    return workbook(f"record-{file_stamp(request.now)}", {_("Record of looks"): (head, table)}, said=sentence)


def _in_words(rows: list[Look]) -> list[dict[str, Any]]:
    people = org.staff_names(row.by for row in rows)
    return [
        {
            "at": row.at,
            "who": people.get(row.by) or _unnamed(row.by),
            "act": label(ACTS, row.act),
            "of": label(DETAILS, row.field) if row.field in DETAILS else label(SUBJECTS, row.subject),
            "number": row.number,
            "purpose": _purpose(row.purpose),
        }
        for row in rows
    ]


def _unnamed(by: str) -> str:
    """Somebody who is not of the staff: a requester under their pseudonym, or whom nobody knew yet."""
    return label(ACTORS, ActorKind.CITIZEN) if PSEUDONYM.fullmatch(by) else label(SIGNERS, by)


def _purpose(recorded: str) -> str:
    """What it was for; the ticket's number, which may stand before it, has its own column."""
    number, colon, words = recorded.partition(": ")
    return label(PURPOSES, words) if colon and number.isdigit() else label(PURPOSES, recorded)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), get_current_timezone())
