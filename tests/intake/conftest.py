"""A prepared installation with its root region, its rules and its keys, and nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)


@pytest.fixture
def prepared(database):
    """A database in which everything is undone at the end; every row must follow from the log."""
    from tests.intake.office import check_replay, prepare

    prepare()
    yield database
    check_replay()


@pytest.fixture
def fresh_prepared(fresh_database):
    """The same with real commits, found by other processes."""
    from tests.intake.office import prepare

    prepare()
    return fresh_database


@pytest.fixture
def a_file(tmp_path):
    """Writes a CSV file: `a_file("id,when", "1,2018-01-02", ...)`."""

    def write(*lines: str, name: str = "rows.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return write
