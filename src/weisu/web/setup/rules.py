"""The rules in force on any day in any region: what each says, by which law, and which file and line set it."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from weisu.domain.policy import Policy
from weisu.org import queries as org
from weisu.policies.queries import in_force
from weisu.web.components.languages import in_language
from weisu.web.edge import signed_in
from weisu.web.setup.labels import RULE_KINDS

ON_A_PAGE = 40
NOT_SHOWN = frozenset({"id", "example", "basis", "law", "label"})
FIRST = "transition"


class RulesForm(forms.Form):
    """Which rules, where and when."""

    kind = forms.ChoiceField(label=_("Kind of rule"), required=False, choices=list(RULE_KINDS.items()))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=org.regions)
    day = forms.DateField(label=_("On the day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(label=_("Words"), required=False, max_length=40)

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, label_suffix="")


@require_GET
@signed_in
def rules(request: Any) -> HttpResponse:
    """Every rule of one kind, with the law it stands on and where it is written."""
    here = request.principal.region_code or org.root_region()
    form = RulesForm({**request.GET.dict(), "region": request.GET.get("region") or here})
    given = form.cleaned_data if form.is_valid() else {}
    region = given.get("region") or here
    policy = in_force(region, _noon(given.get("day")) or request.now, ancestors=org.ancestors)
    found = [rule for rule in _rules(policy, given.get("kind") or FIRST) if given.get("words", "").strip() in str(rule)]
    asked = request.GET.copy()
    asked.pop("page", None)
    page = {
        "form": form,
        "policy": policy,
        "day": given.get("day") or request.now,
        "region": org.region_names([region]).get(region, region),
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "asked": asked.urlencode(),
    }
    return render(request, "setup/rules.html", page)


def _rules(policy: Policy, kind: str) -> list[dict[str, Any]]:
    return [
        {
            "id": row.id,
            "name": in_language(*(str(row.table("label").get(language, "")) for language in ("zh", "en"))),
            "basis": row.text("law") or row.text("basis"),
            "layers": " → ".join(row.layers),
            "values": [
                (key, said(value), str(row.source_of(key))) for key, value in row.values.items() if key not in NOT_SHOWN
            ],
        }
        for row in policy.rows.get(kind, {}).values()
    ]


def said(value: object) -> str:
    """A value as it is written in the pack, short of its brackets."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {said(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(said(one) for one in value) or "—"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) or "—"


def _noon(day: date | None) -> datetime | None:
    return datetime.combine(day, time(12), get_current_timezone()) if day else None
