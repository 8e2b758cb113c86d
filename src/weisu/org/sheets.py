"""The organisation as six sheets of one workbook: what each column is, how it is written, how it is read.

Every value has one spelling as text, so that a row of the database and a row of a sheet can be laid side by side.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.db import models
from django.utils.timezone import get_current_timezone
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

from weisu.domain.errors import DomainError
from weisu.domain.vocabulary import Level, Role, UnitKind
from weisu.org.models import Desk, DeskKind, Duty, Post, Region, Staff, Unit

YES = "yes"


class UnreadableWorkbook(DomainError):
    """The file is no workbook that can be read; nothing of it is imported."""

    code = "unreadable_workbook"
    status = 422


class Column(NamedTuple):
    """One column: its name, the field it stands for, and what may stand in it.

    `kind` is text, moment, truth, words, number, or the name of the sheet whose key it must be; `choices` are allowed
    words. A sheet may lack a column that `may_lack`; what is stored stays.
    """

    name: str
    field: str
    kind: str = "text"
    is_needed: bool = False
    choices: tuple[str, ...] = ()
    may_lack: bool = False


class Sheet(NamedTuple):
    """One sheet: its table, its columns, and how many of the first ones are the key."""

    name: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def _words(words: Any) -> tuple[str, ...]:
    return tuple(word.value for word in words)


SPAN = (Column("from", "valid_from", "moment"), Column("until", "valid_until", "moment"))
NAME = Column("name", "name", is_needed=True)
SHEETS = (
    Sheet(
        "regions",
        Region,
        (
            Column("code", "code", is_needed=True),
            NAME,
            Column("level", "level", is_needed=True, choices=_words(Level)),
            Column("parent", "parent_id", "regions"),
            Column("residents", "residents", "number", may_lack=True),
            *SPAN,
        ),
        ("code",),
    ),
    Sheet(
        "units",
        Unit,
        (
            Column("id", "id", is_needed=True),
            NAME,
            Column("kind", "kind", is_needed=True, choices=_words(UnitKind)),
            Column("level", "level", is_needed=True, choices=_words(Level)),
            Column("region", "region_code", "regions", is_needed=True),
            Column("parent", "parent_id", "units"),
            *SPAN,
        ),
        ("id",),
    ),
    Sheet(
        "staff",
        Staff,
        (
            Column("id", "id", is_needed=True),
            Column("name", "display_name", is_needed=True),
            Column("vendor", "is_vendor", "truth", choices=(YES,)),
        ),
        ("id",),
    ),
    Sheet(
        "desks",
        Desk,
        (
            Column("id", "id", is_needed=True),
            NAME,
            Column("kind", "kind", is_needed=True, choices=_words(DeskKind)),
            Column("unit", "unit_id", "units", is_needed=True),
            *SPAN,
        ),
        ("id",),
    ),
    Sheet(
        "posts",
        Post,
        (
            Column("staff", "staff_id", "staff", is_needed=True),
            Column("role", "role", is_needed=True, choices=_words(Role)),
            Column("unit", "unit_id", "units"),
            Column("region", "region_id", "regions"),
            Column("matters", "matters", "words"),
            *SPAN,
        ),
        ("staff", "role", "unit", "region", "from"),
    ),
    Sheet(
        "roster",
        Duty,
        (
            Column("staff", "staff_id", "staff", is_needed=True),
            Column("unit", "unit_id", "units", is_needed=True),
            Column("desk", "desk_id", "desks"),
            *SPAN,
        ),
        ("staff", "unit", "desk", "from"),
    ),
)
"""In the order in which they need each other."""

Row = dict[str, str]


class Given(NamedTuple):
    """One row of a sheet as it stands in the file; `line` is the one the spreadsheet shows."""

    line: int
    cells: dict[str, object]


def stored_rows(sheet: Sheet) -> Iterator[tuple[int | str, Row]]:
    """Every row of a table with its primary key, past ones too, as text."""
    fields = [column.field for column in sheet.columns]
    for key, *values in sheet.model._default_manager.order_by("pk").values_list("pk", *fields):
        yield key, {column.name: spelt(value) for column, value in zip(sheet.columns, values, strict=True)}


def spelt(value: object) -> str:
    """The one spelling of a value; refuses what has none."""
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=get_current_timezone())
        return moment.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return spelt(datetime(value.year, value.month, value.day, tzinfo=get_current_timezone()))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def meant(column: Column, text: str) -> Any:
    """The value a table holds for this spelling."""
    if column.kind == "moment":
        return datetime.fromisoformat(text) if text else None
    if column.kind == "truth":
        return text == YES
    if column.kind == "number":
        return int(text) if text else None
    return (text or None) if column.field.endswith("_id") else text


def write(place: Path | BinaryIO) -> dict[str, int]:
    """All six sheets to a new workbook; how many rows each has. Every cell is text: nothing in it is ever run."""
    counts = {}
    with Workbook(
        str(place) if isinstance(place, Path) else place, {"strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for place, column in enumerate(sheet.columns):
                page.write_string(0, place, column.name)
            line = 0
            for line, (_key, row) in enumerate(stored_rows(sheet), 1):
                for place, column in enumerate(sheet.columns):
                    page.write_string(line, place, row[column.name])
            page.autofit()
            counts[sheet.name] = line
    return counts


def read(place: Path | BinaryIO) -> dict[str, list[Given]]:
    """The rows of every sheet that is there; other sheets are left alone.

    Raises: UnreadableWorkbook, also for a sheet without one of its columns.
    """
    if isinstance(place, Path) and not place.is_file():
        what = f"{place} is a directory, not a file" if place.is_dir() else f"There is no file {place}"
        raise UnreadableWorkbook(f"{what}.", instead=["check the path"], fault="no_file")
    try:
        is_file = isinstance(place, Path)
        book = CalamineWorkbook.from_path(str(place)) if is_file else CalamineWorkbook.from_filelike(place)
    except (CalamineError, OSError) as wrong:
        raise UnreadableWorkbook(
            f"{_called(place)} cannot be read as a workbook ({wrong}).",
            instead=["open it and save it again as xlsx"],
            fault="no_workbook",
        ) from wrong
    there = [sheet for sheet in SHEETS if sheet.name in book.sheet_names]
    if not there:
        sought = ", ".join(sheet.name for sheet in SHEETS)
        raise UnreadableWorkbook(f"{_called(place)} has none of the sheets {sought}.", fault="no_sheet", sheets=sought)
    return {sheet.name: list(_given(sheet, book, _called(place))) for sheet in there}


def _given(sheet: Sheet, book: CalamineWorkbook, called: str) -> Iterator[Given]:
    lines = enumerate(book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False), 1)
    _line, head = next(lines, (0, []))
    names = [spelt(cell).lower() for cell in head]
    missing = [column.name for column in sheet.columns if column.name not in names and not column.may_lack]
    if missing:
        named = ", ".join(missing)
        raise UnreadableWorkbook(
            f"{called}, sheet {sheet.name}: there is no column {named}.",
            fault="no_column",
            sheet=sheet.name,
            columns=named,
        )
    for line, cells in lines:
        if any(spelt(cell) for cell in cells):
            yield Given(line, dict(zip(names, cells, strict=False)))


def _called(place: Path | BinaryIO) -> str:
    return str(place) if isinstance(place, Path) else "The workbook"
