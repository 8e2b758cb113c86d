"""未诉先办: looked for before anybody had to ask. Fewer requests alone prove nothing, so none of these is scored."""

from weisu.analytics.conditions import every
from weisu.analytics.metric import Direction, Metric

METRICS = (
    Metric(
        key="proactive_share",
        theme="proactive",
        table="fct_ticket",
        when="registered_us",
        direction=Direction.NEUTRAL,
        counts=every,
        value=lambda row, asked: row.origin == "proactive",
    ),
    Metric(
        key="proactive_settled",
        theme="proactive",
        table="fct_ticket",
        when="registered_us",
        charged="lead_id",
        counts=lambda row, asked: (row.origin == "proactive") & row.dispatched_us.notnull(),
        value=lambda row, asked: row.closed_us.notnull() & (row.reopens == 0),
    ),
)
