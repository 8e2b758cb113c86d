"""What a neighbourhood wrote in one window, before it knows its numbers in the log.

Rows become columns as soon as the window has been lived, while they are at hand; of their values only the number and
the chain of hashes are added later.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from weisu import lake
from weisu.simulate.port import Case

PreRow = tuple[Any, ...]
"""The columns of `weisu.lake.ROW` from `event_id` to `working_s`."""

NUMBER, *_OF_DRAFT, BEFORE, HASH = lake.ROW
DRAFT = pa.schema(_OF_DRAFT)
TEXTS = lake.TEXTS.schema


class Draft(NamedTuple):
    """Rows in the order in which they happened: their tickets, values as JSON and as columns, and what was said."""

    cases: list[Case | None]
    spelled: list[bytes]
    rows: pa.RecordBatch
    texts: pa.RecordBatch

    @property
    def instants(self) -> pa.Array:
        """When each of them happened, in microseconds."""
        return self.rows.column("occurred_us")


def drafted(rows: Sequence[tuple[Case | None, PreRow]], texts: Sequence[tuple[Any, ...]]) -> Draft:
    """The rows and texts of one window as columns."""
    values = [row for _, row in rows]
    spelled = [orjson.dumps(row)[1:-1] for row in values]
    return Draft([case for case, _ in rows], spelled, columns(values, DRAFT), columns(texts, TEXTS))


def chained(draft: Draft, seqs: NDArray[np.int64]) -> pa.RecordBatch:
    """The finished rows under these numbers; each ticket's chain goes on where it ended.

    A hash is that of the JSON list of all values before it, as `weisu.lake` defines it.
    """
    before, hashes = [], []
    for case, spelled, seq in zip(draft.cases, draft.spelled, seqs.tolist(), strict=True):
        chain = case.chain if case is not None else ""
        own = sha256(b'[%d,%b,"%b"]' % (seq, spelled, chain.encode())).hexdigest()
        if case is not None:
            case.chain = own
        before.append(chain)
        hashes.append(own)
    ends = [pa.array(before, BEFORE.type), pa.array(hashes, HASH.type)]
    return pa.record_batch([pa.array(seqs, NUMBER.type), *draft.rows.columns, *ends], schema=lake.ROW)


def columns(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    """Rows of values as one batch of this schema."""
    values: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.record_batch([pa.array(v, type=f.type) for v, f in zip(values, schema, strict=True)], schema=schema)
