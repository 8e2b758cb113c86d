"""What falls due and what is overdue; and one detail of one person, for a purpose that is recorded."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from weisu.org import queries as org
from weisu.tickets import queries, services
from weisu.tickets.models import ClockRow
from weisu.tickets.services.people import MAY_REVEAL
from weisu.vault.queries import given_fields
from weisu.web.components.due import due
from weisu.web.components.labels import DETAILS, label
from weisu.web.edge import WATCHING, require_role
from weisu.web.oversight.forms import RevealForm
from weisu.web.tickets.page import rules

AHEAD = timedelta(days=1)
MOST = 200


@require_role(*WATCHING)
def limits(request: Any) -> HttpResponse:
    """Every running limit that has passed or passes within a day: who, what, till when."""
    viewer, now = request.principal, request.now
    late = queries.running_clocks(viewer, now, limit=MOST)
    soon = queries.running_clocks(viewer, now + AHEAD, since=now, limit=MOST)
    page = {"late": _shown(late, now), "soon": _shown(soon, now), "most": MOST}
    return render(request, "oversight/limits.html", page)


def _shown(clocks: list[ClockRow], now: datetime) -> list[dict[str, Any]]:
    units = org.unit_names(clock.unit_id for clock in clocks)
    calendars = {code: rules(code, now).calendar for code in {clock.ticket.region_code for clock in clocks}}
    return [
        {
            "number": clock.ticket.number,
            "who": units.get(clock.unit_id, ""),
            "due": due(clock, calendar=calendars[clock.ticket.region_code], now=now),
        }
        for clock in clocks
    ]


def _until(end: datetime) -> str:
    told = _("Until %(time)s it also stands in what you print or export of this ticket.")
    return told % {"time": f"{end.astimezone(get_current_timezone()):%H:%M}"}


@require_role(*MAY_REVEAL)
def reveal(request: Any, number: str) -> HttpResponse:
    """One field of the requester for one purpose; every look leaves a record."""
    ticket = queries.ticket(request.principal, number)
    given = given_fields(UUID(ticket.requester_id) if ticket.requester_id else None)
    if not given:
        raise Http404
    form = RevealForm(request.POST or None, given=given)
    page = {"ticket": ticket, "form": form}
    if form.is_valid():
        field, purpose = form.cleaned_data["field"], f"{number}: {form.cleaned_data['purpose']}"
        shown = services.reveal(number, field=field, purpose=purpose, by=request.principal, now=request.now)
        page |= {"name": label(DETAILS, field), "shown": shown, "until": _until(shown.until)}
    return render(request, "oversight/reveal.html", page)
