"""The parts of the page of a composite: its formula, volume alone, and its units group by group."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weisu.analytics.catalog import METRICS
from weisu.analytics.composite import WIDEST
from weisu.analytics.volume_effect import EACH
from weisu.domain.formula_units import POINTS
from weisu.domain.policy.composites import Composite, Constant, Part
from weisu.insight.composites import unmeasured
from weisu.web.components.labels import label
from weisu.web.components.languages import in_language
from weisu.web.insight import charts
from weisu.web.insight.bodies import body_names
from weisu.web.insight.desk import Desk
from weisu.web.insight.formulas import amount, in_words
from weisu.web.insight.sections import Cell, Section, behind
from weisu.web.insight.spelling import coverage, named, reason, spelled, whole
from weisu.web.setup.labels import ORG_WORDS

Row = Mapping[str, Any]


def declared(composite: Composite) -> Section:
    """Each part with its weight and its formula in words, then what everybody gets."""
    names = _names(composite)
    rows = [_declared(composite, part, names) for part in composite.parts]
    rows += [_constant(one) for one in composite.constants]
    remarks = [
        _("The score adds the points of every part, each times its weight."),
        _("Every unit is scored within its kind: a department with departments, a territory with territories."),
    ]
    if composite.groups:
        said = _(", ").join(_group(group) for group in composite.groups)
        remarks[1] = _("It scores only units of these kinds, each within its own: %(groups)s.") % {"groups": said}
    head = [_("Part"), _("Weight"), _("How its points come about"), _("Without a value"), _("Remarks")]
    return Section(f"{composite.id}-formula", _("Formula"), remarks, None, head, rows)


def _declared(composite: Composite, part: Part, names: Mapping[str, str]) -> list[Cell]:
    without = _("no score") if part.absent is None else amount(POINTS, part.weight * part.absent)
    by_volume = any(composite.indicators[name] == "tickets" for name in part.points.names)
    remark = _("volume weight: this part is counted in tickets") if by_volume else ""
    return [
        (called(part), ""),
        (f"{part.weight:g}", ""),
        (in_words(part.points, names), ""),
        (without, ""),
        (remark, ""),
    ]


def _constant(one: Constant) -> list[Cell]:
    return [
        (called(one), ""),
        ("1", ""),
        (_("%(points)s points to everybody") % {"points": f"{one.points:+g}"}, ""),
        ("", ""),
        (_("constant"), ""),
    ]


def of_volume(composite: Composite, desk: Desk) -> Section:
    """The score of units whose true rates are the same, and that only differ in how many tickets they have."""
    found = desk.found["composites"][composite.id]
    rows = [_volume(composite, one) for one in found["volumes"]]
    head = [
        _("Cases"),
        _("Mean score"),
        _("Standard deviation"),
        _("Eight of ten such units lie between"),
        _("Chance to be first"),
        _("Chance to be last"),
        _("If luck treated all alike"),
    ]
    chart = charts.by_volume(composite.decimals, found["volumes"]) if rows else None
    title = _("What volume alone does")
    return Section(f"{composite.id}-volume", title, _of_volume(composite, found), chart, head, rows)


def _volume(composite: Composite, one: Row) -> list[Cell]:
    ends = f"{_points(composite, one['low'])} – {_points(composite, one['high'])}"
    score, spread = _points(composite, one["mean"]), f"{one['sd']:.{composite.decimals}f}"
    chances = [(spelled("share", one[name]), "") for name in ("first", "last", "fair")]
    return [(f"{one['tickets']:,}", ""), (score, ""), (spread, ""), (ends, ""), *chances]


def _of_volume(composite: Composite, found: Row) -> list[str]:
    """At which true rates the units are held, and how to read the chances."""
    if not found["volumes"]:
        return [_("It cannot be computed: a part lacks a true rate, or joins too many measures.")]
    names = _names(composite)
    held = [f"{names[name]} {_given(composite, name, value)}" for name, value in found["held"].items()]
    said = [
        _("Units that all have the same true rates (%(rates)s) and differ in nothing but their number of tickets.")
        % {"rates": _(", ").join(held)},
        _("Whatever differs here is made by chance and by the rule, and not by anybody's work."),
        _("Chances are among %(each)s units of every size.") % {"each": EACH},
    ]
    if found["by_example"]:
        examples = _(", ").join(names[name] for name in found["by_example"])
        said.append(
            _("Nothing is measured for %(names)s; its rate is that of the pack's own example.") % {"names": examples}
        )
    return said


def _given(composite: Composite, name: str, value: float) -> str:
    if name in METRICS:
        return spelled(METRICS[name].unit, value)
    return spelled("share", value) if composite.indicators[name] == "share" else f"{value:g}"


def of_composite(composite: Composite, desk: Desk) -> list[Section]:
    """For each peer group its scores, the parts of each, and how much they hang on what; then who is not scored."""
    found = desk.found["composites"][composite.id]
    if lacking := unmeasured(composite):
        return [_by_hand(composite, lacking)]
    groups: dict[str, list[Row]] = {}
    for one in found["standings"]:
        groups.setdefault(one["group"], []).append(one)
    outside = [group for group in groups if not composite.covers(group)]
    names = body_names((one["unit"] for one in found["standings"]), desk.then)
    sections = [
        section
        for group, rows in groups.items()
        if group not in outside
        for section in _of_group(composite, desk, group, rows, names)
    ]
    if outside:
        sections.append(_outside(composite, [one for group in outside for one in groups[group]], names))
    return sections or [_nobody(composite)]


def _of_group(
    composite: Composite, desk: Desk, group: str, rows: Sequence[Row], names: Mapping[str, str]
) -> list[Section]:
    """Where no order may be shown the largest unit stands first."""
    is_ordered = desk.found["composites"][composite.id]["is_ordered"].get(group, False)
    if not is_ordered:
        rows = sorted(rows, key=lambda one: (one["total"] is None, -(one["tickets"] or 0), one["unit"]))
    units = [(names.get(one["unit"], one["unit"]), one) for one in rows]
    scored = [(name, one) for name, one in units if one["total"] is not None]
    return [
        _standings(composite, desk, group, units, is_ordered=is_ordered),
        _parts(composite, desk, group, units),
        *([_sensitivity(composite, group, scored, is_ordered=is_ordered)] if scored else []),
    ]


Named = Sequence[tuple[str, Row]]
"""Units by name, and what was found of each."""


def _standings(composite: Composite, desk: Desk, group: str, units: Named, *, is_ordered: bool) -> Section:
    links = {one["unit"]: _behind(desk, one) for _name, one in units}
    rows = [_standing(composite, name, one, links[one["unit"]], is_ordered=is_ordered) for name, one in units]
    place = _("Place and 90% interval") if is_ordered else _("Place, 90% interval")
    head = [_("Unit"), _("Cases"), _("Score"), _("90% interval"), place, _("Remarks")]
    title = _("Scores: %(group)s") % {"group": _group(group)}
    chart = charts.scores(composite.decimals, [(name, links[one["unit"]], one) for name, one in units])
    remarks = [*_of_order(units, is_ordered=is_ordered), *_certain(composite, units)]
    return Section(f"{composite.id}-{group}-scores", title, remarks, chart, head, rows)


def _of_order(units: Named, *, is_ordered: bool) -> list[str]:
    """Whether an order is shown, and why not."""
    scored = [one for _name, one in units if one["total"] is not None]
    if not scored:
        return [_("No unit of this kind has a score; its row says why.")]
    if len(scored) < 2:
        return [_("Only one unit of this kind has a score, so there is nobody to compare it with.")]
    if is_ordered:
        return [_("An order is shown, with the places that each unit could as well have had.")]
    widest = {"share": f"{WIDEST:.0%}", "n": len(scored)}
    return [
        _("No order is shown: half of the place intervals span more than %(share)s of all %(n)s places.") % widest,
        _("It would tell of chance and of the weights more than of the units. The largest stands first: no merit."),
    ]


def _standing(composite: Composite, name: str, one: Row, link: str, *, is_ordered: bool) -> list[Cell]:
    return [
        (name, ""),
        (f"{one['tickets'] or 0:,}", link),
        ("—" if one["total"] is None else _points(composite, one["total"]), ""),
        ("—" if one["low"] is None else f"{_points(composite, one['low'])} – {_points(composite, one['high'])}", ""),
        (_place(one, is_ordered=is_ordered), ""),
        ("; ".join(_said_of(composite, one)), ""),
    ]


def _place(one: Row, *, is_ordered: bool) -> str:
    if one["rank"] is None:
        return "—"
    ends = f"{one['rank_low']} – {one['rank_high']}"
    return f"{one['rank']} [{ends}]" if is_ordered else ends


def _said_of(composite: Composite, one: Row) -> list[str]:
    """Why there is no score, what was granted without a value, and what is taken as certain."""
    names = _names(composite)
    said = []
    if one["total"] is None:
        lacking = _(", ").join(names[name] for name in one["missing"])
        said.append(_("no score: %(names)s has no value, and the pack grants nothing without one") % {"names": lacking})
    if one["absent"]:
        granted = _(", ").join(called(part) for part in composite.parts if part.id in one["absent"])
        said.append(_("without a value, as the pack grants: %(parts)s") % {"parts": granted})
    return said


def _certain(composite: Composite, units: Named) -> list[str]:
    """What is taken as certain of any unit with a score."""
    names = {name for _name, one in units if one["total"] is not None for name in one["certain"]}
    said = _(", ").join(words for name, words in _names(composite).items() if name in names)
    return [_("Taken as certain, being counted and not estimated: %(names)s.") % {"names": said}] if said else []


def _parts(composite: Composite, desk: Desk, group: str, units: Named) -> Section:
    """Points of every part beside the measures they come from, each with its interval and its tickets."""
    names = _names(composite)
    head = [_("Unit")]
    for part in composite.parts:
        head += [
            _("Points: %(part)s") % {"part": called(part)},
            *(names[measure] for measure in _measures(composite, part)),
        ]
    rows = [[(name, ""), *_of_parts(composite, desk, one)] for name, one in units]
    title = _("Parts: %(group)s") % {"group": _group(group)}
    remarks = [_("Points of each part as weighed, then what they come from: value, 95% interval, number of cases.")]
    return Section(f"{composite.id}-{group}-parts", title, remarks, None, head, rows)


def _of_parts(composite: Composite, desk: Desk, one: Row) -> Iterable[Cell]:
    for part in composite.parts:
        points = one["parts"].get(part.id)
        yield ("—" if points is None else _points(composite, points), "")
        for name in _measures(composite, part):
            yield _measured(desk, name, one)


def _measured(desk: Desk, name: str, one: Row) -> Cell:
    result = one["results"].get(name)
    if result is None:
        return _("nothing to count"), ""
    metric = METRICS[name]
    said = whole(metric.unit, result) or reason(result, desk.minimum)
    said = "; ".join(filter(None, (said, coverage(result))))
    return said, behind(metric, desk, unit=one["unit"]) if result["n"] else ""


def _sensitivity(composite: Composite, group: str, units: Named, *, is_ordered: bool) -> Section:
    head = [_("Unit"), _("Width by numbers"), _("Width by weights")]
    head += [_("Doubt from %(part)s") % {"part": called(part)} for part in composite.parts]
    is_ranked = len(composite.parts) > 1 and len(units) > 1
    if is_ranked:
        head += [_("Place without %(part)s") % {"part": called(part)} for part in composite.parts]
    rows = [_doubt(composite, name, one, is_ordered=is_ordered) for name, one in units]
    remarks = [
        _("How wide the interval is by the numbers of tickets alone, and by weights a quarter off alone."),
        _("Which part the doubt comes from, in per cent; a part that moves against the others takes some away."),
    ]
    if is_ranked and not is_ordered:
        remarks.append(_("Without a part: by how many places the unit moves, for no order is shown."))
    title = _("What it hangs on: %(group)s") % {"group": _group(group)}
    return Section(f"{composite.id}-{group}-doubt", title, remarks, None, head, rows)


def _doubt(composite: Composite, name: str, one: Row, *, is_ordered: bool) -> list[Cell]:
    parts = [part.id for part in composite.parts]
    shares = [f"{one['shares'].get(part, 0):.0%}" for part in parts]
    without = [_moved(one, part, is_ordered=is_ordered) for part in parts if part in one["without"]]
    widths = [_points(composite, one[width]) for width in ("by_numbers", "by_weights")]
    return [(words, "") for words in (name, *widths, *shares, *without)]


def _moved(one: Row, part: str, *, is_ordered: bool) -> str:
    if is_ordered:
        return str(one["without"][part])
    places = abs(one["without"][part] - one["rank"])
    return ngettext("%(n)s place", "%(n)s places", places) % {"n": places}


def _outside(composite: Composite, rows: Sequence[Row], names: Mapping[str, str]) -> Section:
    said = _("The composite is for other kinds of units; these are not scored.")
    cells: list[list[Cell]] = [
        [(names.get(one["unit"], one["unit"]), ""), (_group(one["group"]), ""), (f"{one['tickets'] or 0:,}", "")]
        for one in rows
    ]
    head = [_("Unit"), _("Kind of unit"), _("Cases")]
    return Section(f"{composite.id}-outside", _("Not scored"), [said], None, head, cells)


def _by_hand(composite: Composite, lacking: Sequence[str]) -> Section:
    said = [
        _("The log does not give %(names)s for units, so nobody is scored here.") % {"names": _(", ").join(lacking)},
        _("With a table of its values it is scored by the command weisu composite score."),
    ]
    return Section(f"{composite.id}-scores", _("Scores"), said, None, [], [])


def _nobody(composite: Composite) -> Section:
    said = [_("No unit has a ticket that counts in these months, so nobody is scored.")]
    return Section(f"{composite.id}-scores", _("Scores"), said, None, [], [])


def _behind(desk: Desk, one: Row) -> str:
    """The tickets of the measure of which a unit has most: those that its row counts."""
    most = max(one["results"], key=lambda name: one["results"][name]["n"])
    return behind(METRICS[most], desk, unit=one["unit"]) if one["tickets"] else ""


def _measures(composite: Composite, part: Part) -> list[str]:
    return [name for name in composite.indicators if name in part.points.names]


def _names(composite: Composite) -> dict[str, str]:
    """Indicators by the names that the catalogue has for them; others as the pack writes them."""
    return {name: named(name).name if name in METRICS else name for name in composite.indicators}


def called(one: Composite | Part | Constant) -> str:
    """The label that a pack gives in both languages."""
    return in_language(*(str(one.label.get(language, "")) for language in ("zh", "en")))


def _group(group: str) -> str:
    return label(ORG_WORDS, group) if group else _("units of unknown kind")


def _points(composite: Composite, points: float) -> str:
    return f"{points:.{composite.decimals}f}"
