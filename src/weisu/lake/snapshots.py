"""Tables of the lake that are replaced as a whole: the organisation as it is now, and the redacted copies of words."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from weisu.lake.parts import replace

TEXT = pa.string()
MICROSECONDS = pa.int64()
CHUNK = 10_000


class Snapshot(NamedTuple):
    """One table, where it lies in the lake and which columns it has."""

    path: str
    schema: pa.Schema


UNITS = Snapshot(
    "star/units.parquet",
    pa.schema(
        [
            ("id", TEXT),
            ("name", TEXT),
            ("kind", TEXT),
            ("level", TEXT),
            ("region_code", TEXT),
            ("parent_id", TEXT),
            ("state", TEXT),
            ("joined_into_id", TEXT),
            ("valid_from_us", MICROSECONDS),
            ("valid_until_us", MICROSECONDS),
        ]
    ),
)
"""One row per handling unit and span in which it was called, classed and placed so; NULL in `valid_until_us` means
still in force, in `joined_into_id` a unit of its own."""

REGIONS = Snapshot(
    "star/regions.parquet",
    pa.schema(
        [
            ("code", TEXT),
            ("name", TEXT),
            ("level", TEXT),
            ("parent_id", TEXT),
            ("residents", pa.int64()),
            ("valid_from_us", MICROSECONDS),
            ("valid_until_us", MICROSECONDS),
        ]
    ),
)
"""One row per administrative region and span in which it was called and placed so; NULL in `parent_id` means the root,
in `valid_until_us` still in force, in `residents` that nobody knows how many people live there."""

CATEGORIES = Snapshot(
    "star/categories.parquet",
    pa.schema([("code", TEXT), ("name_zh", TEXT), ("name_en", TEXT), ("parent", TEXT), ("gbt39666", TEXT)]),
)
"""One row per matter of the tree as it is in force now; a ticket's older code that is gone has no row."""

DAYS = Snapshot(
    "star/days.parquet",
    pa.schema(
        [("day", pa.int32()), ("date", TEXT), ("month", TEXT), ("weekday", pa.int8()), ("is_working", pa.bool_())]
    ),
)
"""One row per local day of the log, counted from 1970-01-01, Monday 1; NULL in `is_working`: no calendar knows it."""

OFFICE = Snapshot(
    "star/office.parquet",
    pa.schema([("calendar", TEXT), ("begin_us", MICROSECONDS), ("end_us", MICROSECONDS), ("before_us", MICROSECONDS)]),
)
"""One row per stretch of office hours in the days of the log, with the office time of the stretches before it; an empty
`calendar` is the one that holds everywhere else."""

OFFICE_OF = Snapshot("star/office_of.parquet", pa.schema([("region_code", TEXT), ("calendar", TEXT)]))
"""One row per region that has another calendar than the one that holds everywhere else."""

TEXTS = Snapshot(
    "texts/redacted.parquet",
    pa.schema([("text_id", TEXT), ("ticket_id", TEXT), ("purpose", TEXT), ("stored_us", MICROSECONDS), ("text", TEXT)]),
)
"""One row per text that still has a readable, redacted copy; NULL in `ticket_id` means not about a ticket (yet)."""


def write_snapshot(root: Path, kind: Snapshot, rows: Iterable[tuple[Any, ...]]) -> int:
    """Replace a table by these rows (tuples of its columns); returns how many.

    Until all of them are there the old table stays.
    """
    return write_snapshot_batches(root, kind, _batches(kind.schema, iter(rows)))


def write_snapshot_batches(root: Path, kind: Snapshot, batches: Iterable[pa.RecordBatch]) -> int:
    """`write_snapshot` for rows that are columns already."""
    count = 0

    def fill(path: Path) -> None:
        nonlocal count
        with pq.ParquetWriter(path, kind.schema, compression="zstd") as file:
            for batch in batches:
                file.write_batch(batch)
                count += batch.num_rows

    replace(root / kind.path, fill)
    return count


def read_snapshot(root: Path, kind: Snapshot) -> pa.Table:
    """A table as it was last written; empty when it never was."""
    path = root / kind.path
    return pq.ParquetFile(path).read() if path.exists() else kind.schema.empty_table()


def _batches(schema: pa.Schema, rows: Iterator[tuple[Any, ...]]) -> Iterator[pa.RecordBatch]:
    while taken := list(islice(rows, CHUNK)):
        columns = zip(*taken, strict=True)
        yield pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
