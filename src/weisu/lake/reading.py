"""Taking events out of the lake again, in the order of `seq`."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from weisu.lake.columns import ROW
from weisu.lake.errors import LakeBroken
from weisu.lake.parts import LAYOUT, Part, parts, watermark


def read(root: Path, *, columns: Sequence[str] = tuple(ROW.names)) -> Iterator[pa.Table]:
    """Every event up to the watermark, one table per batch that was written, rows in the order of `seq`.

    Raises: LakeBroken, naming the file, when an event is missing, twice there or a file cannot be read.
    """
    last = 0
    for (first, until), group in groupby(parts(root), key=lambda part: (part.first, part.last)):
        if first != last + 1:
            raise LakeBroken(f"After event {last} the lake goes on with event {first}; a part of {root} is missing.")
        yield _batch(list(group), columns)
        last = until
    if last != watermark(root).last_seq:
        raise LakeBroken(f"The parts of {root} end at event {last}, its watermark at {watermark(root).last_seq}.")


def scan(root: Path, *, columns: Sequence[str], coded: Sequence[str] = ()) -> Iterator[pa.Table]:
    """These columns of every event up to the watermark, a table per part, in no order that could be relied upon.

    Texts named in `coded` come as dictionaries: a code per row, and each text once a part. Raises: LakeBroken.
    """
    return (_part(part, columns, coded) for part in parts(root))


def _batch(group: list[Part], columns: Sequence[str]) -> pa.Table:
    first, last = group[0].first, group[0].last
    # That every event is there once is told by `seq`, whether or not it was asked for.
    asked = list(dict.fromkeys(["seq", *columns]))
    found = [_part(part, asked) for part in group]
    table = found[0] if len(found) == 1 else pa.concat_tables(found).sort_by("seq")
    table = table.combine_chunks()
    if not table.column("seq").equals(pa.chunked_array([pa.array(range(first, last + 1), pa.int64())])):
        where = group[0].path.name
        raise LakeBroken(f"The parts {where} of {len(group)} months do not hold events {first} to {last}, each once.")
    return table.select(list(columns))


def _part(part: Part, columns: Sequence[str], coded: Sequence[str] = ()) -> pa.Table:
    try:
        # Opened alone: the directory's name must not become a column, nor neighbours a data set. Threads would double
        # the CPU time of files of this size.
        table = pq.ParquetFile(part.path, read_dictionary=coded).read(columns=list(columns), use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise LakeBroken(f"{part.path} cannot be read: {error}") from error
    expected = pa.schema([_coded(name) if name in coded else ROW.field(name) for name in columns])
    if set(columns) <= set(table.column_names) and table.select(columns).schema.equals(expected):
        return table.select(columns)
    raise LakeBroken(f"{part.path} does not have the columns of layout {LAYOUT}; it holds {table.schema.names}.")


def _coded(name: str) -> pa.Field:
    return ROW.field(name).with_type(pa.dictionary(pa.int32(), ROW.field(name).type))
