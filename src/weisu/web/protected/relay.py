"""转联系: what a unit asks of a requester it may not know, and what the hotline brought back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from weisu.domain.vocabulary import EventType
from weisu.org import queries as org
from weisu.tickets import queries, services
from weisu.tickets.offers import actions
from weisu.web.components.brief import brief
from weisu.web.components.masks import unmasked
from weisu.web.components.moved import moved_on
from weisu.web.edge import DOORS, require_role
from weisu.web.protected.forms import RelayForm

MOST = 100
OPEN_TO = DOORS["relay"]


@require_GET
@require_role(*OPEN_TO)
def tasks(request: Any) -> HttpResponse:
    """What units asked the hotline to put to protected requesters, the oldest first."""
    found = queries.relay_tasks(request.principal, limit=MOST)
    units = org.unit_names(task["unit_id"] for task in found)
    rows = [
        {
            "number": task["ticket__number"],
            "unit": task["unit_id"],
            "who": units.get(task["unit_id"], ""),
            "asked": _asked(request, task["ticket__number"], task["unit_id"]),
        }
        for task in found
    ]
    return render(request, "protected/relay.html", {"rows": rows, "most": MOST})


@require_role(*OPEN_TO)
def task(request: Any, number: str, unit: str) -> HttpResponse:
    """One message to put to the requester, and their answer: the unit reads it once it was checked."""
    waiting = [part for part in queries.parts(request.principal, number) if part.unit_id == unit and part.relay]
    ticket = queries.ticket(request.principal, number)
    if not waiting or queries.is_guarded_from(request.principal, ticket) or not _is_theirs(request, number):
        raise Http404
    form = RelayForm(request.POST or None, required={"outcome"})
    if form.is_valid() and form.run(_answer(unit), number, by=request.principal, now=request.now):
        messages.success(request, _("Recorded. The unit reads the answer once somebody has checked its words."))
        return redirect("relay")
    page = {
        "ticket": ticket,
        "who": org.unit_names([unit]).get(unit, ""),
        "asked": _asked(request, number, unit),
        "form": form,
        "since": moved_on(form, request.principal, number),
        "brief": brief(request.principal, ticket),
    }
    return render(request, "protected/relay_task.html", page, status=409 if page["since"] else 200)


def _is_theirs(request: Any, number: str) -> bool:
    """Whether this reader's posts ever answer for the requester; a vendor's staff do not."""
    return bool(actions(request.principal, number, now=request.now).of_role("answer_relay", request.principal))


def _answer(unit: str) -> Any:
    def answer(number: str, **papers: Any) -> None:
        services.answer_relay(number, unit=unit, **papers)

    return answer


def _asked(request: Any, number: str, unit: str) -> dict[str, Any]:
    """The unit's latest message for the requester."""
    told = queries.timeline(request.principal, number)
    asked = [one for one in told if one.type == EventType.RELAY_REQUESTED and one.unit_id == unit]
    last = asked[-1] if asked else None
    return {
        "words": " ".join(unmasked(copy) for copy in last.words.get("words", []) if copy) if last else "",
        "at": last.occurred_at if last else None,
    }
