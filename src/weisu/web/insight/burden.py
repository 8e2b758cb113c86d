"""基层减负: what a ticket costs those who handle it, beside the budget that the rules in force give it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from weisu.analytics.rules import Burden, Written
from weisu.science.intervals import garwood
from weisu.web.insight.desk import Desk

Found = Mapping[str, Any]
HUNDRED = 100


class Cost(NamedTuple):
    """What was measured against a budget, with its 95 % interval."""

    value: float
    low: float
    high: float


def budgets(desk: Desk) -> dict[str, str]:
    """By measure: its budget, and in words whether it was kept; of what has no value only the budget."""
    found = {one["metric"]: one for one in desk.found["results"]}
    allowed = _burden(desk)
    night = {"most": allowed.warnings, "from": allowed.night_from, "until": allowed.night_until}
    said = {
        "acts_per_ticket": _("Budget: at most %(most)s acts for each ticket.") % {"most": allowed.acts},
        "files_per_ticket": _("Budget: at most %(most)s files for each ticket.") % {"most": allowed.files},
        "warned_at_night": _(
            "Budget: at most %(most)s warnings for each 100 tickets between %(from)s:00 and %(until)s:00."
        )
        % night,
    }
    costs = {
        "acts_per_ticket": (_mean(found["acts_per_ticket"]), allowed.acts),
        "files_per_ticket": (_mean(found["files_per_ticket"]), allowed.files),
        "warned_at_night": (_at_night(found), allowed.warnings),
    }
    return {key: " ".join(filter(None, (words, _kept(*costs[key])))) for key, words in said.items()}


def text(desk: Desk) -> Written:
    """The text that the budgets are from."""
    return _burden(desk).text


def _burden(desk: Desk) -> Burden:
    """The rules of the last month asked for."""
    return desk.view.rule_on(desk.period.last_day).burden


def _mean(one: Found) -> Cost | None:
    return None if one["value"] is None else Cost(one["value"], one["low"], one["high"])


def _at_night(found: Mapping[str, Found]) -> Cost | None:
    """Warnings by night for each hundred tickets that were given to a unit."""
    warned, tickets = found["warned_at_night"], found["acts_per_ticket"]["n"]
    if warned["why"] == "not_in_log" or found["acts_per_ticket"]["value"] is None:
        return None
    between = garwood(warned["numerator"], tickets / HUNDRED)
    return Cost(HUNDRED * warned["numerator"] / tickets, float(between.low), float(between.high))


def _kept(cost: Cost | None, most: float) -> str:
    """Whether a budget was kept, and whether chance could have made the difference."""
    if cost is None:
        return ""
    said = {"value": f"{cost.value:.2f}", "low": f"{cost.low:.2f}", "high": f"{cost.high:.2f}"}
    if cost.low > most:
        words = _("Over it: %(value)s [%(low)s – %(high)s].")
    elif cost.high <= most:
        words = _("Kept: %(value)s [%(low)s – %(high)s].")
    elif cost.value > most:
        words = _("Over it, though chance could carry it so far: %(value)s [%(low)s – %(high)s].")
    else:
        words = _("Kept, though perhaps by chance: %(value)s [%(low)s – %(high)s].")
    return words % said
