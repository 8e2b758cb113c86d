"""A table on its way in: named columns, rows one by one, each with the line it stands in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from weisu.intake.errors import UnreadableFile

Cell = str | int | float | bool | datetime | date | time | timedelta | None


class Row(NamedTuple):
    """One record and the line (or workbook row) where it begins; `fault` says why its cells cannot be trusted."""

    line: int
    cells: Sequence[Cell]
    fault: str = ""


@dataclass(frozen=True)
class Table:
    """What a file holds. `form` states how it was understood (encoding, separator, sheet); `rows` can be read once."""

    path: Path
    form: str
    columns: tuple[str, ...]
    rows: Iterator[Row]
    header_line: int = 1


def column_names(cells: Sequence[Cell], *, path: Path, line: int) -> tuple[str, ...]:
    """The header as names.

    Raises: UnreadableFile when a name stands twice, since nobody could tell the two columns apart.
    """
    names = tuple(text_of(cell) for cell in cells)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise UnreadableFile(
            f"{path}, line {line}: the column {', '.join(twice)} stands there twice.", instead=["rename one of them"]
        )
    return names


def text_of(cell: Cell) -> str:
    """One spelling per value, so that a number typed into a workbook equals the same number in a CSV file."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    return str(cell)
