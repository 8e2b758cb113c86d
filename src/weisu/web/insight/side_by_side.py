"""Units side by side: what a ranking, a funnel and a comparison by case mix say of one share, and why they differ."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from weisu.analytics.catalog import METRICS, metric_of
from weisu.analytics.metric import Direction, Metric
from weisu.analytics.rules import PEER_BANDS
from weisu.analytics.unit_comparison import ENDS
from weisu.analytics.unit_tickets import is_comparable
from weisu.domain.errors import NotFound
from weisu.insight.judging import funnel_of
from weisu.insight.questions import Question
from weisu.insight.standing import units
from weisu.web.insight import charts
from weisu.web.insight.bodies import body_names
from weisu.web.insight.desk import Desk, answered
from weisu.web.insight.out import sections_leave
from weisu.web.insight.sections import Cell, Section, behind
from weisu.web.insight.spelling import between, catalogue_language, named, reason, spelled
from weisu.web.insight.tiles import tile

Row = Mapping[str, Any]


def _question(key: str) -> Question:
    if not is_comparable(metric_of(key)):
        raise NotFound(f"Units are not compared by {key}: it is no share or rate of units, good or bad.")
    return partial(units, key=key)


@require_GET
@answered("units-", _question, reads=(PEER_BANDS,))
def page(request: Any, desk: Desk, key: str) -> HttpResponse:
    """The three ways beside each other, the largest unit first, with words for why they differ."""
    shown = desk.page(request.principal) | {
        "key": key,
        "tile": tile(desk.found["whole"], desk),
        "sections": [side_by_side(key, desk)],
        "others": [(one, named(one).name) for one, metric in METRICS.items() if is_comparable(metric)],
    }
    return render(request, "insight/units.html", shown)


@answered("units-", _question, reads=(PEER_BANDS,))
def export(request: Any, desk: Desk, key: str) -> HttpResponse:
    """The same table as a workbook."""
    back = f"{reverse('insight-units', args=[key])}?{desk.query}"
    found, whole = [side_by_side(key, desk)], [desk.found["whole"]]
    return sections_leave(request, desk, named(key).name, back, found, f"units-{key}", whole)


def side_by_side(key: str, desk: Desk) -> Section:
    """One row per unit: its share, the place a ranking would give it, where the funnel has it, what was expected."""
    metric, rows = metric_of(key), desk.found["rows"]
    names = body_names((row["unit"] for row in rows), desk.then)
    met = "no" if metric.direction == Direction.HIGHER else "yes"
    links = {row["unit"]: behind(metric, desk, unit=row["unit"], met=met) for row in rows}
    cells = [_cells(row, names.get(row["unit"], row["unit"]), links[row["unit"]], desk.minimum) for row in rows]
    chart = charts.funnel(metric, funnel_of(metric.shape, rows, desk.found["share"]), names, links) if rows else None
    title, remarks = _("Three ways side by side"), _remarks(metric, desk)
    return Section("standing", title, remarks, chart, _head(), cells, explains=True)


def _head() -> list[str]:
    return [
        _("Unit"),
        _("Unwelcome / all"),
        _("Share and 95% interval"),
        _("Place in a plain ranking"),
        _("Funnel: within what chance allows"),
        _("Case mix: as many as expected"),
        _("Why they differ"),
    ]


def _cells(row: Row, name: str, link: str, minimum: int) -> list[Cell]:
    ends = f"{spelled('share', row['share_low'])} – {spelled('share', row['share_high'])}"
    share = f"{spelled('share', row['share'])} [{ends}]"
    if row["n"] < minimum:
        share = _("fewer than %(n)s: no share is given") % {"n": minimum}
    return [
        (name, ""),
        (f"{_so_many(row['observed'])} / {row['n']:,}", link),
        (share, ""),
        (f"{row['rank']} / {row['of']}", ""),
        (f"{_side(row['outside'])} ({spelled('share', row['low'])} – {spelled('share', row['high'])})", ""),
        (_mix(row), ""),
        (row["said"][catalogue_language()], ""),
    ]


def _so_many(counted: float) -> str:
    """A whole number, or tenths where something counts in part."""
    return f"{counted:,.0f}" if counted == int(counted) else f"{counted:,.1f}"


def _side(outside: int) -> str:
    return {1: _("more than chance"), -1: _("fewer than chance")}.get(outside, _("within"))


def _mix(row: Row) -> str:
    if row["expected"] is None:
        return _("not compared")
    said = {
        "side": _side(row["outside_mix"]),
        "expected": f"{row['expected']:.1f}",
        "ratio": f"{row['ratio']:.2f}",
        "ends": f"{row['ratio_low']:.2f} – {row['ratio_high']:.2f}",
    }
    return _("%(side)s: %(expected)s expected, ratio %(ratio)s, of which chance allows %(ends)s") % said


def _remarks(metric: Metric, desk: Desk) -> list[str]:
    """What is counted, what of it lies with no unit, and why the three ways do not agree."""
    found, whole = desk.found, desk.found["whole"]
    if whole["value"] is None and not found["rows"]:
        return [reason(whole, desk.minimum)]
    unwelcome = whole["n"] - whole["numerator"] if metric.direction == Direction.HIGHER else whole["numerator"]
    counts = {"bad": _so_many(unwelcome), "n": f"{whole['n']:,}", **_unwelcome(metric, whole)}
    said = [_("Counted is what is unwelcome: %(bad)s of %(n)s, which is %(value)s, 95%% interval %(ends)s.") % counts]
    if found["why"]:
        return [*said, _not_compared(found["why"])]
    if apart := whole["n"] - found["n"]:
        said.append(_("%(n)s of them lie with no unit and are in no row.") % {"n": f"{apart:,}"})
    few, *_larger = desk.view.rule_on(desk.period.last_day).peer_bands
    return [*said, *_why(found["rows"], few)]


def _unwelcome(metric: Metric, whole: Row) -> dict[str, str]:
    if whole["value"] is None:
        return {"value": "—", "ends": "—"}
    if metric.direction != Direction.HIGHER:
        return {"value": spelled("share", whole["value"]), "ends": between("share", whole)}
    ends = {"low": 1 - whole["high"], "high": 1 - whole["low"]}
    return {"value": spelled("share", 1 - whole["value"]), "ends": between("share", ends)}


def _not_compared(why: str) -> str:
    if why == "one_unit":
        return _("Fewer than two units had any, so there is nobody to compare.")
    return _("Nearly all of them ended the same way, so there is no difference to compare.")


def _why(rows: Sequence[Row], few: int) -> list[str]:
    """Why the three ways differ, in counts of this very table; a unit of fewer than `few` tickets is a small one."""
    stories = Counter(row["story"] for row in rows)
    first = [row for row in rows if row["rank"] <= max(1, ENDS * len(rows))]
    numbers = {
        "units": len(rows),
        "first": len(first),
        "small": sum(row["n"] < few for row in first),
        "band": few,
        "chance": sum(not row["outside"] for row in first),
        "outside": sum(bool(row["outside"]) for row in rows),
        "explained": stories["explained_by_mix"] + stories["turned_by_mix"],
        "both": stories["stands_out"],
        "hidden": stories["hidden_by_mix"],
        "silent": sum(row["expected"] is None for row in rows),
    }
    said = [
        _("Plain ranking: of the %(first)s units it puts first, %(small)s had fewer than %(band)s tickets."),
        _("Chance alone carries %(chance)s of these first so far: a ranking orders luck along with work."),
        _("Funnel: %(outside)s of %(units)s units lie beyond what chance allows at their volume (99.8%% limits)."),
        _("It knows how many tickets a unit had, and not how hard they were."),
        _("Case mix: %(explained)s of those are explained by which requests came in; %(both)s stand out in both."),
        _("%(hidden)s more units stand out only by case mix; %(silent)s had no peers alike and are not compared."),
        _("The largest unit stands first: the order is no merit."),
    ]
    return [one % numbers for one in said]
