"""Adding events to the lake: in batches, each a part per month, the watermark last."""

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from weisu.lake.columns import ROW, with_timestamps
from weisu.lake.errors import LakeBroken
from weisu.lake.parts import UNFINISHED, Watermark, all_parts, part_path, replace, watermark, write_watermark

BATCH = 100_000
"""Events per batch: large enough to compress well, small enough (about 200 MB) for any machine."""

CHUNK = 5_000
"""Rows turned into columns at a time, because rows of Python values take ten times the room."""

SEQ = ROW.get_field_index("seq")
HASH = ROW.get_field_index("hash")

Row = tuple[Any, ...]


def write(root: Path, rows: Iterable[Row], *, batch: int = BATCH) -> Watermark:
    """Append events, each a tuple of the columns of `ROW`, in the order of `seq`; events already there are skipped.

    What a killed export left beyond the watermark is deleted first. Returns the new watermark.

    Raises: LakeBroken when a `seq` is missing or out of order, or somebody else is writing.
    """
    return _append(root, lambda last: _chunks(_following(rows, last), min(CHUNK, batch)), batch)


def write_tables(root: Path, tables: Iterable[pa.Table], *, batch: int = BATCH) -> Watermark:
    """Append events that are columns already, of the schema `ROW`, after the last one that is there.

    Raises: LakeBroken when a `seq` is missing or out of order, or somebody else is writing.
    """
    return _append(root, lambda last: _unbroken(tables, last), batch)


def _append(root: Path, chunks_after: Callable[[int], Iterator[pa.Table]], batch: int) -> Watermark:
    with _locked(root):
        mark = watermark(root)
        _delete_unfinished(root, mark)
        for found in _batches(chunks_after(mark.last_seq), batch):
            mark = _write_batch(root, found, mark)
        if not mark.last_seq:
            write_watermark(root, mark)
        return mark


def _following(rows: Iterable[Row], last: int) -> Iterator[Row]:
    """The rows after `last`, refusing a gap: a follower that skipped an event would never notice."""
    for row in rows:
        seq = row[SEQ]
        if seq == last + 1:
            last = seq
            yield row
        elif seq > last:
            raise LakeBroken(f"Event {last + 1} is missing before event {seq}; run weisu events verify.")


def _unbroken(tables: Iterable[pa.Table], last: int) -> Iterator[pa.Table]:
    for table in tables:
        if table.num_rows and not table.column(SEQ).equals(_numbers(last + 1, table.num_rows)):
            raise LakeBroken(f"The events after {last} do not go on with {last + 1}, one by one.")
        last += table.num_rows
        yield table


def _numbers(first: int, count: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(range(first, first + count), pa.int64())])


def _chunks(rows: Iterator[Row], size: int) -> Iterator[pa.Table]:
    while taken := list(islice(rows, size)):
        yield pa.Table.from_batches([_columns(taken)], schema=ROW)


def _batches(chunks: Iterator[pa.Table], batch: int) -> Iterator[pa.Table]:
    """The chunks joined and cut again, each of `batch` rows but the last."""
    held, count = [], 0
    for chunk in chunks:
        held.append(chunk)
        count += chunk.num_rows
        while count >= batch:
            joined = pa.concat_tables(held)
            yield joined.slice(0, batch)
            held, count = [joined.slice(batch)], count - batch
    if count:
        yield pa.concat_tables(held)


def _columns(rows: list[Row]) -> pa.RecordBatch:
    values = zip(*rows, strict=True)
    arrays = [pa.array(column, type=field.type) for column, field in zip(values, ROW, strict=True)]
    return pa.record_batch(arrays, schema=ROW)


def _write_batch(root: Path, rows: pa.Table, mark: Watermark) -> Watermark:
    first, last = mark.last_seq + 1, mark.last_seq + rows.num_rows
    table = with_timestamps(rows)
    # Without a zone: pyarrow would look for a time zone database, which a bare machine need not have.
    months = pc.strftime(table.column("occurred_us").cast(pa.timestamp("us")), format="%Y-%m")
    found = sorted(pc.unique(months).to_pylist())
    for month in found:
        ours = table if len(found) == 1 else table.filter(pc.equal(months, month))
        replace(part_path(root, month, first, last), lambda path, ours=ours: _write_part(ours, path))
    mark = Watermark(last, mark.events + rows.num_rows, mark.files + len(found), rows.column(HASH)[-1].as_py())
    write_watermark(root, mark)
    return mark


def _write_part(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", row_group_size=BATCH)


def _delete_unfinished(root: Path, mark: Watermark) -> None:
    for part in list(all_parts(root)):
        if part.first > mark.last_seq:
            part.path.unlink()
    for path in list(root.glob(f"events/month=*/.*{UNFINISHED}")):
        path.unlink()


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LakeBroken(f"Another export is writing to {root}; wait for it to end.") from None
        yield
