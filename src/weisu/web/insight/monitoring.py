"""Unobtrusive monitoring: what a draw tells of every unit in sight, the tickets behind it, and the workbook."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from weisu.analytics.draws import BadDraw
from weisu.analytics.monitoring import QUESTIONS
from weisu.analytics.rules import FOLLOWING_UP, MINIMUM
from weisu.domain.errors import NotFound
from weisu.insight import drawing
from weisu.insight.asking import months_known
from weisu.insight.drawing import Kept
from weisu.insight.sampled import ALL, WHICH, behind_draw, unobtrusive
from weisu.org import queries as org
from weisu.web.components.refusals import in_words
from weisu.web.components.workbooks import moment
from weisu.web.edge import require_role
from weisu.web.insight.behind import Show, leave, listed
from weisu.web.insight.desk import OPEN_TO, Desk, Shown, answer, desk_of, no_star
from weisu.web.insight.drawn import sections_of, which_in_words
from weisu.web.insight.out import leaves, sections_leave
from weisu.web.insight.spelling import named


def of_draw(show: Shown) -> Callable[..., HttpResponse]:
    """Hand the page an answered desk and the draw of the address; what is wrong with its file is said in words."""

    @require_role(*OPEN_TO)
    @wraps(show)
    def page(request: Any, draw: str) -> HttpResponse:
        months = months_known()
        if not months:
            return no_star(request)
        one = _draw(draw)
        desk = desk_of(request, months, one.period)._replace(reads=(MINIMUM, *FOLLOWING_UP))
        shown, asked = partial(show, one=one), partial(unobtrusive, one=one)
        try:
            drawing.check_file(one)
            return answer(request, desk, shown, "monitoring", asked, beside=draw)
        except BadDraw as refusal:
            return _refused(request, one, refusal)

    return page


@require_GET
@require_role(*OPEN_TO)
def draws(request: Any) -> HttpResponse:
    """The draws that were made, and how the next one is."""
    return render(request, "insight/draws.html", _list(request))


@require_role(*OPEN_TO)
def export_draws(request: Any) -> HttpResponse:
    """The list of draws as a workbook."""
    head = [_("Months"), _("Region"), _("Drawn by"), _("Drawn on"), _("Digest of the file")]
    rows = [
        [one["months"], one["region"], one["by"], moment(one["at"]), one["digest"]]
        for one in map(said_of, drawing.kept())
    ]
    name = _("Unobtrusive monitoring")
    return leaves(request, name, reverse("insight-draws"), {_("Draws"): (head, rows)}, "draws", [])


@require_GET
@of_draw
def page(request: Any, desk: Desk, one: Kept) -> HttpResponse:
    """One draw: solved and satisfied, of all units together and of each."""
    shown = desk.page(request.principal) | {
        "one": said_of(one),
        "terms": desk.found["terms"],
        "size": _("%(per_cent)s %% of its closings, at least %(least)s") % desk.found["terms"],
        "closed": desk.found["closed"],
        "sections": sections_of(desk, one),
        "definitions": [{"said": named(question)} for question in QUESTIONS],
    }
    return render(request, "insight/monitoring.html", shown)


@of_draw
def export(request: Any, desk: Desk, one: Kept) -> HttpResponse:
    """The same tables as a workbook."""
    back = reverse("insight-monitoring", args=[one.name])
    return sections_leave(request, desk, _title(one), back, sections_of(desk, one), f"monitoring-{one.name}")


@require_GET
@of_draw
def tickets(request: Any, desk: Desk, one: Kept) -> HttpResponse:
    """The closings behind a number: of a unit or of all, every one or those drawn, those that answered or did not."""
    return _tickets(request, desk, one, listed)


@of_draw
def tickets_leave(request: Any, desk: Desk, one: Kept) -> HttpResponse:
    """The same closings as a workbook."""
    return _tickets(request, desk, one, leave)


def _tickets(request: Any, desk: Desk, one: Kept, show: Show) -> HttpResponse:
    question, which = request.GET.get("question", "solved"), request.GET.get("which", ALL)
    if question not in QUESTIONS or which not in WHICH:
        raise NotFound("Nobody is asked that.")
    unit = request.GET.get("unit")
    named_unit = [] if unit is None else [org.unit_names([unit], desk.then).get(unit, unit) or _("No unit")]
    shown = {
        "here": reverse("insight-monitoring-tickets", args=[one.name]),
        "name": _title(one),
        "back": reverse("insight-monitoring", args=[one.name]),
        "narrowed": [named(question).name, *named_unit, which_in_words(which)],
        "choices": [],
    }
    return show(request, desk, partial(behind_draw, desk.view, one, question, which, unit), shown)


def said_of(one: Kept) -> dict[str, Any]:
    """A draw in words: its region, months, address, who made it and when."""
    names, people = org.region_names([one.region]), org.staff_names([one.by])
    return {
        "name": one.name,
        "title": _title(one),
        "region": names.get(one.region, one.region),
        "months": one.first if one.first == one.last else f"{one.first} – {one.last}",
        "digest": one.digest,
        "at": one.at,
        "by": people.get(one.by, one.by),
        "file": f"draws/{one.name}.parquet",
    }


def _title(one: Kept) -> str:
    months = one.first if one.first == one.last else f"{one.first} – {one.last}"
    region = org.region_names([one.region]).get(one.region, one.region)
    return _("Unobtrusive monitoring %(months)s, %(region)s") % {"months": months, "region": region}


def _draw(name: str) -> Kept:
    """The draw of a name. Raises: NotFound."""
    found = next((one for one in drawing.kept() if one.name == name), None)
    if found is None:
        raise NotFound(f"There is no draw {name}.")
    return found


def _refused(request: Any, one: Kept, refusal: BadDraw) -> HttpResponse:
    shown = _list(request) | {"refused": f"{_title(one)} · {in_words(refusal)}"}
    return render(request, "insight/draws.html", shown, status=refusal.status)


def _list(request: Any) -> dict[str, Any]:
    return {
        "draws": [said_of(one) for one in drawing.kept()],
        "may_draw": bool(drawing.regions_to_draw(request.principal)),
    }
