"""Numbers of measures as people read them: shares in per cent, durations in the unit that fits, n always beside."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from weisu.analytics.catalog import METRICS, Said, remark, said, sentence
from weisu.analytics.metric import NOBODY_ANSWERED, Direction, Result, Shape
from weisu.web.components.labels import EVENTS, Labels, label

QUOTED = re.compile(r"[\u3000-\u9fff\uff00-\uffef][\u3000-\u9fff\uff00-\uffef\d()]*")
"""Chinese with the numbers and brackets in it."""

OF_ONE_LINE = re.compile(r"[\[(]\d[^\])]{,18}[\])]|[\d.,%]+ [–/] [\d.,%]+|n = \S+")
"""An interval in its brackets, unless it is a long one; two numbers with a sign between; how many."""

MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400

THEMES: Labels = {
    "channel": gettext_lazy("At the door"),
    "timeliness": gettext_lazy("In time"),
    "outcome": gettext_lazy("Did it help"),
    "workload": gettext_lazy("Work and ways"),
    "fairness": gettext_lazy("Fairness"),
    "proactive": gettext_lazy("Before anybody asked"),
    "relief": gettext_lazy("Burden on those who handle"),
}

DIRECTIONS: Labels = {
    Direction.HIGHER.value: gettext_lazy("more is better"),
    Direction.LOWER.value: gettext_lazy("less is better"),
    Direction.NEUTRAL.value: gettext_lazy("neither is better"),
}

UNITS: Labels = {
    "share": gettext_lazy("share"),
    "seconds": gettext_lazy("median duration"),
    "count": gettext_lazy("number"),
    "per_ticket": gettext_lazy("per ticket"),
    "per_call": gettext_lazy("per call"),
    "per_10k": gettext_lazy("per 10,000 people"),
    "points": gettext_lazy("points"),
    "parts": gettext_lazy("parts in hand"),
}


def catalogue_language() -> str:
    """The language of the catalogue that goes with the page's."""
    return "en" if get_language() == "en" else "zh"


def named(key: str) -> Said:
    """What the catalogue says of a measure, in the page's language."""
    return said(key, catalogue_language())


def spelled(unit: str, value: float) -> str:
    """A value in its unit."""
    if unit == "share":
        return f"{value:.1%}"
    if unit == "seconds":
        return duration(value)
    return f"{value:,.0f}" if unit == "count" else f"{value:,.2f}"


def duration(seconds: float) -> str:
    """So long, in minutes, hours or days."""
    if seconds < HOUR_S:
        return _("%(n)s minutes") % {"n": f"{seconds / MINUTE_S:.0f}"}
    if seconds < 2 * DAY_S:
        return _("%(n)s hours") % {"n": f"{seconds / HOUR_S:.1f}"}
    return _("%(n)s days") % {"n": f"{seconds / DAY_S:.1f}"}


def between(unit: str, one: Mapping[str, Any]) -> str:
    """The interval of a result; empty where nothing is estimated."""
    if one["low"] is None or one["high"] is None:
        return ""
    return f"{spelled(unit, one['low'])} – {spelled(unit, one['high'])}"


def unbroken(words: str) -> SafeString:
    """The same words for a narrow column: no line of it ends within an interval or a fraction."""
    return mark_safe(OF_ONE_LINE.sub(r'<span class="number">\g<0></span>', escape(words)))


def whole(unit: str, one: Mapping[str, Any]) -> str:
    """A result in one line: value, interval, n; empty without a value."""
    if one["value"] is None:
        return ""
    ends = between(unit, one)
    said = f"{spelled(unit, one['value'])} [{ends}]" if ends else spelled(unit, one["value"])
    return said if unit == "count" else f"{said}, n = {one['n']:,}"


def reason(one: Mapping[str, Any], minimum: int) -> str:
    """Why a result has no value, in words; empty when it has one."""
    if not one["why"]:
        return ""
    result = Result(**one)
    if result.why == "not_in_log":
        kinds = [label(EVENTS, kind) for kind in result.note.split(", ")]
        result = result._replace(note=_(", ").join(kinds))
    return sentence(result, minimum, catalogue_language())


def remarked(one: Mapping[str, Any]) -> str:
    """What has to be said beside a result, as of links, of pressure, of a budget."""
    return remark(Result(**one), catalogue_language())


def marked(sentence: str) -> str:
    """A sentence as HTML; in English what it quotes of a pack, as its law, is marked as Chinese."""
    if catalogue_language() == "zh":
        return sentence
    # Escaped first: only the marks are HTML.
    return mark_safe(QUOTED.sub(r'<span lang="zh-Hans">\g<0></span>', escape(sentence)))


def coverage(one: Mapping[str, Any]) -> str:
    """Which share of those to be asked answered, and the least the value can be; or of how many residents it is."""
    if METRICS[one["metric"]].shape == Shape.PER_PEOPLE and one["base"]:
        return _("of %(n)s residents") % {"n": f"{one['base']:,}"}
    if one["coverage"] is None or one["lower"] is None or one["value"] is None:
        return ""
    metric = METRICS[one["metric"]]
    said = {"share": f"{one['coverage']:.0%}", "least": spelled(metric.unit, one["lower"])}
    if metric.unknown == NOBODY_ANSWERED:
        return _("%(share)s of those who should be asked answered; had everybody else said no: %(least)s") % said
    return _("Known of %(share)s; at least %(least)s, whatever the others were") % said
