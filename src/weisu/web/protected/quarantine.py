"""涉密: two keys in two hands. The first hides a ticket, the second destroys its words or shows it again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from weisu.domain.errors import DomainError
from weisu.domain.policy import Policy
from weisu.domain.sensitivity import SECOND_KEY
from weisu.domain.vocabulary import Role
from weisu.org import queries as org
from weisu.tickets import queries, services
from weisu.tickets.quarantine import Proof, proof
from weisu.web.components.grounds import RULING, SHUTTING, grounds
from weisu.web.components.labels import EVENTS, label
from weisu.web.components.refusals import in_words
from weisu.web.edge import DOORS, require_role
from weisu.web.protected.forms import RuleForm, ShutForm
from weisu.web.tickets.page import rules

OPEN_TO = DOORS["quarantine"]


@require_role(*OPEN_TO)
def notices(request: Any) -> HttpResponse:
    """What is shut away, and shutting one more away: the first key."""
    form = ShutForm(request.POST or None, policy=rules(request.principal.region_code or org.root_region(), request.now))
    if form.is_valid() and _shut(request, form):
        messages.success(request, _("Hidden from everybody. Now the other key decides."))
        return redirect("quarantine")
    rows = queries.quarantined(request.principal)
    regions = org.region_names(row["region_code"] for row in rows)
    shown = [row | {"region": regions.get(row["region_code"], row["region_code"])} for row in rows]
    return render(request, "protected/quarantine.html", {"rows": shown, "form": form})


@require_role(*OPEN_TO)
def ticket(request: Any, number: str) -> HttpResponse:
    """One secret matter: who turned which key, what was destroyed, and whether the log is whole."""
    found = proof(request.principal, number)
    policy = rules(found.ticket.region_code, request.now)
    form = RuleForm(request.POST or None, policy=policy)
    if form.is_valid() and _rule(request, number, form):
        is_destroyed = form.cleaned_data["ruling"] == "granted"
        return redirect("quarantine-ticket", number) if is_destroyed else redirect("quarantine")
    page = {"found": found, "turns": _turns(found, policy), "form": form, "is_theirs": _is_theirs(request, found)}
    return render(request, "protected/quarantined.html", page)


def _shut(request: Any, form: ShutForm) -> bool:
    key = "administrator" if Role.ADMINISTRATOR in request.principal.roles else "oversight"
    try:
        services.request_quarantine(
            form.cleaned_data["number"],
            key=key,
            ground=form.cleaned_data["ground"],
            by=request.principal,
            now=request.now,
        )
    except DomainError as refusal:
        form.add_error(None, in_words(refusal))
        return False
    return True


def _rule(request: Any, number: str, form: RuleForm) -> bool:
    try:
        services.rule_quarantine(number, **form.cleaned_data, by=request.principal, now=request.now)
    except DomainError as refusal:
        form.add_error(None, in_words(refusal))
        return False
    return True


def _is_theirs(request: Any, found: Proof) -> bool:
    """Whether the second key is this reader's."""
    first = found.turns[-1] if found.turns else None
    if found.ticket.quarantine != "asked" or first is None or first.by == request.principal.id:
        return False
    return bool(request.principal.roles & SECOND_KEY[found.key])


def _turns(found: Proof, policy: Policy) -> list[dict[str, Any]]:
    named = dict([*grounds(policy, SHUTTING), *grounds(policy, RULING)])
    people = org.staff_names(turn.by for turn in found.turns)
    return [
        {
            "what": label(EVENTS, turn.type),
            "who": people.get(turn.by, turn.by),
            "at": turn.at,
            "ground": label(named, turn.ground),
        }
        for turn in found.turns
    ]
