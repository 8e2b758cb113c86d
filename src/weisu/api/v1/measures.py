"""The measures for machines: the catalogue, and each in a grouping, counted of the tickets in the key's sight."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import JsonResponse
from django.views.decorators.http import require_GET

from weisu.analytics.asking import read_by
from weisu.analytics.catalog import metric_of
from weisu.analytics.period import BadPeriod, Period
from weisu.analytics.ruling import rulings
from weisu.domain.errors import DomainError
from weisu.insight import facts, readers
from weisu.insight.asking import asked, months_known, period_of, view_of
from weisu.insight.kept import Progress
from weisu.insight.questions import grouped
from weisu.lake.errors import LakeBroken

AGAIN_S = 2
"""After how many seconds a machine asks again for an answer that is being worked out."""

ASKED = ("by", "since", "until")
"""What the address of a measure may say."""


class NotUnderstood(DomainError):
    """Something in an address that means nothing."""

    code = "not_understood"
    status = 422


@require_GET
def catalogue(request: Any) -> JsonResponse:
    """Every measure with its names, its definition, its unit and its basis."""
    readers.check(request.principal)
    return _json({"measures": facts.catalogue()})


@require_GET
def measure(request: Any, key: str) -> JsonResponse:
    """The results of a measure, or with 202 how far they are.

    Raises: NotFound, CannotGroup, BadPeriod, NotUnderstood, LakeBroken.
    """
    who = request.principal
    readers.check(who)
    metric, period = metric_of(key), _period(request.GET)
    by = tuple(dict.fromkeys(name for name in request.GET.get("by", "").split(",") if name))
    view = view_of(who, period, request.now)
    found = asked(f"grouped-{metric.key}", view, partial(grouped, key=metric.key, by=by), beside=by)
    if isinstance(found, Progress):
        return _json({"status": "working", **found._asdict()}, status=202, headers={"Retry-After": str(AGAIN_S)})
    rules = rulings(period, view.rule_on, read_by(metric, by=by))
    return _json(facts.answer(metric.key, period, found["results"], as_of_us=found["as_of_us"], rules=rules))


def _period(said: Mapping[str, str]) -> Period:
    """The months asked for; without a wish the latest twelve, as the pages have it."""
    if unknown := sorted(set(said) - set(ASKED)):
        raise NotUnderstood(f"Nothing is asked by {', '.join(unknown)}.", instead=list(ASKED))
    months = months_known()
    if not months:
        raise LakeBroken("There are no tables of measures yet.", instead=["weisu metrics --build"])
    first, last = (said.get(name, "") for name in ("since", "until"))
    if not first and not last:
        return period_of(months, "", "")
    return _within(months, first, last)


def _within(months: list[str], first: str, last: str) -> Period:
    period = Period.of(f"{first or last}..{last or first}")
    if outside := [month for month in period.months if month not in months]:
        known = f"{months[0]}..{months[-1]}"
        raise BadPeriod(f"The tables hold the months {known} and not {outside[0]}.", instead=[known])
    return period


def _json(found: Mapping[str, Any], **how: Any) -> JsonResponse:
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False}, **how)
