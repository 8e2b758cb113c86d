"""The rejects file: every row that was not recorded, with its line, the reason and all it says.

It holds what people wrote, so only its owner may read it (0600), and nothing of it is printed.
"""

import csv
import os
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from weisu.intake.reading.table import Cell, text_of

REJECTED, CONFLICT = "rejected", "conflict"


class Rejects:
    """Writes the file when the first row comes; without one there is no file."""

    def __init__(self, folder: Path, source: Path, columns: Sequence[str], *, now: datetime) -> None:
        self.path = folder / f"{source.stem}-{now:%Y%m%dT%H%M%S}Z.csv"
        self.columns = columns
        self.file: TextIO | None = None
        self.writer: Any = None

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.file is not None:
            self.file.close()

    def add(self, *, line: int, verdict: str, reason: str, cells: Sequence[Cell]) -> None:
        """One row, written through to the disk's cache at once, so that a killed import loses none."""
        if self.file is None:
            self._open()
        assert self.file is not None
        self.writer.writerow([line, verdict, reason, *(text_of(cell) for cell in cells)])
        self.file.flush()

    @property
    def written(self) -> str:
        """Where the file is; empty when every row was recorded."""
        return str(self.path) if self.file is not None else ""

    def _open(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = self._create()
        # With a mark of UTF-8, so that a spreadsheet program opens it right.
        self.file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.file)
        self.writer.writerow(["line", "verdict", "reason", *self.columns])

    def _create(self) -> int:
        """A file of its own for each run, even for two runs of one second."""
        first, others = self.path, count(2)
        while True:
            try:
                return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                self.path = first.with_stem(f"{first.stem}-{next(others)}")
