"""Workbooks (xlsx, xls, ods) by calamine, which keeps dates as dates and numbers as numbers."""

from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from weisu.intake.errors import UnreadableFile
from weisu.intake.reading.table import Row, Table, column_names


def open_workbook(path: Path, sheet: str = "") -> Table:
    """One sheet as a table (the first, if none is named); its first row that is not empty names the columns.

    Raises: UnreadableFile.
    """
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as wrong:
        raise UnreadableFile(
            f"{path} begins like a workbook but cannot be read as one ({wrong}).",
            instead=["open it and save it again as xlsx", "save it as CSV in UTF-8"],
        ) from wrong
    name = sheet or workbook.sheet_names[0]
    if name not in workbook.sheet_names:
        raise UnreadableFile(
            f"{path} has no sheet {name}; it has {', '.join(workbook.sheet_names)}.",
            instead=["correct `sheet` in the mapping"],
        )
    rows = _rows(workbook.get_sheet_by_name(name))
    header = next(rows, None)
    if header is None:
        raise UnreadableFile(f"{path}, sheet {name}: there is nothing in it.", instead=["name another sheet"])
    columns = column_names(header.cells, path=path, line=header.line)
    return Table(path, f"workbook, sheet {name}", columns, rows, header.line)


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    for line, cells in enumerate(sheet.iter_rows(), 1):
        if any(cell not in ("", None) for cell in cells):
            yield Row(line, cells)
