"""Numbers as a score prints them: a share with its base and interval, and the middle of a list."""

from collections.abc import Sequence
from math import sqrt
from statistics import quantiles
from typing import NamedTuple

Z = 1.959964


class Share(NamedTuple):
    """So many of so many."""

    hits: int
    of: int

    def as_dict(self) -> dict[str, float | int | None]:
        """The share with Wilson's 95 % interval (Newcombe 1998); of nothing it is unknown."""
        if not self.of:
            return {"share": None, "of": 0, "lo": None, "hi": None}
        p, n = self.hits / self.of, self.of
        middle, half = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        lo, hi = max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
        return {"share": p, "of": n, "lo": lo, "hi": hi}


def spread(values: Sequence[float]) -> dict[str, float | int | None]:
    """Median and quartiles of a list, with its length."""
    if not values:
        return {"median": None, "q1": None, "q3": None, "of": 0}
    low, middle, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else list(values) * 3
    return {"median": middle, "q1": low, "q3": high, "of": len(values)}
