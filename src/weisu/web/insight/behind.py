"""The tickets behind a number: which were counted, as the rows of a work list."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from weisu.analytics.behind import Behind
from weisu.analytics.catalog import metric_of
from weisu.analytics.flow import PLACES
from weisu.analytics.metric import Shape
from weisu.insight.questions import behind, behind_step
from weisu.org import queries as org
from weisu.tickets import queries
from weisu.web.components.labels import ANONYMITIES, CHANNELS, KINDS, STATUSES, STRATA, label
from weisu.web.edge import require_role
from weisu.web.inbox.numbers import whole
from weisu.web.insight.bodies import body_names
from weisu.web.insight.desk import OPEN_TO, Desk, begun, no_star
from weisu.web.insight.matters import matter_names
from weisu.web.insight.spelling import duration, named
from weisu.web.tickets.page import rows_in_words

ON_A_PAGE = 50
SECONDS = re.compile(r"\d{1,10}(\.\d{1,6})?", re.ASCII)
MET = {"yes": True, "no": False}
WITHIN = ("unit", "stratum", "region", "channel", "category", "kind", "anonymity")
CODES = {"stratum": STRATA, "channel": CHANNELS, "kind": KINDS, "anonymity": ANONYMITIES}


@require_GET
@require_role(*OPEN_TO)
def of_measure(request: Any, key: str) -> HttpResponse:
    """The tickets that one measure counted, of one month, unit, region or channel."""
    metric, desk = metric_of(key), _desk(request)
    if desk is None:
        return no_star(request)
    within = {name: request.GET[name] for name in WITHIN if name in request.GET and _has(metric, name)}
    met = MET.get(request.GET.get("met", "")) if metric.shape == Shape.SHARE else None
    at_least = _at_least(request) if metric.shape == Shape.MEDIAN else None
    found = behind(desk.view, key, within, met=met, at_least=at_least, first=first_of(request), most=ON_A_PAGE)
    page = {
        "name": named(key).name,
        "back": reverse("insight-measure", args=[key]),
        "narrowed": [
            _month(desk),
            *(_called(name, value, desk) for name, value in within.items()),
            *([] if at_least is None else [_("%(while)s or longer, over or not") % {"while": duration(at_least)}]),
        ],
        "choices": _choices(request) if metric.shape == Shape.SHARE else [],
    }
    return listed(request, desk, found, page)


@require_GET
@require_role(*OPEN_TO)
def of_step(request: Any) -> HttpResponse:
    """The tickets that went from one stage directly to another."""
    source, target = (request.GET.get(name, "") for name in ("source", "target"))
    if source not in PLACES or target not in PLACES:
        return redirect("insight-flow")
    desk = begun(request)
    if desk is None:
        return no_star(request)
    found = behind_step(desk.view, source, target, first=first_of(request), most=ON_A_PAGE)
    page = {
        "name": f"{label(STATUSES, source)} → {label(STATUSES, target)}",
        "back": reverse("insight-flow"),
        "narrowed": [_month(desk)],
    }
    return listed(request, desk, found, page)


def _desk(request: Any) -> Desk | None:
    """The desk, with only the month asked for when one is."""
    month = request.GET.get("month", "")
    if month:
        request.GET = request.GET.copy()
        request.GET["since"] = request.GET["until"] = month
    return begun(request)


def _has(metric: Any, name: str) -> bool:
    return name != "unit" or bool(metric.charged)


def first_of(request: Any) -> int:
    """How many tickets the pages before this one showed."""
    return int(min(whole(request.GET.get("after", "")), 1_000_000))


def _at_least(request: Any) -> float | None:
    """How many seconds at least; None where no number says it."""
    said = request.GET.get("at_least", "")
    return float(said) if SECONDS.fullmatch(said) else None


def _month(desk: Desk) -> str:
    first, last = desk.period.months[0], desk.period.months[-1]
    return first if first == last else f"{first} – {last}"


def _called(name: str, value: str, desk: Desk) -> str:
    if name == "category":
        return matter_names([value], desk)[value]
    if name == "unit":
        return body_names([value]).get(value, value)
    return org.region_names([value]).get(value, value) if name == "region" else label(CODES[name], value)


def _choices(request: Any) -> list[dict[str, Any]]:
    """All, those that met it, those that did not."""
    chosen = request.GET.get("met", "")
    asked = request.GET.copy()
    asked.pop("after", None)
    found = []
    for met, words in (("", _("All that count")), ("yes", _("Met it")), ("no", _("Did not meet it"))):
        asked["met"] = met
        found.append({"words": words, "query": asked.urlencode(), "chosen": met == chosen})
    return found


def listed(request: Any, desk: Desk, found: Behind, page: dict[str, Any]) -> HttpResponse:
    """One page of the tickets behind a number."""
    rows = queries.numbered(request.principal, found.numbers)
    after = first_of(request) + ON_A_PAGE
    asked = {name: value for name, value in request.GET.items() if name != "after"}
    shown = page | {
        "rows": rows_in_words(request.principal, rows, now=request.now),
        "in_all": ngettext("%(n)s ticket", "%(n)s tickets", found.of) % {"n": f"{found.of:,}"},
        "query": desk.query,
        "next": urlencode({**asked, "after": after}) if after < found.of else "",
    }
    return render(request, "insight/tickets.html", shown)
