"""How a column of the star comes of events: one fold a column, so that a day's events can be added to what is there.

A ticket's events come in order, and later ones never change what an earlier one said. So what the events up to some
point gave can be merged with what the events after it give: the merged row is what all of them would have given.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from weisu.analytics.engines.functions import aggregate


class Fold(NamedTuple):
    """One column: how values are folded (`first`, `last`, `least`, `sum`), which value, and of which rows."""

    how: str
    value: ir.Value
    where: ir.BooleanValue | None = None

    def over(self, order: ir.Value) -> ir.Value:
        """The aggregate of one group of rows in this order; `first` and `last` pass over rows without a value."""
        match self.how:
            case "first":
                return _picked("arg_min", self.value, order, self.where)
            case "last":
                return _picked("arg_max", self.value, order, self.where)
            case "least":
                return self.value.min(where=self.where)
            case "sum":
                # DuckDB sums in 128 bits, which Parquet would keep as a float.
                return self.value.sum(where=self.where).cast("decimal(38, 0)").cast("int64").fill_null(0)
        raise ValueError(f"no fold {self.how!r}")

    def merged(self, earlier: ir.Value, later: ir.Value) -> ir.Value:
        """What all events give, of what earlier and later ones gave; NULL is nothing."""
        match self.how:
            case "first":
                return ibis.coalesce(earlier, later)
            case "last":
                return ibis.coalesce(later, earlier)
            case "least":
                return ibis.least(earlier, later)
            case "sum":
                return earlier.fill_null(0) + later.fill_null(0)
        raise ValueError(f"no fold {self.how!r}")


Folds = Mapping[str, Fold]


def folded(folds: Folds, order: ir.Value) -> dict[str, ir.Value]:
    """Every column's aggregate, by name."""
    return {name: fold.over(order) for name, fold in folds.items()}


def _picked(name: str, value: ir.Value, order: ir.Value, where: ir.BooleanValue | None) -> ir.Value:
    kind = value.type()
    if (name, kind) not in _PICKS:
        # DuckDB's own: what Ibis makes of `argmax` sorts by strings of bytes, at many times the cost.
        _PICKS[name, kind] = aggregate(name, kind, dt.int64, to=kind)
    return _PICKS[name, kind](value, order, where=where)


_PICKS: dict[tuple[str, dt.DataType], Any] = {}
