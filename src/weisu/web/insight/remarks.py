"""What a chart says, in plain words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from weisu.analytics.metric import Direction, Metric, Shape
from weisu.insight.judging import Funnel, Trend
from weisu.science.chart_rules import Variation
from weisu.web.insight.spelling import spelled


def of_trend(metric: Metric, judged: Trend, *, is_running: bool) -> list[str]:
    """Whether the months show a change or noise, and that a month which is not over is not judged."""
    running = [_("The month in which the log ends is not over: it is drawn and not judged.")] if is_running else []
    return [*running, *_of_judged(metric, judged)]


def _of_judged(metric: Metric, judged: Trend) -> list[str]:
    if judged.chart is None:
        return [_("Fewer than seven months have a value, so no limits are drawn and no month is judged.")]
    limits = _("Between the limits lies what this process does by itself; only what a rule marks is a signal.")
    if judged.latest is Variation.COMMON_CAUSE:
        return [limits, _("The latest month is no signal: its difference is noise.")]
    if metric.direction == Direction.NEUTRAL:
        return [limits, _("The latest month is a signal of change; this measure does not say whether for the better.")]
    if judged.latest is Variation.IMPROVEMENT:
        return [limits, _("The latest month is a signal of change for the better.")]
    return [limits, _("The latest month is a signal of change for the worse.")]


def signal(mark: int) -> str:
    """What a rule says of one month."""
    return {1: _("signal: higher"), -1: _("signal: lower")}.get(mark, "")


SPREAD = {
    Shape.WEIGHED: gettext_lazy("An answer in part varies less than yes or no: these limits are rather too wide."),
    Shape.RATE: gettext_lazy("One case may count more than once: these are the limits of such counts."),
}
"""What the limits rest on where a case is more than yes or no."""


def of_funnel(metric: Metric, judged: Funnel) -> list[str]:
    """How to read units of different size side by side."""
    worth = sum(abs(one.zone) == 2 for one in judged.units)
    look = sum(abs(one.zone) == 1 for one in judged.units)
    every = len(judged.units)
    found = [
        _("All units together: %(target)s.") % {"target": spelled("share", judged.target)},
        _("The fewer tickets a unit has, the further chance alone carries it; so this is no ranking."),
        _("Beyond the outer limits (99.8%%), worth a question: %(n)s of %(all)s units.") % {"n": worth, "all": every},
        _("Beyond the inner limits (95%%) only, worth a look: %(n)s of %(all)s units.") % {"n": look, "all": every},
    ]
    if metric.shape in SPREAD:
        found.append(str(SPREAD[metric.shape]))
    if judged.phi is not None:
        said = {"phi": f"{judged.phi:.1f}"}
        found.append(
            _("Units differ by more than chance here (φ = %(phi)s): in their matters, or in their work.") % said
        )
        found.append(_("The limits allow for that; only units that differ even more stand out."))
    return found


def of_matters(shown: int, results: Sequence[Mapping[str, Any]]) -> list[str]:
    """How many matters a page leaves to the workbook, and of how many nobody's work counts."""
    said = []
    if more := len(results) - shown:
        words = _("The matters with most cases come first; %(more)s more are in the workbook, which has them all.")
        said.append(words % {"more": more})
    if silent := sum(one["why"] == "nobody_handled" for one in results):
        words = ngettext(
            "Of %(n)s matter there were requests, but no unit's work on them counts here.",
            "Of %(n)s matters there were requests, but no unit's work on them counts here.",
            silent,
        )
        said.append(words % {"n": silent})
    return said


def of_zone(metric: Metric, zone: int) -> str:
    """What a unit's place in the funnel says."""
    if not zone:
        return ""
    wanted = {Direction.HIGHER: 1, Direction.LOWER: -1, Direction.NEUTRAL: 0}[metric.direction]
    if not wanted:
        side = _("higher than chance explains") if zone > 0 else _("lower than chance explains")
    else:
        side = _("better than chance explains") if zone * wanted > 0 else _("worse than chance explains")
    return (
        _("%(side)s: worth a question") % {"side": side}
        if abs(zone) == 2
        else _("%(side)s: worth a look") % {"side": side}
    )
