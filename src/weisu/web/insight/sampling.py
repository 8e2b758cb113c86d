"""Drawing whom to ask, and the list of those who are still to be asked."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from weisu.analytics.period import Period
from weisu.domain.errors import DomainError
from weisu.insight import drawing
from weisu.insight.asking import lake, months_known
from weisu.org import queries as org
from weisu.tickets import queries
from weisu.tickets.sampled import to_ask
from weisu.web.components.refusals import in_words
from weisu.web.edge import DOORS, require_role
from weisu.web.insight.behind import ON_A_PAGE, first_of
from weisu.web.insight.desk import no_star
from weisu.web.tickets.page import rows_in_words


class DrawForm(forms.Form):
    """Of which region and month, by which published seed."""

    region = forms.ChoiceField(label=gettext_lazy("Region"))
    month = forms.ChoiceField(label=gettext_lazy("Month"))
    seed = forms.CharField(
        label=gettext_lazy("Published seed"),
        max_length=100,
        help_text=gettext_lazy(
            "A number that nobody could know before the month ended and everybody can look up,"
            " such as the first public lottery after it."
        ),
    )

    def __init__(self, *arguments: Any, regions: list[str], months: list[str]) -> None:
        super().__init__(*arguments, label_suffix="")
        names = org.region_names(regions)
        self.fields["region"].choices = [(code, names.get(code, code)) for code in regions]  # type: ignore[attr-defined]
        self.fields["month"].choices = [(month, month) for month in reversed(months)]  # type: ignore[attr-defined]
        self.fields["month"].initial = months[-2:][0]


@require_role(*drawing.MAY_DRAW)
def draw(request: Any) -> HttpResponse:
    """Draw a month's sample, once."""
    regions, months = drawing.regions_to_draw(request.principal), months_known()
    if not months:
        return no_star(request)
    form = DrawForm(request.POST or None, regions=regions, months=months)
    if request.method == "POST" and form.is_valid() and (made := _made(request, form)):
        return redirect("insight-monitoring", made)
    return render(request, "insight/draw.html", {"form": form, "may": bool(regions)})


def _made(request: Any, form: DrawForm) -> str:
    """The name of the draw; empty, with the reason on the form, when it is refused."""
    given, now = form.cleaned_data, request.now
    try:
        period = Period.of(given["month"])
        made = drawing.make(lake(), given["region"], period, seed=given["seed"], by=request.principal, now=now)
    except DomainError as refusal:
        form.add_error(None, in_words(refusal))
        return ""
    return made.name


@require_GET
@require_role(*DOORS["sample"])
def still_to_ask(request: Any) -> HttpResponse:
    """The tickets of the latest draw that nobody has followed up yet; each opens where it is done."""
    drawn = drawing.latest_drawn()
    waiting = to_ask(request.principal, drawn)
    at = first_of(request)
    rows = queries.numbered(request.principal, waiting[at : at + ON_A_PAGE])
    after = at + ON_A_PAGE
    shown = {
        "rows": rows_in_words(request.principal, rows, now=request.now),
        "is_drawn": bool(drawn),
        "in_all": ngettext("%(n)s ticket", "%(n)s tickets", len(waiting)) % {"n": f"{len(waiting):,}"},
        "next": urlencode({"after": after}) if after < len(waiting) else "",
    }
    return render(request, "insight/sample.html", shown)
