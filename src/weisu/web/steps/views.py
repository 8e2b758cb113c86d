"""The one door: whatever the lifecycle lets a reader do to a ticket has its form and its execution here."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from weisu.tickets.offers import Offer, Situation, actions
from weisu.web.components.brief import brief
from weisu.web.components.moved import moved_on
from weisu.web.components.recorded import recorded
from weisu.web.edge import signed_in
from weisu.web.steps.forms import StepForm
from weisu.web.steps.ways import named, ways


@signed_in
def step(request: Any, number: str, command: str) -> HttpResponse:
    """The form of one step, and taking it; a refusal says what can be done instead."""
    situation = actions(request.principal, number, now=request.now)
    name = command.replace("-", "_")
    offer = _chosen(situation, name, request)
    if request.method != "POST" and not situation.offered(name):
        return render(request, "steps/closed.html", _page(request, situation, offer), status=409)
    sent = (request.POST or None, request.FILES or None)
    form = StepForm(*sent, offer=offer, situation=situation, viewer=request.principal)
    if form.is_valid() and form.give(number, by=request.principal, now=request.now):
        recorded(request, named(offer.row))
        return redirect("ticket", number)
    since = moved_on(form, request.principal, number)
    page = _page(request, situation, offer) | {"form": form, "since": since}
    return render(request, "steps/step.html", page, status=409 if since else 200)


def _chosen(situation: Situation, name: str, request: Any) -> Offer:
    """The way asked for, else the first; a command that is never this reader's does not exist for them.

    A form that was filled in stays the form it was, even when its way has closed meanwhile.
    """
    offers = situation.offered(name)
    if not offers or request.method == "POST":
        offers = [*offers, *situation.of_role(name, request.principal)]
    if not offers:
        raise Http404
    asked = request.POST.get("way") or request.GET.get("way")
    return next((offer for offer in offers if offer.row.id == asked), offers[0])


def _page(request: Any, situation: Situation, offer: Offer) -> dict[str, Any]:
    found = ways(situation.offers, situation.ticket.number)
    return {
        "ticket": situation.ticket,
        "brief": brief(request.principal, situation.ticket),
        "name": named(offer.row),
        "way": offer.row.id,
        "basis": offer.row.basis,
        "instead": found["actions"] + found["more"],
    }
