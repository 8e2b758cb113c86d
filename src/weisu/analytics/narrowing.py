"""A star in which only some tickets count: those that whoever asks may see, so that no number tells of another."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from weisu.analytics.star import Star, current

ABOUT_TICKETS = ("fct_ticket", "fct_assignment", "fct_transition", "fct_follow_up")
"""Tables whose rows say of which ticket they are; the others count events, and cannot be narrowed."""


class Sight(NamedTuple):
    """The tickets that count: those of `ids`, or with `is_all_but` every one but those."""

    ids: Sequence[str]
    is_all_but: bool

    @property
    def is_whole(self) -> bool:
        """Whether every ticket counts."""
        return self.is_all_but and not self.ids


EVERYTHING = Sight((), is_all_but=True)


def narrow(star: Star, sight: Sight) -> Star:
    """The same star, whose tables about tickets hold only the rows of tickets in sight."""
    star.engine.connection.register("in_sight", pa.table({"id": pa.array(sight.ids, pa.string())}))
    among = "NOT IN" if sight.is_all_but else "IN"
    for table in ABOUT_TICKETS:
        rows = current(star.lake, star.mark, table)
        star.engine.view(table, f"SELECT * FROM ({rows}) WHERE ticket_id {among} (SELECT id::UUID FROM in_sight)")
    return star
