"""A composite (综合得分): parts made of indicators by formulas, weighed and added; only where a pack declares one.

Nothing is scored by default. What a pack declares is never shown alone: interval and sensitivity stand beside it
(`weisu.analytics.composite`). A volume weight (诉求量权重) is a part over an indicator counted in tickets.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from weisu.domain.formula_units import named
from weisu.domain.formulas import Formula, parse
from weisu.domain.policy.rows import MergedRow
from weisu.domain.spelling import nearest

PART = frozenset({"id", "label", "points", "weight", "absent", "note"})
CONSTANT = frozenset({"id", "label", "points", "basis"})
MOST_DECIMALS = 4


@dataclass(frozen=True)
class Part:
    """One part: points by a formula, times its weight; `absent` is what a unit gets of whom an indicator is missing."""

    id: str
    label: Mapping[str, object]
    points: Formula
    weight: float
    absent: float | None


class Constant(NamedTuple):
    """Points that every unit gets or loses, with the reason."""

    id: str
    label: Mapping[str, object]
    points: float
    basis: str


@dataclass(frozen=True)
class Composite:
    """One declared composite: whom it compares with whom (`groups`, empty: all), and how points come about.

    `since` is the day from which this text holds; `example` are the indicators of the first example of its pack.
    """

    id: str
    label: Mapping[str, object]
    groups: tuple[str, ...]
    indicators: Mapping[str, str]
    parts: tuple[Part, ...]
    constants: tuple[Constant, ...]
    decimals: int
    basis: str
    source: str
    since: date | None = None
    example: Mapping[str, float] = field(default_factory=dict)

    @property
    def fixed(self) -> float:
        """The points of all constants."""
        return sum(constant.points for constant in self.constants)

    def covers(self, group: str) -> bool:
        """Whether units of this peer group are scored by it."""
        return not self.groups or group in self.groups


class Scored(NamedTuple):
    """The points of one unit: each part as weighed, the total as printed, and whose indicators are missing.

    `total` is None when a part that says nothing about absence lacks an indicator; `absent` names the parts that got
    what the pack grants without one.
    """

    total: float | None
    parts: Mapping[str, float]
    missing: tuple[str, ...]
    absent: tuple[str, ...]


def score(composite: Composite, values: Mapping[str, float | None]) -> Scored:
    """Points of a unit from its indicators (shares 0 to 1, seconds, counts); None and NaN mean there is none."""
    given = {name: value for name, value in values.items() if value is not None and math.isfinite(value)}
    parts: dict[str, float] = {}
    missing: set[str] = set()
    absent = []
    for part in composite.parts:
        lacking = part.points.names - given.keys()
        if not lacking:
            parts[part.id] = part.weight * part.points.value(given)
        elif part.absent is not None:
            parts[part.id] = part.weight * part.absent
            absent.append(part.id)
        missing |= lacking if part.absent is None else set()
    total = None if missing else printed(sum(parts.values()) + composite.fixed, composite.decimals)
    return Scored(total, parts, tuple(sorted(missing)), tuple(absent))


def printed(points: float, decimals: int) -> float:
    """Points as a bulletin prints them: rounded half up."""
    scale: int = 10**decimals
    return math.floor(points * scale + 0.5 + 1e-9) / scale


def compile_composite(row: MergedRow) -> Composite:
    """Build one composite from its merged row.

    Raises: ValueError, naming the part and what is wrong with it.
    """
    for key, text in faults(row.values):
        raise ValueError(f"{key}: {text}")
    indicators = {str(name): str(unit) for name, unit in row.table("indicators").items()}
    return Composite(
        id=row.id,
        label=row.table("label"),
        groups=row.names("groups"),
        indicators=indicators,
        parts=tuple(_part(part, indicators) for part in _rows(row.values, "part")),
        constants=tuple(_constant(each) for each in _rows(row.values, "constant")),
        decimals=row.number("decimals", 2),
        basis=row.text("basis"),
        source=str(row.source),
        since=row.since,
        example=_example(row),
    )


def faults(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) of everything a composite says; an overlay that repeats no indicator is checked when merged.

    Keys are paths like `part.1.points`, so that the file's line can be named.
    """
    indicators = values.get("indicators")
    units = {str(name): str(unit) for name, unit in indicators.items()} if isinstance(indicators, Mapping) else {}
    for unit in units.values():
        yield from _told("indicators", lambda unit=unit: named(unit))
    decimals = values.get("decimals", 2)
    if not isinstance(decimals, int) or not 0 <= decimals <= MOST_DECIMALS:
        yield "decimals", f"must be a whole number, 0 to {MOST_DECIMALS}, not {decimals!r}"
    if all(unit_is_known(unit) for unit in units.values()):
        for place, part in enumerate(_rows(values, "part")):
            yield from _part_faults(f"part.{place}", part, units if units else None)
    for place, constant in enumerate(_rows(values, "constant")):
        yield from _constant_faults(f"constant.{place}", constant)
    yield from _doubled(values)


