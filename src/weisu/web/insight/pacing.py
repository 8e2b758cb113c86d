"""How long acts take, as a part of the page of the flow: from histograms, each value known to its slot."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from weisu.analytics.catalog import words
from weisu.analytics.pace import CLOCKS, QUANTILES, RESOLUTION
from weisu.web.components.labels import EVENTS, label
from weisu.web.insight.desk import Desk
from weisu.web.insight.sections import Cell, Section
from weisu.web.insight.spelling import catalogue_language, duration


def of_paces(desk: Desk, *, is_whole: bool = False) -> Section:
    """Every step from act to act in the months, the most frequent first.

    A page shows those with cases enough to tell how long they take; the `is_whole` list is for a workbook.
    """
    shown = [one for one in desk.found["paces"] if is_whole or not one["why"]]
    rows = [_row(one, desk) for one in shown]
    remarks = [
        _("Each act of the months that changed a ticket's stage, and the time since the act before it on that ticket."),
        _("Half took no longer than the median, nine in ten no longer than the other; in brackets a 95% interval."),
        _("Durations are counted day by day in classes, each %(share)s wider than the last; none is known closer.")
        % {"share": f"{RESOLUTION:.0%}"},
    ]
    if rarer := len(desk.found["paces"]) - len(shown):
        told = _("%(rarer)s pairs of acts with fewer than %(minimum)s cases are in the workbook, which has them all.")
        remarks.append(told % {"rarer": rarer, "minimum": desk.minimum})
    head = [
        *(_("Act before"), _("Act"), _("Cases")),
        *(_("Median"), _("Nine in ten within")),
        *(_("Median in office hours"), _("Nine in ten within, in office hours")),
    ]
    return Section("paces", _("How long acts take"), remarks, None, head, rows)


def _row(one: Mapping[str, Any], desk: Desk) -> list[Cell]:
    step = {name: one[name] for name in ("before", "act")}
    link = f"{reverse('insight-flow-tickets')}?{desk.query}&{urlencode(step)}"
    return [
        *((label(EVENTS, act), "") for act in step.values()),
        (f"{one['n']:,}", link),
        *((said, "") for said in _said(one, desk.minimum)),
    ]


def _said(one: Mapping[str, Any], minimum: int) -> list[str]:
    """Each quantile on each clock; too few say so instead."""
    if one["why"]:
        few = words(one["why"], catalogue_language()).format(n=one["n"], minimum=minimum)
        return [few, "—", "—", "—"]
    return [_spelled(one[clock][name]) for clock in CLOCKS for name in QUANTILES]


def _spelled(found: Mapping[str, Any]) -> str:
    ends = [duration(found[end]) if found[end] is not None else "…" for end in ("low", "high")]
    return f"{duration(found['value'])} [{' – '.join(ends)}]"
