"""What a handling unit does to a ticket: each view is a form, a service, and back to the ticket."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from weisu.domain.vocabulary import Role
from weisu.tickets import queries, services
from weisu.tickets.models import Ticket
from weisu.web.components.brief import brief
from weisu.web.components.forms import AcknowledgeForm, PapersForm, ProgressForm, SendBackForm
from weisu.web.components.moved import moved_on
from weisu.web.components.recorded import recorded
from weisu.web.edge import require_role
from weisu.web.tickets.page import rules
from weisu.web.unit.papers import required

OF_A_UNIT = (Role.UNIT_STAFF, Role.UNIT_LEAD)


@require_role(*OF_A_UNIT)
def acknowledge(request: Any, number: str) -> HttpResponse:
    """The unit has received the ticket and takes it."""
    ticket = queries.ticket(request.principal, number)
    form = AcknowledgeForm(request.POST or None)
    if form.is_valid() and form.run(services.acknowledge, number, by=request.principal, now=request.now):
        return _done(request, number, _("Acknowledge"))
    return _page(request, "unit/acknowledge.html", ticket, form)


@require_role(*OF_A_UNIT)
def note_progress(request: Any, number: str) -> HttpResponse:
    """Write down what was done."""
    ticket = queries.ticket(request.principal, number)
    papers, policy = required("note_progress", ticket, request), rules(ticket.region_code, request.now)
    form = ProgressForm(request.POST or None, request.FILES or None, required=papers, policy=policy)
    if form.is_valid() and form.run(services.note_progress, number, by=request.principal, now=request.now):
        return _done(request, number, _("Note progress"))
    return _page(request, "unit/note_progress.html", ticket, form)


@require_role(*OF_A_UNIT)
def send_back(request: Any, number: str) -> HttpResponse:
    """Ask the dispatcher to take a ticket back."""
    ticket = queries.ticket(request.principal, number)
    form = SendBackForm(request.POST or None, required=required("send_back", ticket, request))
    if form.is_valid() and form.run(services.send_back, number, by=request.principal, now=request.now):
        return _done(request, number, _("Send back"))
    return _page(request, "unit/send_back.html", ticket, form)


def _done(request: Any, number: str, words: str) -> HttpResponse:
    recorded(request, words)
    return redirect("ticket", number)


def _page(request: Any, template: str, ticket: Ticket, form: PapersForm) -> HttpResponse:
    since = moved_on(form, request.principal, ticket.number)
    page = {"ticket": ticket, "form": form, "since": since, "brief": brief(request.principal, ticket)}
    return render(request, template, page, status=409 if since else 200)
