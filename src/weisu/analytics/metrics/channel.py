"""The door: who got through, and who had the answer at once."""

import ibis
import ibis.expr.types as ir

from weisu.analytics.conditions import happened, none_yet
from weisu.analytics.metric import Asked, Direction, Metric, Shape


def _calls(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return row["type"].isin(["contact.received", "contact.missed"])


def _call(key: str, *needs: str, direction: Direction = Direction.HIGHER) -> Metric:
    """A measure that waits for the telephone system to write into the log."""
    return Metric(
        key=key,
        theme="channel",
        table="agg_day",
        when="at_us",
        weight="n",
        direction=direction,
        counts=none_yet,
        value=none_yet,
        needs=needs,
    )


METRICS = (
    Metric(
        key="answered",
        theme="channel",
        table="agg_day",
        when="at_us",
        weight="n",
        counts=_calls,
        value=lambda row, asked: row["type"] == "contact.received",
        needs=("contact.received", "contact.missed"),
    ),
    _call("answered_in_15s", "call.answered"),
    _call("abandoned", "call.abandoned", direction=Direction.LOWER),
    Metric(
        key="called_back",
        theme="channel",
        table="agg_day",
        when="at_us",
        weight="n",
        shape=Shape.RATE,
        unit="per_call",
        counts=lambda row, asked: row["type"] == "contact.called_back",
        value=lambda row, asked: row["type"] == "contact.called_back",
        base=lambda row, asked: row["type"] == "contact.missed",
        needs=("contact.missed",),
    ),
    Metric(
        key="direct_answer",
        theme="channel",
        table="fct_ticket",
        when="registered_us",
        direction=Direction.NEUTRAL,
        counts=lambda row, asked: row.accepted_us.notnull() | row.answered_us.notnull(),
        value=happened("answered_us"),
    ),
    Metric(
        key="declined",
        theme="channel",
        table="fct_ticket",
        when="registered_us",
        direction=Direction.NEUTRAL,
        counts=happened("triaged_us"),
        value=happened("declined_us"),
    ),
    Metric(
        key="transferred",
        theme="channel",
        table="fct_ticket",
        when="registered_us",
        direction=Direction.NEUTRAL,
        counts=happened("triaged_us"),
        value=happened("transferred_us"),
    ),
    Metric(
        key="repeat_at_door",
        theme="channel",
        table="fct_ticket",
        when="registered_us",
        direction=Direction.LOWER,
        counts=lambda row, asked: ibis.literal(True),
        value=happened("repeat_of"),
    ),
)
