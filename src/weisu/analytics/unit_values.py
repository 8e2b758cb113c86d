"""Indicators of units from a table that somebody keeps: one row per unit, one column per indicator.

Columns: `unit`, `group` and `tickets` if there are any, then indicators by name; beside an indicator, `NAME n`,
`NAME low` and `NAME high` say what it rests on. Shares are written between 0 and 1 or with a per cent sign.
"""

import csv
import math
from collections.abc import Mapping
from pathlib import Path

from weisu.analytics.composite import Given, Measured
from weisu.domain.errors import DomainError
from weisu.domain.policy.composites import Composite
from weisu.domain.spelling import nearest

BESIDE = ("n", "low", "high")
LEADING = ("unit", "group", "tickets")


class BadValues(DomainError):
    """A table of indicators that cannot be read; file, row and column are named."""

    code = "bad_values"


def read_values(path: Path, composite: Composite) -> list[Measured]:
    """The units of a CSV file.

    Raises: BadValues; OSError.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = csv.DictReader(file, strict=True)
        try:
            rows = list(table)
        except csv.Error as error:
            raise BadValues(f"{path}, row {table.line_num}: not valid CSV: {error}.") from error
    _require_columns(path, list(table.fieldnames or ()), composite)
    return [_measured(f"{path}, row {number}", row, composite) for number, row in enumerate(rows, start=2)]


def _require_columns(path: Path, columns: list[str], composite: Composite) -> None:
    known = [*LEADING, *composite.indicators]
    known += [f"{name} {beside}" for name in composite.indicators for beside in BESIDE]
    if "unit" not in columns:
        raise BadValues(f"{path}, row 1: a column `unit` is missing; it holds {', '.join(columns) or 'nothing'}.")
    for column in columns:
        if column not in known:
            raise BadValues(
                f"{path}, row 1: {composite.id} has no indicator {column!r}{nearest(column, known)}.",
                instead=list(composite.indicators),
            )


def _measured(where: str, row: Mapping[str | None, str | None], composite: Composite) -> Measured:
    if None in row or None in row.values():
        raise BadValues(f"{where}: it has not as many cells as the first row.")
    cells = {str(name): (value or "").strip() for name, value in row.items()}
    tickets = _number(where, cells, "tickets", "tickets")
    given = {name: _given(where, cells, name, unit) for name, unit in composite.indicators.items() if name in cells}
    return Measured(cells["unit"], cells.get("group", ""), given, None if tickets is None else int(tickets))


def _given(where: str, cells: Mapping[str, str], name: str, unit: str) -> Given:
    value = _number(where, cells, name, unit)
    low, high = (_number(where, cells, f"{name} {end}", unit) for end in ("low", "high"))
    n = _number(where, cells, f"{name} n", "tickets")
    if value is not None and not (low if low is not None else value) <= value <= (high if high is not None else value):
        raise BadValues(f"{where}, {name}: {value:g} does not lie between its ends {low} and {high}.")
    return Given(value, low, high, None if n is None else int(n))


def _number(where: str, cells: Mapping[str, str], column: str, unit: str) -> float | None:
    text = cells.get(column, "")
    if not text:
        return None
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError as error:
        raise BadValues(f"{where}, {column}: {text!r} is no number.") from error
    if not math.isfinite(value) or (unit == "share" and not 0 <= value <= 1) or (unit == "tickets" and value < 0):
        hint = "; a share lies between 0 and 1, or write 93.5%" if unit == "share" else ""
        raise BadValues(f"{where}, {column}: {text} cannot be{hint}.")
    return value
