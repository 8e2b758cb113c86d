"""The work list and the page of one ticket."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from weisu.readers import queries as readers
from weisu.readers import services as keeping
from weisu.tickets import queries, services
from weisu.web.components.downloads import download
from weisu.web.edge import NUL, signed_in
from weisu.web.tickets.filters import filter_form
from weisu.web.tickets.page import rows_in_words, ticket_page


@require_GET
@signed_in
def tickets(request: Any) -> HttpResponse:
    """The tickets this reader may see, newest first."""
    form = filter_form(request, request.GET)
    if form.is_valid() and (number := form.cleaned_data["number"]):
        return redirect("ticket", number=number)
    page = queries.work_list(request.principal, form.filters(now=request.now), after=request.GET.get("after", ""))
    asked = request.GET.copy()
    asked["after"] = page.next
    shown = {
        "form": form,
        "rows": rows_in_words(request.principal, page.rows, now=request.now),
        "next": page.next and asked.urlencode(),
        "is_older": bool(request.GET.get("after")),
        "saved": readers.views_of(request.principal),
        "asked": form.asked(),
    }
    return render(request, "tickets/list.html", shown)


@require_POST
@signed_in
def save_view(request: Any) -> HttpResponse:
    """Keep the filters in use under a name, or forget a name."""
    form = filter_form(request, QueryDict(request.POST.get("asked", "")))
    name, forgotten = (request.POST.get(field, "").replace(NUL, "").strip() for field in ("name", "forget"))
    if forgotten:
        keeping.forget_view(forgotten, by=request.principal, now=request.now)
    else:
        keeping.save_view(name, query=form.asked(), by=request.principal, now=request.now)
    return redirect(f"{reverse('tickets')}?{form.data.urlencode()}")


@require_GET
@signed_in
def ticket(request: Any, number: str) -> HttpResponse:
    """One ticket: what was asked, who is at it till when, and everything that happened."""
    return render(request, "tickets/ticket.html", ticket_page(request.principal, number, now=request.now))


@require_GET
@signed_in
def file(request: Any, number: str, text_id: UUID) -> HttpResponse:
    """A file of a ticket, to whoever may read the line it stands in."""
    return download(services.open_file(number, str(text_id), by=request.principal, now=request.now))
