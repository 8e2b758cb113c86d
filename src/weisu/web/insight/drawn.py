"""What a draw tells, in words and numbers: one part of the page for each question."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weisu.analytics.catalog import words
from weisu.insight.drawing import Kept
from weisu.insight.sampled import ALL, ANSWERED, DRAWN, SILENT
from weisu.org import queries as org
from weisu.web.components.labels import Labels, label
from weisu.web.insight.desk import Desk
from weisu.web.insight.sections import Cell, Section
from weisu.web.insight.spelling import between, catalogue_language, named, spelled

Row = Mapping[str, Any]

WHICH_IN_WORDS: Labels = {
    ALL: gettext_lazy("All that were closed"),
    DRAWN: gettext_lazy("Drawn"),
    ANSWERED: gettext_lazy("Answered"),
    SILENT: gettext_lazy("Drawn, without an answer"),
}


def which_in_words(which: str) -> str:
    """Which closings of a draw a list holds."""
    return label(WHICH_IN_WORDS, which)


def sections_of(desk: Desk, one: Kept) -> list[Section]:
    """A part for each question, the whole first, then the units by how many they closed: no order of merit."""
    return [_section(question, found, desk, one) for question, found in desk.found["questions"].items()]


def _section(question: str, found: Row, desk: Desk, one: Kept) -> Section:
    names = org.unit_names((row["unit"] for row in found["units"]), desk.then)
    called = [_("All units together"), *(names.get(row["unit"], row["unit"]) or _("No unit") for row in found["units"])]
    links = [_Links(one, question, None), *(_Links(one, question, row["unit"]) for row in found["units"])]
    rows = list(zip(called, links, [found["whole"], *found["units"]], strict=True))
    cells = [_cells(name, to, row, desk.minimum) for name, to, row in rows]
    return Section(question, named(question).name, _remarks(found), bands(rows), _head(), cells, explains=True)


class _Links:
    """Where the numbers of a row lead."""

    def __init__(self, one: Kept, question: str, unit: str | None) -> None:
        self.address = reverse("insight-monitoring-tickets", args=[one.name])
        self.narrowed = {"question": question} | ({} if unit is None else {"unit": unit})

    def to(self, which: str) -> str:
        """The tickets of a row."""
        return f"{self.address}?{urlencode({**self.narrowed, 'which': which})}"


def bands(rows: Sequence[tuple[str, _Links, Row]]) -> dict[str, Any] | None:
    """Estimates with intervals on pale bands of what the silent leave open; None when nobody was drawn."""
    shown = [
        {
            "name": name,
            **{end: row[end] for end in ("value", "low", "high", "bound_low", "bound_high")},
            "link": to.to(DRAWN),
            "said": f"{name}: {_estimate(row) or _bounds(row)}, n = {row['answered']:,}",
        }
        for name, to, row in rows
        if row["value"] is not None or row["bound_low"] is not None
    ]
    names = {
        "value": _("Estimate with 95% interval"),
        "band": _("Whatever the silent would have said"),
    }
    return {"kind": "bands", "unit": "share", "axis": "", "rows": shown, "names": names} if shown else None


def _head() -> list[str]:
    return [
        _("Unit"),
        _("Closed"),
        _("Drawn"),
        _("Answered"),
        _("Estimate and 95% interval"),
        _("Whatever the silent would have said"),
        _("What it says"),
    ]


def _cells(name: str, to: _Links, row: Row, minimum: int) -> list[Cell]:
    return [
        (name, ""),
        (f"{row['closed']:,}", to.to(ALL)),
        (f"{row['drawn']:,}", to.to(DRAWN) if row["drawn"] else ""),
        (f"{row['answered']:,}", to.to(ANSWERED) if row["answered"] else ""),
        (_estimate(row) or "—", ""),
        (_bounds(row) or "—", ""),
        (" ".join(_what_it_says(row, minimum)), ""),
    ]


def _estimate(row: Row) -> str:
    return "" if row["value"] is None else f"{spelled('share', row['value'])} [{between('share', row)}]"


def _bounds(row: Row) -> str:
    """The bounds of those drawn, and in brackets with the error of having drawn where not all were."""
    if row["bound_low"] is None:
        return ""
    inner = between("share", {"low": row["bound_low"], "high": row["bound_high"]})
    outer = between("share", {"low": row["outer_low"], "high": row["outer_high"]})
    if inner == outer:
        return inner
    return _("%(inner)s (%(outer)s with the error of drawing)") % {"inner": inner, "outer": outer}


def _what_it_says(row: Row, minimum: int) -> list[str]:
    if row["why"]:
        said = {"n": row["answered"], "base": row["drawn"], "minimum": minimum, "note": ""}
        return [words(row["why"], catalogue_language()).format(**said)]
    worth = _("With the traces these answers tell as much as %(worth)s answers alone.")
    said_of = [worth % {"worth": f"{row['worth']:,.0f}"}] if round(row["worth"]) > row["answered"] else []
    return [*said_of, *_tipping(row)]


def _tipping(row: Row) -> list[str]:
    silent = row["drawn"] - row["answered"]
    if not silent:
        return [_("Everybody drawn answered.")]
    if not row["unit"]:
        return []
    if row["tipping"] is None:
        return [_("Whatever the silent would have said, the unit would not stand where the whole stands.")]
    said = {"share": spelled("share", row["tipping"]), "silent": f"{silent:,}"}
    return [_("If %(share)s of the %(silent)s silent would say yes, the unit stands where the whole stands.") % said]


def _remarks(found: Row) -> list[str]:
    """How alike those who answered are to those drawn, and how well traces tell what people say."""
    said = [
        _("The line supposes that those who answered are like those drawn; the pale band supposes nothing."),
        _("The largest unit stands first: the order is no merit."),
    ]
    if found["likeness"] is not None:
        alike = _("R = %(r)s (1: those who answered are like those drawn in all that the process left of them).")
        said.append(alike % {"r": f"{found['likeness']:.2f}"})
    if found["correlation"] is None:
        return [*said, _("Too few answered to say how well the traces tell what people say.")]
    agree = _("Traces and answers agree by %(r)s (0: not at all; 1: wholly, and few need to be asked).")
    return [*said, agree % {"r": f"{found['correlation']:.2f}"}]
