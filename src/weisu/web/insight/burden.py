"""基层减负: what a ticket costs those who handle it, beside the budget that the rules in force give it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from weisu.analytics.catalog import METRICS
from weisu.analytics.rules import Written
from weisu.web.insight.desk import Desk
from weisu.web.insight.spelling import between, spelled

Found = Mapping[str, Any]


def budgets(desk: Desk) -> dict[str, str]:
    """By measure: its budget in the last month, and whether it was kept; of what has no value only the budget."""
    rule = desk.view.rule_on(desk.period.last_day)
    found = {}
    for one in desk.found["results"]:
        metric = METRICS[one["metric"]]
        if metric.budget is not None:
            most = metric.budget(rule)
            said = _("Budget: at most %(most)s for each ticket.") % {"most": f"{most:g}"}
            found[metric.key] = " ".join(filter(None, (said, _kept(metric.unit, one, most))))
    return found


def text(desk: Desk) -> Written:
    """The text that the budgets are from."""
    return desk.view.rule_on(desk.period.last_day).burden.text


def _kept(unit: str, one: Found, most: float) -> str:
    """Whether a budget was kept, and whether chance could have made the difference."""
    if one["value"] is None:
        return ""
    if one["low"] > most:
        words = _("Over it: %(value)s [%(ends)s].")
    elif one["high"] <= most:
        words = _("Kept: %(value)s [%(ends)s].")
    elif one["value"] > most:
        words = _("Over it, though chance could carry it so far: %(value)s [%(ends)s].")
    else:
        words = _("Kept, though perhaps by chance: %(value)s [%(ends)s].")
    return words % {"value": spelled(unit, one["value"]), "ends": between(unit, one)}
