"""The tickets behind a number: which were counted, as the rows of a work list."""

import re
from collections.abc import Callable, Sequence
from functools import partial
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
from weisu.analytics.metric import Shape
from weisu.analytics.unit_tickets import COMPARABLE
from weisu.insight.questions import behind, behind_act, behind_step
from weisu.org import queries as org
from weisu.tickets import queries
from weisu.web.components.labels import ANONYMITIES, CHANNELS, EVENTS, KINDS, STATUSES, STRATA, label
from weisu.web.components.most import cut
from weisu.web.edge import require_role
from weisu.web.inbox.numbers import whole
from weisu.web.insight.bodies import body_names
from weisu.web.insight.desk import OPEN_TO, Desk, begun, no_star
from weisu.web.insight.matters import matter_names
from weisu.web.insight.spelling import duration, named
from weisu.web.tickets.out import MOST, list_leaves
from weisu.web.tickets.page import rows_in_words

ON_A_PAGE = 50
SECONDS = re.compile(r"\d{1,10}(\.\d{1,6})?", re.ASCII)
MET = {"yes": True, "no": False}
WITHIN = ("unit", "stratum", "region", "channel", "category", "kind", "anonymity")
CODES = {"stratum": STRATA, "channel": CHANNELS, "kind": KINDS, "anonymity": ANONYMITIES}


Ask = Callable[..., Behind]
"""The tickets behind a number, from the `first` on and at `most` so many."""

Show = Callable[[Any, Desk, Ask, dict[str, Any]], HttpResponse]


@require_GET
@require_role(*OPEN_TO)
def of_measure(request: Any, key: str) -> HttpResponse:
    """The tickets that one measure counted, of one month, unit, region, channel or matter."""
    return _of_measure(request, key, listed)


@require_role(*OPEN_TO)
def of_measure_leave(request: Any, key: str) -> HttpResponse:
    """The same tickets as a workbook."""
    return _of_measure(request, key, leave)


def _of_measure(request: Any, key: str, show: Show) -> HttpResponse:
    metric, desk = metric_of(key), _desk(request)
    if desk is None:
        return no_star(request)
    within = {name: request.GET[name] for name in WITHIN if name in request.GET and _has(metric, name)}
    met = MET.get(request.GET.get("met", "")) if metric.shape in COMPARABLE else None
    at_least = _at_least(request) if metric.shape == Shape.MEDIAN else None
    page = {
        "here": reverse("insight-tickets", args=[key]),
        "name": named(key).name,
        "back": reverse("insight-measure", args=[key]),
        "narrowed": [
            _month(desk),
            *(_called(name, value, desk) for name, value in within.items()),
            *([] if at_least is None else [_("%(while)s or longer, over or not") % {"while": duration(at_least)}]),
        ],
        "choices": _choices(request) if metric.shape in COMPARABLE else [],
    }
    return show(request, desk, partial(behind, desk.view, key, within, met=met, at_least=at_least), page)


@require_GET
@require_role(*OPEN_TO)
def of_step(request: Any) -> HttpResponse:
    """The tickets that went from one stage directly to another."""
    return _of_step(request, listed)


@require_role(*OPEN_TO)
def of_step_leave(request: Any) -> HttpResponse:
    """The same tickets as a workbook."""
    return _of_step(request, leave)


def _of_step(request: Any, show: Show) -> HttpResponse:
    found = _step(request)
    if found is None:
        return redirect("insight-flow")
    desk = begun(request)
    if desk is None:
        return no_star(request)
    question, names, ends = found
    page = {
        "here": reverse("insight-flow-tickets"),
        "name": " → ".join(label(names, end) for end in ends),
        "back": reverse("insight-flow"),
        "narrowed": [_month(desk)],
    }
    return show(request, desk, partial(question, desk.view, *ends), page)


def _step(request: Any) -> tuple[Ask, Any, list[str]] | None:
    """Which step: from a stage to the next, or from an act to the one after it; None where there is no such step."""
    for question, names, ends in (
        (behind_step, STATUSES, ("source", "target")),
        (behind_act, EVENTS, ("before", "act")),
    ):
        said = [request.GET.get(end, "") for end in ends]
        if all(one in names for one in said):
            return question, names, said
    return None


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
        return body_names([value], desk.then).get(value, value)
    if name == "region":
        return org.region_names([value], desk.then).get(value, value)
    return label(CODES[name], value)


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


def leave(request: Any, desk: Desk, ask: Ask, page: dict[str, Any]) -> HttpResponse:
    """The tickets behind a number as a workbook, as other lists of tickets leave."""
    found = ask(first=0, most=MOST)
    return list_leaves(
        request,
        partial(_rows, request, found.numbers),
        cut(found.of, MOST),
        back=f"{page['here']}?{_asked(request)}",
    )


def _rows(request: Any, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a work list, as many at a time as it has on a page."""
    parts = (numbers[at : at + queries.MOST] for at in range(0, len(numbers), queries.MOST))
    rows = [row for part in parts for row in queries.numbered(request.principal, part)]
    return rows_in_words(request.principal, rows, now=request.now)


def _asked(request: Any) -> str:
    """What the address asked for, from the first ticket on."""
    return urlencode({name: value for name, value in request.GET.items() if name != "after"})


def listed(request: Any, desk: Desk, ask: Ask, page: dict[str, Any]) -> HttpResponse:
    """One page of the tickets behind a number."""
    found = ask(first=first_of(request), most=ON_A_PAGE)
    rows = queries.numbered(request.principal, found.numbers)
    after = first_of(request) + ON_A_PAGE
    asked = _asked(request)
    shown = page | {
        "rows": rows_in_words(request.principal, rows, now=request.now),
        "in_all": ngettext("%(n)s ticket", "%(n)s tickets", found.of) % {"n": f"{found.of:,}"},
        "query": desk.query,
        "asked": asked,
        "next": f"{asked}&after={after}".lstrip("&") if after < found.of else "",
    }
    return render(request, "insight/tickets.html", shown)
