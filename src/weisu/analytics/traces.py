"""What the process leaves of each closing, before anybody is asked: one row per ticket a unit closed and that stands.

Nothing a requester answered or rated is among it, whoever asked them: predictions must not feed on what they predict.
"""

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from weisu.analytics.conditions import stands_closed
from weisu.analytics.instants import DAY_US
from weisu.analytics.period import Period
from weisu.analytics.star import Star
from weisu.analytics.tables import TICKET
from weisu.science.arrays import Floats

WATCHED_DAYS = 30
"""A matter that stayed away so long stays away."""

TRACES = (
    "came_back",
    "quiet",
    "waited",
    "promise_kept",
    "contacted",
    "chased",
    "supplemented",
    "repeats",
    "redone",
    "sent_back",
    "extended",
)
"""The columns a prediction is made of, each a number of about 0 to 3."""


def traces(star: Star, period: Period) -> pa.Table:
    """Closings of the period that stand, as of the newest event: whose they are, and what the process left of each."""
    start, end = period.bounds(star.mark.offset_us)
    rows = TICKET.filter(stands_closed(TICKET), TICKET.closed_us >= start, TICKET.closed_us < end)
    rows = _with_repeats(rows)
    left = {name: value.cast("float64").fill_null(0.0) for name, value in _left(rows, star.as_of_us).items()}
    named = {"ticket_id": rows.ticket_id.cast("string"), "unit": rows.lead_id, "matter": rows.category}
    rows = rows.select("number", "closed_us", **named, **left)
    return star.engine.answer(rows.order_by("number"))


def matrix(rows: pa.Table) -> Floats:
    """The traces as numbers, closings × traces."""
    return np.column_stack([rows[name].to_numpy() for name in TRACES]).astype(np.float64)


def _with_repeats(rows: ir.Table) -> ir.Table:
    """With when the matter was next brought up in a ticket of its own, as `again_us`."""
    again = TICKET.filter(TICKET.repeat_of.notnull()).select("repeat_of", again_us=TICKET.registered_us)
    pairs = rows.select("ticket_id", "number", "closed_us").inner_join(again, [("number", "repeat_of")])
    later = pairs.filter(pairs.again_us > pairs.closed_us)
    later = later.group_by("ticket_id").aggregate(again_us=later.again_us.min())
    return rows.left_join(later, "ticket_id").drop("ticket_id_right")


def _left(row: ir.Table, as_of_us: int) -> dict[str, ir.Value]:
    quiet_us = ibis.least(ibis.coalesce(row.again_us, as_of_us) - row.closed_us, WATCHED_DAYS * DAY_US)
    values = (
        row.again_us.notnull(),
        quiet_us / (WATCHED_DAYS * DAY_US),
        ((row.closed_us - row.registered_us) / DAY_US + 1).ln(),
        row.closed_us <= row.promise_due_us,
        row.contacted_us.notnull(),
        (row.chases + 1).ln(),
        (row.supplements + 1).ln(),
        row.repeat_of.notnull(),
        (row.reopens + row.replies_rejected + 1).ln(),
        (row.returns_requested + 1).ln(),
        (row.extensions + row.deferrals + 1).ln(),
    )
    return dict(zip(TRACES, values, strict=True))
