"""What leaves the pages on paper or as a file: a purpose is asked first, and a record says who took what for what."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from weisu.tickets import queries
from weisu.tickets.models import Ticket
from weisu.vault import services as vault
from weisu.vault.queries import given_fields, grants
from weisu.vault.records import Act
from weisu.web.components.labels import DETAILS, label
from weisu.web.components.most import cut, newest
from weisu.web.components.purpose import PurposeForm
from weisu.web.components.workbooks import file_stamp, moment, workbook
from weisu.web.edge import signed_in
from weisu.web.tickets.filters import filtered
from weisu.web.tickets.page import rows_in_words, ticket_page

MASKED = "***"
MOST = 1_000
LIST = "list"


@signed_in
def print_ticket(request: Any, number: str) -> HttpResponse:
    """One ticket for paper."""
    ticket = queries.ticket(request.principal, number)
    form = PurposeForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, _("Print"), number)
    purpose = _note(request, Act.PRINT, [ticket.id], form)
    page = ticket_page(request.principal, number, now=request.now)
    page |= {"requester": _requester(request, ticket), "purpose": purpose}
    return render(request, "tickets/printed.html", page)


@signed_in
def export_ticket(request: Any, number: str) -> HttpResponse:
    """One ticket as a workbook: its facts, and everything that happened."""
    ticket = queries.ticket(request.principal, number)
    form = PurposeForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, _("Export"), number)
    _note(request, Act.EXPORT, [ticket.id], form)
    page = ticket_page(request.principal, number, now=request.now)
    facts = [*_facts(page), *_requester(request, ticket)]
    happened = [
        (
            moment(line.at),
            line.what,
            line.who,
            line.status,
            "\n".join(f"{name}: {words}" for name, words in line.words),
        )
        for line in page["lines"]
    ]
    head = (_("When"), _("What happened"), _("Who"), _("Status"), _("Words"))
    sheets = {_("Ticket"): ((_("Item"), _("Value")), facts), _("What happened"): (head, happened)}
    return workbook(number, sheets)


@signed_in
def print_list(request: Any) -> HttpResponse:
    """The list with the filters in use, for paper."""
    form, sentence = PurposeForm(request.POST or None), _cut(request)
    if not form.is_valid():
        return _ask(request, form, _("Print"), cut=sentence)
    rows = _rows(request)
    purpose = _note(request, Act.PRINT, [row["id"] for row in rows], form, field=LIST)
    return render(request, "tickets/printed_list.html", {"rows": rows, "purpose": purpose, "cut": sentence})


@signed_in
def export_list(request: Any) -> HttpResponse:
    """The list with the filters in use, as a workbook."""
    return list_leaves(request, partial(_rows, request), _cut(request))


def list_leaves(
    request: Any, rows_of: Callable[[], list[dict[str, Any]]], sentence: str, *, back: str = ""
) -> HttpResponse:
    """Rows of a work list as a workbook, once a purpose is given; each ticket becomes a line of the record of looks."""
    form = PurposeForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, _("Export"), cut=sentence, back=back)
    rows = rows_of()
    _note(request, Act.EXPORT, [row["id"] for row in rows], form, field=LIST)
    head = (_("Number"), _("Title"), _("Kind"), _("Region"), _("Status"), _("Unit that leads"), _("Registered on"))
    names = ("number", "title", "kind", "region", "status", "unit")
    table = [(*(row[name] for name in names), moment(row["registered_at"])) for row in rows]
    return workbook(f"tickets-{file_stamp(request.now)}", {_("Tickets"): (head, table)}, said=sentence)


def _ask(request: Any, form: PurposeForm, words: str, number: str = "", cut: str = "", back: str = "") -> HttpResponse:
    page = {"form": form, "words": words, "number": number, "cut": cut, "back": back}
    return render(request, "tickets/purpose.html", page)


def _note(request: Any, act: Act, tickets: list[UUID], form: PurposeForm, field: str = "") -> str:
    """Write the record, a line for each ticket; returns the purpose."""
    purpose: str = form.cleaned_data["purpose"]
    about = {"subject": "ticket", "subject_ids": tickets, "purpose": purpose, "field": field}
    vault.note_use(act, **about, by=request.principal, now=request.now)
    return purpose


def _rows(request: Any) -> list[dict[str, Any]]:
    """The rows of the list, page after page, up to as many as may leave at once."""
    viewer, filters = request.principal, filtered(request)
    found = newest(lambda after: queries.work_list(viewer, filters, after=after, limit=queries.MOST), MOST)
    return rows_in_words(viewer, found, now=request.now)


def _cut(request: Any) -> str:
    return cut(queries.how_many(request.principal, filtered(request)), MOST)


def _requester(request: Any, ticket: Ticket) -> list[tuple[str, str]]:
    """What is kept of the requester: masked, except a field that this reader was granted and may still see."""
    if not ticket.requester_id:
        return []
    requester_id = UUID(ticket.requester_id)
    granted = grants(request.principal, requester_id, ticket.id, request.now)
    return [
        (
            label(DETAILS, field),
            vault.look(granted[field], by=request.principal, now=request.now) if field in granted else MASKED,
        )
        for field in given_fields(requester_id)
    ]


def _facts(page: dict[str, Any]) -> list[tuple[str, str]]:
    facts, ticket = page["facts"], page["ticket"]
    return [
        (_("Number"), ticket.number),
        (_("Title"), page["title"]),
        (_("Request"), page["request_words"]),
        (_("Status"), facts["status"]),
        (_("Kind"), facts["kind"]),
        (_("Category"), facts["category"]),
        (_("Urgency"), facts["priority"]),
        (_("Channel"), facts["channel"]),
        (_("Region"), facts["region"]),
        (_("Place"), page["place"]),
        (_("Registered on"), moment(ticket.registered_at)),
        (_("Promised date"), moment(ticket.promised_at) if ticket.promised_at else ""),
    ]
