"""Taking a request in, and telling the requester number and secret."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from weisu.domain.errors import DomainError
from weisu.domain.policy import Policy
from weisu.intake import services as intake
from weisu.org import queries as org
from weisu.policies.queries import in_force
from weisu.web.components.intake import remember, remembered
from weisu.web.components.refusals import in_words
from weisu.web.desk.forms import RegisterForm
from weisu.web.edge import signed_in


@signed_in
def register(request: Any) -> HttpResponse:
    """The form, and taking in what it says."""
    own = {"region": request.principal.region_code}
    form = RegisterForm(request.POST or None, request.FILES or None, policy=rules_of_desk(request), initial=own)
    if form.is_valid():
        try:
            taken = intake.receive(
                form.details,
                organisation=form.cleaned_data["organisation"],
                by=request.principal,
                now=request.now,
                **form.papers,
            )
        except DomainError as refusal:
            form.add_error(None, in_words(refusal))
        else:
            return remember(redirect("registered"), taken.ticket.number, taken.secret)
    return render(request, "desk/register.html", {"form": form})


@require_GET
@signed_in
def received(request: Any) -> HttpResponse:
    """Number and secret, to be read out now."""
    rules_of_desk(request)
    number, secret = remembered(request)
    if not number:
        return redirect("register")
    return render(request, "desk/received.html", {"number": number, "secret": secret})


def rules_of_desk(request: Any) -> Policy:
    """The rules at the reader's place; to those who register nothing there the page does not exist."""
    by = request.principal
    policy = in_force(by.region_code or org.root_region(), request.now, ancestors=org.ancestors)
    if not any(row.by & by.roles for row in policy.steps("register", {"origin": "request"}.get)):
        raise Http404
    return policy
