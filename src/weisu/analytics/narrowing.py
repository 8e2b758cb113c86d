"""A star in which only some tickets count: those that whoever asks may see, so that no number tells of another.

Calls belong to no ticket: of which places they count follows from the posts of whoever asks, and never from which
tickets are hidden, or the absence of a number would tell of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from weisu.analytics.engines.duckdb import sql_of
from weisu.analytics.star import Star, current
from weisu.analytics.steps import slotted
from weisu.analytics.tables import FOLLOW_UP, SLOT, TICKET, TRANSITION, WARNING
from weisu.domain.vocabulary import EventType as E

ABOUT_TICKETS = ("fct_ticket", "fct_assignment", "fct_transition", "fct_follow_up", "fct_reading", "fct_warning")
"""Tables whose rows say of which ticket they are; the others count events, and cannot be narrowed."""

BY_PLACE = ("agg_day", "agg_call")
"""Tables that count, among others, what belongs to no ticket."""

SEEN_IN: Mapping[str, Callable[[], ir.Table]] = {
    E.TICKET_DEFERRED: lambda: TICKET.filter(TICKET.deferrals > 0),
    E.TICKET_WITHDRAWN: lambda: TICKET.filter(TICKET.withdrawn_us.notnull()),
    E.REVIEW_RULED: lambda: TICKET.filter(TICKET.refusal_review.notnull()),
    E.QUALITY_CHECKED: lambda: TICKET.filter(TICKET.quality_checks > 0),
    E.FOLLOW_UP_COMPLETED: lambda: FOLLOW_UP.filter(FOLLOW_UP["type"] == E.FOLLOW_UP_COMPLETED.value),
    E.RATING_GIVEN: lambda: FOLLOW_UP.filter(FOLLOW_UP["type"] == E.RATING_GIVEN.value),
    E.WARNING_SENT: lambda: WARNING,
}
"""Events of tickets that measures need, and the rows by which they are known to have happened to tickets in sight."""


STEP = tuple(name for name in SLOT.columns if name not in ("n", "built"))
"""What a count of agg_slot is of."""


class Sight(NamedTuple):
    """The tickets that count: those of `ids`, or with `is_all_but` every one but those; and the places of calls.

    Of `places` calls count; None is every place, and an empty one none.
    """

    ids: Sequence[str]
    is_all_but: bool
    places: Sequence[str] | None = ()

    @property
    def has_calls(self) -> bool:
        """Whether the calls of any place count."""
        return self.places is None or bool(self.places)


def narrow(star: Star, sight: Sight) -> Star:
    """The same star, whose tables about tickets hold only the rows of tickets in sight."""
    star.places = sight.places
    star.engine.connection.register("in_sight", pa.table({"id": pa.array(sight.ids, pa.string())}))
    among = "NOT IN" if sight.is_all_but else "IN"
    for table in ABOUT_TICKETS:
        rows = current(star.lake, star.mark, table)
        star.engine.view(table, f"SELECT * FROM ({rows}) WHERE ticket_id {among} (SELECT id::UUID FROM in_sight)")
    if sight.places is not None:
        star.engine.connection.register("places", pa.table({"code": pa.array(sight.places, pa.string())}))
        for table in BY_PLACE:
            rows = current(star.lake, star.mark, table)
            star.engine.view(table, f"SELECT * FROM ({rows}) WHERE region_code IN (SELECT code FROM places)")
    _narrow_slots(star, sight)
    seen = {kind for kind, rows in SEEN_IN.items() if _has_rows(star, rows())}
    star.known_types = (star.known_types - SEEN_IN.keys()) | seen
    return star


def _narrow_slots(star: Star, sight: Sight) -> None:
    """Histograms of the tickets in sight: those of all less those out of it, or counted anew where few are in sight."""
    offset_us, columns = star.mark.offset_us, f"{', '.join(STEP)}, n"
    if not sight.is_all_but:
        star.engine.view("agg_slot", f"SELECT {columns}, 0 AS built FROM ({sql_of(slotted(TRANSITION, offset_us))})")
    elif sight.ids:
        rows = current(star.lake, star.mark, "fct_transition")
        star.engine.view("hidden", f"SELECT * FROM ({rows}) WHERE ticket_id IN (SELECT id::UUID FROM in_sight)")
        hidden = sql_of(slotted(ibis.table(TRANSITION.schema(), "hidden"), offset_us))
        both = f"SELECT {columns} FROM ({current(star.lake, star.mark, 'agg_slot')})"
        both += f" UNION ALL SELECT {', '.join(STEP)}, -n AS n FROM ({hidden})"
        left = f"SELECT {', '.join(STEP)}, sum(n)::BIGINT AS n, 0 AS built FROM ({both}) GROUP BY ALL"
        star.engine.view("agg_slot", f"SELECT * FROM ({left}) WHERE n > 0")


def _has_rows(star: Star, rows: ir.Table) -> bool:
    return bool(star.engine.answer(rows.select("ticket_id").limit(1)).num_rows)
