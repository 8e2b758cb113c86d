"""Ask for something and see what became of it: number and secret are all one needs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError
from weisu.intake import services as intake
from weisu.intake.visitors import DOOR, requester
from weisu.org import queries as org
from weisu.tickets import services
from weisu.tickets.offers import Offer, Situation, actions
from weisu.web.components.downloads import download
from weisu.web.components.intake import RequestForm, remember, remembered
from weisu.web.components.moved import moved_on
from weisu.web.components.refusals import in_words
from weisu.web.public.limits import is_too_much
from weisu.web.public.page import GIVEN, public_page
from weisu.web.public.tracking import TrackForm
from weisu.web.steps.forms import StepForm
from weisu.web.steps.ways import named
from weisu.web.tickets.page import rules

STAYS = timedelta(minutes=30)
"""How long somebody stays recognised after giving their secret."""


@require_GET
def start(request: Any) -> HttpResponse:
    """The two things anybody can do here."""
    return render(request, "public/start.html")


def submit(request: Any) -> HttpResponse:
    """Take a request in."""
    form = RequestForm(request.POST or None, request.FILES or None, policy=rules(org.root_region(), request.now))
    if form.is_valid():
        if is_too_much(request, "submit", most=30):
            return render(request, "public/slow.html", status=429)
        try:
            taken = intake.submit(
                form.details,
                organisation=form.cleaned_data["organisation"],
                channel="web",
                by=DOOR,
                now=request.now,
                **form.papers,
            )
        except DomainError as refusal:
            form.add_error(None, in_words(refusal))
        else:
            return remember(redirect("public-received"), taken.ticket.number, taken.secret)
    return render(request, "public/submit.html", {"form": form})


@require_GET
def received(request: Any) -> HttpResponse:
    """Number and secret, for a few minutes."""
    number, secret = remembered(request)
    if not number:
        return redirect("public-track")
    return render(request, "public/received.html", {"number": number, "secret": secret})


def track(request: Any) -> HttpResponse:
    """Ask for number and secret."""
    form = TrackForm(request.POST or None)
    if form.is_valid():
        if is_too_much(request, "track", most=60):
            return render(request, "public/slow.html", status=429)
        if (by := form.recognised(now=request.now)) is not None:
            number = form.cleaned_data["number"]
            request.session["tracked"] = {"number": number, "by": by.id, "at": request.now.isoformat()}
            return redirect("public-ticket", number)
    return render(request, "public/track.html", {"form": form})


@require_GET
def tracked(request: Any, number: str) -> HttpResponse:
    """What became of one request, in the requester's words."""
    by = _there(request, number)
    if by is None:
        return redirect("public-track")
    return render(request, "public/ticket.html", public_page(by, number, now=request.now))


@require_GET
def file(request: Any, number: str, text_id: UUID) -> HttpResponse:
    """A file that the requester sent, back to them."""
    by = _there(request, number)
    if by is None:
        return redirect("public-track")
    return download(services.open_file(number, str(text_id), by=by, now=request.now))


def act(request: Any, number: str, command: str) -> HttpResponse:
    """What the requester does to their own request."""
    by = _there(request, number)
    if by is None:
        return redirect("public-track")
    name = command.replace("-", "_")
    if name not in GIVEN:
        raise Http404
    situation = actions(by, number, now=request.now)
    if not (offers := _ways(situation, name, by, is_sent=request.method == "POST")):
        messages.error(request, _("This is not possible at this stage."))
        return redirect("public-ticket", number)
    sent = (request.POST or None, request.FILES or None)
    form = StepForm(*sent, offer=offers[0], situation=situation, viewer=by, given=GIVEN[name])
    if form.is_valid() and form.give(number, by=by, now=request.now):
        messages.success(request, _("Thank you. It has been recorded and will be read."))
        return redirect("public-ticket", number)
    since = moved_on(form, by, number)
    page = {"ticket": situation.ticket, "form": form, "name": named(offers[0].row), "since": since}
    return render(request, "public/step.html", page, status=409 if since else 200)


def _ways(situation: Situation, name: str, by: Principal, *, is_sent: bool) -> list[Offer]:
    """The open ways to give this command; what somebody wrote while one was open comes back to them on its form."""
    return situation.offered(name) or (situation.of_role(name, by) if is_sent else [])


def _there(request: Any, number: str) -> Principal | None:
    """The requester, while they are recognised for this very number."""
    kept = request.session.get("tracked") or {}
    if kept.get("number") != number or request.now - datetime.fromisoformat(kept["at"]) > STAYS:
        return None
    return requester(kept["by"])
