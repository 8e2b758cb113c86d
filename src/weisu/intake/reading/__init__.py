"""Reading tables row by row: CSV in the encodings that Chinese offices use, and workbooks."""

from pathlib import Path

from weisu.intake.errors import UnreadableFile
from weisu.intake.reading.csv_files import open_csv
from weisu.intake.reading.table import Row, Table
from weisu.intake.reading.workbooks import open_workbook

__all__ = ["Row", "Table", "open_table"]

WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a workbook's bytes begin: a zip archive (xlsx, ods) or a compound document (xls)."""


def open_table(path: Path, *, sheet: str = "") -> Table:
    """The table in a file, told apart by content and not by name; rows are read only as they are asked for.

    Raises: UnreadableFile, naming the file, the place and what to do.
    """
    if not path.is_file():
        what = f"{path} is a directory, not a file" if path.is_dir() else f"There is no file {path}"
        raise UnreadableFile(f"{what}.", instead=["check the path"])
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as wrong:
        raise UnreadableFile(
            f"{path} cannot be opened: {wrong.strerror}.", instead=["check its permissions"]
        ) from wrong
    if not start:
        raise UnreadableFile(f"{path} is empty.", instead=["export it again"])
    return open_workbook(path, sheet) if start.startswith(WORKBOOK_STARTS) else open_csv(path)
