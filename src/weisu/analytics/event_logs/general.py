"""The general form of an event log: one row per event of a case, as Parquet."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from weisu.analytics.event_logs.errors import BadLog
from weisu.lake.parts import replace
from weisu.science.event_log import EventLog, event_log

SCHEMA = pa.schema(
    [
        pa.field("case", pa.string(), nullable=False),
        pa.field("activity", pa.string(), nullable=False),
        pa.field("time_us", pa.int64(), nullable=False),
        pa.field("org", pa.string(), nullable=False),
    ]
)
"""Case, activity, microseconds since 1970 in UTC, and who did it (a group, a unit; empty when not told)."""

CHUNK = 20_000


class LogRow(NamedTuple):
    """One event of one case."""

    case: str
    activity: str
    time_us: int
    org: str = ""


class NamedLog(NamedTuple):
    """A log ready to be measured: codes and times in seconds, and the names behind the codes of activities."""

    log: EventLog
    activities: list[str]


def write_log(path: Path, rows: Iterable[LogRow]) -> int:
    """Replace the table by these rows, a part at a time; returns how many. Until all are there the old one stays."""
    count = 0

    def fill(place: Path) -> None:
        nonlocal count
        with pq.ParquetWriter(place, SCHEMA, compression="zstd") as file:
            for batch in _batches(iter(rows)):
                file.write_batch(batch)
                count += batch.num_rows

    replace(path, fill)
    return count


def read_rows(path: Path) -> pa.Table:
    """The table as written.

    Raises: BadLog for a Parquet file of other columns, or none at all.
    """
    try:
        table = pq.ParquetFile(path).read()
    except pa.ArrowInvalid as error:
        raise BadLog(f"{path} is no Parquet file: {error}") from error
    if not table.schema.equals(SCHEMA):
        raise BadLog(f"{path} holds {', '.join(table.schema.names)}, not {', '.join(SCHEMA.names)}.")
    return table


def read_log(path: Path) -> NamedLog:
    """The table as the measures of `weisu.science` take it; rows of one time stay as they came.

    Raises: BadLog; NotEnough without an event.
    """
    table = read_rows(path)
    case, activity = (table.column(name).combine_chunks().dictionary_encode() for name in ("case", "activity"))
    seconds = table.column("time_us").to_numpy() / 1_000_000
    codes = [column.indices.to_numpy(zero_copy_only=False) for column in (case, activity)]
    return NamedLog(event_log(codes[0], codes[1], seconds), activity.dictionary.to_pylist())


def _batches(rows: Iterator[LogRow]) -> Iterator[pa.RecordBatch]:
    while taken := list(islice(rows, CHUNK)):
        columns = zip(*taken, strict=True)
        yield pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)
