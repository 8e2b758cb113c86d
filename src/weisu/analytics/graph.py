"""What follows what on tickets: how often, and the median time between, from what each event says of the one before."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from weisu import lake as lakes
from weisu.science.arrays import Integers

SECONDS, CODE = 40, 11
"""Bits of a step's seconds, and of the code of a type: one whole number says from where, to where and how long."""


def directly_follows(lake: Path, *, working: bool = False) -> pa.Table:
    """One row per step (`prev_type`, `type`), the most frequent first: `n`, and `median_s` on the wall or `working`.

    No event is compared with its neighbour: the log wrote down with each what came before it.

    Raises: LakeBroken.
    """
    names, steps = _steps(lake, "working_s" if working else "elapsed_s")
    # In order of size the steps of one kind stand together, the median of their seconds in the middle.
    steps.sort()
    steps = steps[np.searchsorted(steps, 0) :]
    kinds, first, n = _runs(steps >> SECONDS)
    middle = [steps[first + half] & ((1 << SECONDS) - 1) for half in ((n - 1) // 2, n // 2)]
    found = {
        "prev_type": pa.array(names).take(pa.array(kinds >> CODE)),
        "type": pa.array(names).take(pa.array(kinds & ((1 << CODE) - 1))),
        "n": n,
        "median_s": (middle[0] + middle[1]) / 2,
    }
    return pa.table(found).sort_by([("n", "descending"), ("prev_type", "ascending"), ("type", "ascending")])


def _steps(lake: Path, clock: str) -> tuple[list[str], Integers]:
    """The names of types by code, and every event as a step; below 0 where nothing came before."""
    codes: dict[str, int] = {"": -1}
    steps = np.empty(lakes.watermark(lake).events, np.int64)
    at = 0
    for table in lakes.scan(lake, columns=("prev_type", "type", clock), coded=("prev_type", "type")):
        for batch in table.to_batches():
            some = steps[at : at + batch.num_rows]
            some[:] = batch.column(clock)
            some |= _coded(batch.column("prev_type"), codes) << (SECONDS + CODE)
            some |= _coded(batch.column("type"), codes) << SECONDS
            at += batch.num_rows
    return [name for name in codes if name], steps[:at]


def _coded(column: pa.DictionaryArray, codes: dict[str, int]) -> Integers:
    """The codes of a column of types, the same for every part of the lake."""
    of_part = [codes.setdefault(name, len(codes) - 1) for name in column.dictionary.to_pylist()]
    found: Integers = np.asarray(of_part, np.int64)[column.indices]
    return found


def _runs(kinds: Integers) -> tuple[Integers, Integers, Integers]:
    """The kinds in a sorted column, where each begins, and how many there are of it."""
    first = np.flatnonzero(np.diff(kinds, prepend=-1))
    return kinds[first], first, np.diff(first, append=kinds.size)
