"""Which tables a pack may hold, which keys they have, and of what type."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from weisu.domain.spelling import nearest

TEXT, WORDS, TABLE, WHOLE, TRUTH, DAY, ANY, ROWS = "text", "words", "table", "whole", "truth", "day", "any", "rows"

_IS_OF_TYPE: Mapping[str, Callable[[object], bool]] = {
    TEXT: lambda item: isinstance(item, str),
    WORDS: lambda item: isinstance(item, list) and all(isinstance(word, str) for word in item),
    TABLE: lambda item: isinstance(item, dict),
    WHOLE: lambda item: isinstance(item, int) and not isinstance(item, bool),
    TRUTH: lambda item: isinstance(item, bool),
    DAY: lambda item: isinstance(item, date) and not isinstance(item, datetime),
    ROWS: lambda item: isinstance(item, list) and all(isinstance(row, dict) for row in item),
    ANY: lambda item: True,
}
_SAID = {
    TEXT: "text in quotes",
    WORDS: "a list of words",
    TABLE: "a table",
    WHOLE: "a whole number",
    TRUTH: "true or false",
    DAY: "a date like 2026-01-01",
    ROWS: "a list of tables",
}


def _is_blank(key: str, values: Mapping[str, object]) -> bool:
    """An empty `to` says that no status changes; every other empty value is a forgotten one."""
    return values.get(key) is None or (values[key] == "" and key != "to")


class Shape(NamedTuple):
    """The keys of one kind of rule."""

    required: Mapping[str, str]
    optional: Mapping[str, str]
    from_key: str = "from"
    needs_example: bool = False

    def faults(self, values: Mapping[str, object], *, is_overlay: bool) -> list[tuple[str, str]]:
        """(key, what is wrong) for every unknown, mistyped or missing key; an overlay repeats only what it changes."""
        known = {**self.required, **self.optional}
        unknown = [
            (key, f"unknown key {key!r}{nearest(key, known)}; known: {', '.join(sorted(known))}")
            for key in values
            if key not in known
        ]
        mistyped = [
            (key, f"{key} must be {_SAID[known[key]]}, not {value!r}")
            for key, value in values.items()
            if key in known and not _IS_OF_TYPE[known[key]](value)
        ]
        must = ("id", self.from_key, "basis") if is_overlay else self.required
        missing = [("", f"{key} is missing") for key in must if key in self.required and _is_blank(key, values)]
        return unknown + mistyped + missing


_DATED = {"id": TEXT, "from": DAY, "basis": TEXT}
_OPEN = {"until": DAY, "note": TEXT, "example": ROWS}

SHAPES: Mapping[str, Shape] = {
    "transition": Shape(
        {"id": TEXT, "since": DAY, "command": TEXT, "from": WORDS, "to": TEXT, "by": WORDS, "basis": TEXT},
        {
            **_OPEN,
            "when": TABLE,
            "of": TEXT,
            "requires": WORDS,
            "guards": WORDS,
            "clocks": TABLE,
            "label": TABLE,
            "forbidden": TRUTH,
        },
        from_key="since",
    ),
    "deadline": Shape(
        {**_DATED, "clock": TEXT, "within": TABLE}, {**_OPEN, "when": TABLE, "rank": WHOLE}, needs_example=True
    ),
    "scope": Shape(
        {**_DATED, "outcome": TEXT, "ground": TEXT, "law": TEXT, "told": TEXT},
        {**_OPEN, "when": TABLE, "rank": WHOLE, "label": TABLE},
        needs_example=True,
    ),
    "notice": Shape(
        {**_DATED, "event": TEXT, "to": WORDS, "wording": TEXT, "label": TABLE},
        {**_OPEN, "when": TABLE},
        needs_example=True,
    ),
    "escalation": Shape({**_DATED, "clocks": WORDS, "after": TABLE}, _OPEN, needs_example=True),
    "composite": Shape(
        {**_DATED, "label": TABLE, "indicators": TABLE, "part": ROWS},
        {**_OPEN, "groups": WORDS, "constant": ROWS, "decimals": WHOLE},
        needs_example=True,
    ),
    "setting": Shape({**_DATED, "value": ANY}, _OPEN, needs_example=True),
    "vendor": Shape({**_DATED, "commands": WORDS}, _OPEN, needs_example=True),
    "clock": Shape(_DATED, {**_OPEN, "after_pause": TABLE, "warn_before": TABLE}),
    "wording": Shape({"id": TEXT, "zh": TEXT, "en": TEXT}, {"from": DAY, "until": DAY}),
    "calendar": Shape(
        {"id": TEXT, "year": WHOLE, "basis": TEXT},
        {"holidays": ROWS, "makeup_days": ROWS, "whole_year": TRUTH, "note": TEXT},
    ),
    "example": Shape({"id": TEXT, "ask": TEXT, "given": TABLE, "expect": TABLE}, {"note": TEXT, "at": DAY}),
}
"""Tables of the TOML files, by the name that stands in the double brackets."""

CSV_SHAPES: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "duties.csv": ("duty", ("matter", "list", "note", "basis", "from", "until"), ("matter", "list", "basis", "from")),
    "dispatch_catalogue.csv": (
        "catalogue",
        ("category", "region", "lead", "supports", "from", "until", "basis"),
        ("category", "region", "lead", "from", "basis"),
    ),
    "taxonomy.csv": (
        "category",
        ("code", "name_zh", "name_en", "parent", "gbt39666", "open311", "from", "until"),
        ("code", "name_zh", "name_en", "gbt39666", "from"),
    ),
    "labels.csv": ("label", ("code", "axis", "name_zh", "name_en", "matters"), ("code", "axis", "name_zh", "name_en")),
}
"""Catalogues kept in a spreadsheet: kind of row, columns, columns that may not be empty."""
