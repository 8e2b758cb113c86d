"""Logs of tens of millions of tickets: what `logs` writes, whole columns at a time.

Ids and hashes have their looks and their length but follow from nothing, and hashes chain nothing: for whoever reads
neither. The rest of every row is that of `logs`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tools.bench.parts.lives import lives, national
from tools.bench.parts.logs import MODELS, NUMBER, Row, model_rows
from weisu import lake
from weisu.lake.columns import ROW

AT_ONCE = 8_000
"""Tickets whose events are mixed in the order of time, as a log has them."""

DASHES = (8, 13, 18, 23)
Places = NDArray[np.int64]


class Models(NamedTuple):
    """The rows of every life one after the other, where each life begins and how many rows it has.

    `head` and `tail` are what stands before and after the ticket's number in a payload; `is_named` says if it is there.
    """

    rows: pa.Table
    begins: Places
    counts: Places
    head: pa.Array
    tail: pa.Array
    is_named: NDArray[np.bool_]


def write_lake(root: Path, tickets: int, *, seed: int = 54321) -> int:
    """A lake with the whole log of so many tickets; returns the number of events."""
    return lake.write_tables(root, tables(tickets, seed=seed)).last_seq


def tables(tickets: int, *, seed: int = 54321) -> Iterator[pa.Table]:
    """The rows of so many tickets in the order of `seq`, some thousands of tickets at a time."""
    policy, rng, seq = national(), np.random.default_rng(seed), 0
    models = _models([model_rows(life, policy.calendar) for life in lives(min(MODELS, tickets), policy)])
    for first in range(0, tickets, AT_ONCE):
        found = _block(models, np.arange(first, min(first + AT_ONCE, tickets)), tickets, seq, rng)
        seq += found.num_rows
        yield found


def first_rows(tables: Iterator[pa.Table], rows: int, held: list[pa.Table]) -> Iterator[pa.Table]:
    """The next so many rows; of the table that is cut, the rest stays in `held` for the next who asks."""
    while rows:
        table = held.pop() if held else next(tables)
        if table.num_rows > rows:
            held.append(table.slice(rows))
        yield table.slice(0, rows)
        rows -= min(rows, table.num_rows)


def _models(lives: Sequence[Sequence[Row]]) -> Models:
    rows = [(*row, "") for life in lives for row in life]
    columns = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), ROW, strict=True)]
    counts = np.array([len(life) for life in lives])
    parts = [payload.partition(NUMBER) for payload in columns[ROW.get_field_index("payload")].to_pylist()]
    head, tail = (pa.array([part[place] for part in parts]) for place in (0, 2))
    named = np.array([bool(part[1]) for part in parts])
    return Models(pa.table(columns, ROW), np.cumsum(counts) - counts, counts, head, tail, named)


def _block(models: Models, numbers: Places, tickets: int, seq: int, rng: np.random.Generator) -> pa.Table:
    """The rows of these tickets. Neighbours copy one life, so the log moves through its year as a real one does."""
    life = numbers * models.counts.size // tickets
    counts = models.counts[life]
    of = np.repeat(np.arange(numbers.size), counts)
    row = np.arange(of.size) - np.repeat(np.cumsum(counts) - counts, counts) + models.begins[life][of]
    order = np.argsort(models.rows["occurred_us"].to_numpy()[row], kind="stable")
    hashes = _digits(rng, of.size, 32)
    before = np.where(np.diff(of, prepend=-1), of.size, np.arange(-1, of.size - 1))
    made = {
        "seq": pa.array(np.arange(seq + 1, seq + 1 + of.size)),
        "event_id": _ids(rng, of.size),
        "ticket_id": _ids(rng, numbers.size).take(pa.array(of[order])),
        "payload": _payloads(models, row[order], numbers[of[order]]),
        "prev_hash": pa.concat_arrays([hashes, pa.array([""])]).take(pa.array(before[order])),
        "hash": hashes.take(pa.array(order)),
    }
    copied = models.rows.drop_columns(list(made)).take(pa.array(row[order]))
    return pa.table([made[name] if name in made else copied[name] for name in ROW.names], ROW)


def _payloads(models: Models, row: Places, numbers: Places) -> pa.Array:
    """Every payload with the number of its own ticket where it names one."""
    named = pa.array(models.is_named[row])
    number = pc.binary_join_element_wise("B", pa.array(numbers).cast(pa.string()), "-", "")
    at = pa.array(row)
    return pc.binary_join_element_wise(models.head.take(at), pc.if_else(named, number, ""), models.tail.take(at), "")


def _digits(rng: np.random.Generator, count: int, width: int) -> pa.Array:
    """So many texts of `width` bytes in hexadecimal digits."""
    return _texts(np.frombuffer(rng.bytes(count * width).hex().encode(), np.uint8).reshape(count, 2 * width))


def _ids(rng: np.random.Generator, count: int) -> pa.Array:
    digits = np.frombuffer(rng.bytes(count * 16).hex().encode(), np.uint8).reshape(count, 32)
    return _texts(np.insert(digits, [place - number for number, place in enumerate(DASHES)], ord("-"), axis=1))


def _texts(letters: NDArray[np.uint8]) -> pa.Array:
    """One text for each row of letters."""
    count, width = letters.shape
    ends = pa.py_buffer(np.arange(0, (count + 1) * width, width, dtype=np.int32))
    return pa.Array.from_buffers(pa.string(), count, [None, ends, pa.py_buffer(np.ascontiguousarray(letters))])
