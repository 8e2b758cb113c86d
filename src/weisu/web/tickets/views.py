"""The work list and the page of one ticket."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from weisu.tickets import queries
from weisu.web.edge import signed_in
from weisu.web.tickets.filters import FilterForm
from weisu.web.tickets.page import rows_in_words, ticket_page


@require_GET
@signed_in
def tickets(request: Any) -> HttpResponse:
    """The tickets this reader may see, newest first."""
    form = FilterForm(request.GET)
    if form.is_valid() and (number := form.cleaned_data["number"]):
        return redirect("ticket", number=number)
    page = queries.work_list(request.principal, form.filters(), after=request.GET.get("after", ""))
    rows = rows_in_words(page.rows, now=request.now)
    asked = request.GET.copy()
    asked["after"] = page.next
    return render(request, "tickets/list.html", {"form": form, "rows": rows, "next": page.next and asked.urlencode()})


@require_GET
@signed_in
def ticket(request: Any, number: str) -> HttpResponse:
    """One ticket: what was asked, who is at it till when, and everything that happened."""
    return render(request, "tickets/ticket.html", ticket_page(request.principal, number, now=request.now))
