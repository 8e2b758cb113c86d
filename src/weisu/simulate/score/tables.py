"""The truth as its readers take it: typed tables by name, read from their directory when somebody asks for them."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from weisu.simulate.score.errors import BadTruth
from weisu.simulate.truth import TABLES

Tables = Mapping[str, pa.Table]


class Stored(Mapping[str, pa.Table]):
    """The truth that `weisu simulate --truth DIR` wrote; a table is read once, when it is asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._read = cache(self._read_table)

    def __getitem__(self, name: str) -> pa.Table:
        """One table.

        Raises: BadTruth when it is not there or has other columns.
        """
        if name not in TABLES:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        """The names of all tables."""
        return iter(TABLES)

    def __len__(self) -> int:
        """How many tables there are."""
        return len(TABLES)

    def _read_table(self, name: str) -> pa.Table:
        path = self.root / f"{name}.parquet"
        if not path.is_file():
            raise BadTruth(f"{path} is not there.", instead=["write the truth with weisu simulate --truth DIR"])
        try:
            table = pq.read_table(path)
        except pa.ArrowInvalid as error:
            raise BadTruth(f"{path} cannot be read: {error}.", instead=["simulate the city again"]) from error
        if table.schema != TABLES[name]:
            raise BadTruth(f"{path} has other columns than this version writes.", instead=["simulate the city again"])
        return table


def categories(tables: Tables) -> dict[str, str]:
    """The code of every matter of which there was a problem, by its key: logs know only codes."""
    found = tables["problems"].select(["matter", "category"]).group_by(["matter", "category"]).aggregate([])
    return dict(zip(found["matter"].to_pylist(), found["category"].to_pylist(), strict=True))


def covers(claimed: str, category: str) -> bool:
    """Whether a claimed matter is this one or an ancestor of it."""
    return category == claimed or category.startswith(f"{claimed}.")


def days(tables: Tables) -> list[str]:
    """The local days of the simulated time, in order."""
    return sorted(tables["intensity"]["day"].unique().to_pylist())
