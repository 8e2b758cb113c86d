"""What measures written by hand share: conditions that many of them have, and how a question tells of measures."""

from collections.abc import Mapping
from typing import NamedTuple

MONTH = "strftime(make_timestamp({when}), '%Y-%m') AS month"
KEPT = "coalesce(exclusion, '') <> 'granted'"
HAD = "dispatched_us IS NOT NULL"
CLOSED = "closed_us >= coalesce(reopened_us, 0)"
CURRENT = "followed_up_us >= coalesce(reopened_us, 0)"
MERGED = "merged_us > coalesce(unmerged_us, 0)"
SETTLED = f"({CLOSED} AND resolution = 'confirmed' AND resolution_us > coalesce(reopened_us, 0))"
RAISED = "(conferences > 0 OR supervisions > 0)"
ODD = "(dispatches >= 3 OR reopens >= 3)"


class Columns(NamedTuple):
    """The columns of an answer that tell of one measure: how many count, what they add up to, and what stands beside.

    `base` counts who should have been asked; `squares` adds up the squares of numbers of which a mean is asked.
    """

    n: str
    total: str
    base: str = ""
    squares: str = ""


class Question(NamedTuple):
    """One pass over a table: `unit` where a unit answers for it, `month`, and the columns of each measure it tells.

    A curve has `s`, `code` (0: still running) and `n` instead: counted durations, for all its measures alike.
    """

    sql: str
    tells: Mapping[str, Columns]
    is_curve: bool = False


def shares(n: str, *names: str) -> dict[str, Columns]:
    """Measures whose column has their name, all of the same rows."""
    return {name: Columns(n, name) for name in names}