def unit_is_known(unit: str) -> bool:
    """Whether an indicator may be declared in this unit."""
    return not list(_told("", lambda: named(unit)))


def _part_faults(key: str, part: Mapping[str, object], units: Mapping[str, str] | None) -> Iterator[tuple[str, str]]:
    yield from _shape(key, part, PART, ("id", "label", "points"))
    weight = part.get("weight", 1)
    if not _is_number(weight) or not float(str(weight)) > 0:
        yield f"{key}.weight", f"a weight is a number above 0, not {weight!r}"
    if "absent" in part and not _is_number(part["absent"]):
        yield f"{key}.absent", f"what is granted without a value is a number of points, not {part['absent']!r}"
    text = part.get("points")
    if isinstance(text, str) and units is not None:
        yield from _told(f"{key}.points", lambda: parse(text, units))
    elif not isinstance(text, str):
        yield f"{key}.points", f'points are a formula in quotes, as "20 points - …", not {text!r}'


def _constant_faults(key: str, constant: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    yield from _shape(key, constant, CONSTANT, ("id", "label", "points", "basis"))
    if not _is_number(constant.get("points")):
        yield f"{key}.points", f"points of a constant are a number, not {constant.get('points')!r}"


def _shape(
    key: str, row: Mapping[str, object], known: frozenset[str], required: Sequence[str]
) -> Iterator[tuple[str, str]]:
    for name in row:
        if name not in known:
            yield f"{key}.{name}", f"unknown key {name!r}{nearest(name, known)}; known: {', '.join(sorted(known))}"
    for name in required:
        if not row.get(name) and row.get(name) != 0:
            yield key, f"{name} is missing"
    label = row.get("label", {})
    if not isinstance(label, Mapping) or not {"zh", "en"} <= set(label):
        yield f"{key}.label", 'a label is in both languages, as { zh = "…", en = "…" }'


def _doubled(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    seen: set[object] = set()
    for kind in ("part", "constant"):
        for place, row in enumerate(_rows(values, kind)):
            if row.get("id") in seen:
                yield f"{kind}.{place}.id", f"{row.get('id')!r} is there already"
            seen.add(row.get("id"))


def _part(part: Mapping[str, object], indicators: Mapping[str, str]) -> Part:
    absent = part.get("absent")
    return Part(
        id=str(part["id"]),
        label=_label(part),
        points=parse(str(part["points"]), indicators),
        weight=float(str(part.get("weight", 1))),
        absent=None if absent is None else float(str(absent)),
    )


def _constant(row: Mapping[str, object]) -> Constant:
    return Constant(str(row["id"]), _label(row), float(str(row["points"])), str(row["basis"]))


def _example(row: MergedRow) -> Mapping[str, float]:
    """What the first example of the pack is given; nothing where a row has none."""
    for example in _rows(row.values, "example"):
        given = example.get("given")
        return {str(name): float(str(value)) for name, value in given.items()} if isinstance(given, Mapping) else {}
    return {}


def _label(row: Mapping[str, object]) -> Mapping[str, object]:
    label = row.get("label")
    return label if isinstance(label, Mapping) else {}


def _rows(values: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = values.get(key, [])
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _told(key: str, read) -> Iterator[tuple[str, str]]:  # type: ignore[no-untyped-def]
    try:
        read()
    except ValueError as error:
        yield key, str(error)
