"""A measure in one box."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weisu.analytics.asking import read_by
from weisu.analytics.catalog import METRICS
from weisu.analytics.rules import BURDEN, Written
from weisu.insight.questions import counts_tickets
from weisu.web.components.labels import label
from weisu.web.insight.desk import Desk
from weisu.web.insight.spelling import (
    DIRECTIONS,
    THEMES,
    UNITS,
    between,
    coverage,
    marked,
    named,
    reason,
    remarked,
    spelled,
)

RELIEF = "relief"
EVERY_SETTING = read_by(*METRICS.values())
"""What decides what the measures of the overview say."""


def themes(desk: Desk) -> list[dict[str, Any]]:
    """The measures of the overview by theme, from the door to those who handle."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in desk.found["results"]:
        found.setdefault(METRICS[one["metric"]].theme, []).append(tile(one, desk))
    texts = {RELIEF: desk.view.rule_on(desk.period.last_day).text(BURDEN)}
    return [_theme(name, found[name], texts.get(name)) for name in sorted(found, key=list(THEMES).index)]


def _theme(name: str, tiles: list[dict[str, Any]], text: Written | None) -> dict[str, Any]:
    without = [one for one in tiles if not one["value"]]
    lacking = ngettext(
        "%(n)s measure without a value, and why", "%(n)s measures without a value, and why", len(without)
    )
    return {
        "name": label(THEMES, name),
        "text": text,
        "tiles": [one for one in tiles if one["value"]],
        "without": without,
        "lacking": lacking % {"n": len(without)},
    }


def tile(one: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """One result with what the catalogue says of its measure."""
    key = one["metric"]
    metric, said = METRICS[key], named(key)
    ends = between(metric.unit, one)
    return {
        "key": key,
        "name": said.name,
        "said": said,
        "value": "" if one["value"] is None else spelled(metric.unit, one["value"]),
        "between": ends,
        "interval": _("95%% interval %(ends)s") % {"ends": ends} if ends else "",
        "n": f"{one['n']:,}",
        "unit": label(UNITS, metric.unit),
        "direction": label(DIRECTIONS, metric.direction.value),
        "why": reason(one, desk.minimum),
        "coverage": coverage(one),
        "remark": remarked(one),
        "marked": marked(remarked(one)),
        "behind": f"{reverse('insight-tickets', args=[key])}?{desk.query}" if counts_tickets(metric) else "",
    }
