"""Strata of their own: hard and unusual tickets are judged by milestones, never pooled with routine ones."""

import ibis
import ibis.expr.types as ir

from weisu.analytics.conditions import closed_for_good, every, in_time, is_closed, is_excluded, was_wanted
from weisu.analytics.metric import Asked, Direction, Metric, Shape
from weisu.analytics.rules import STRATA
from weisu.analytics.strata import is_anomalous, is_complex


def _handled(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return row.dispatched_us.notnull() & ~is_excluded(row)


def _raised(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Taken up above the unit: a conference was held or a supervision opened."""
    return (row.conferences > 0) | (row.supervisions > 0)


def _settled(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Closed and confirmed, and not taken up again since."""
    seen = (row.resolution == "confirmed") & (row.resolution_us > ibis.coalesce(row.reopened_us, 0))
    return is_closed(row) & seen.fill_null(False)


def _anomalous_and_due(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Anomalous tickets whose limit is past, unless before it they were taken back or merged."""
    return was_wanted(closed_for_good, "until_us")(row, asked) & is_anomalous(row, asked)


def _in_places(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Of the regions whose residents they are measured by: a ticket from elsewhere has no people beside it."""
    return every(row, asked) if asked.places is None else row.region_code.isin(asked.places)


METRICS = (
    Metric(
        key="complex_share",
        theme="fairness",
        table="path",
        when="registered_us",
        charged="lead_id",
        direction=Direction.NEUTRAL,
        counts=_handled,
        value=is_complex,
        reads=(STRATA,),
    ),
    Metric(
        key="complex_settled",
        theme="fairness",
        table="path",
        when="registered_us",
        charged="lead_id",
        counts=lambda row, asked: _handled(row, asked) & is_complex(row, asked),
        value=_settled,
        reads=(STRATA,),
    ),
    Metric(
        key="complex_raised",
        theme="fairness",
        table="path",
        when="registered_us",
        direction=Direction.HIGHER,
        counts=lambda row, asked: _handled(row, asked) & is_complex(row, asked),
        value=_raised,
        reads=(STRATA,),
    ),
    Metric(
        key="anomalous_share",
        theme="fairness",
        table="fct_ticket",
        when="registered_us",
        direction=Direction.NEUTRAL,
        counts=_handled,
        value=is_anomalous,
        reads=(STRATA,),
    ),
    Metric(
        key="anomalous_raised",
        theme="fairness",
        table="fct_ticket",
        when="registered_us",
        counts=lambda row, asked: _handled(row, asked) & is_anomalous(row, asked),
        value=_raised,
        reads=(STRATA,),
    ),
    Metric(
        key="anomalous_settled",
        theme="fairness",
        table="fct_ticket",
        when="registered_us",
        charged="lead_id",
        counts=lambda row, asked: _handled(row, asked) & is_anomalous(row, asked),
        value=_settled,
        reads=(STRATA,),
    ),
    Metric(
        key="anomalous_in_time",
        theme="fairness",
        table="pressed",
        when="until_us",
        charged="lead_id",
        counts=_anomalous_and_due,
        value=in_time(closed_for_good, "until_us"),
        reads=(STRATA,),
    ),
    Metric(
        key="deferral_cleared",
        theme="fairness",
        table="fct_ticket",
        when="registered_us",
        charged="lead_id",
        counts=lambda row, asked: (row.deferrals > 0) & ~is_excluded(row),
        value=lambda row, asked: (row.resumptions >= row.deferrals) | is_closed(row),
        needs=("ticket.deferred",),
    ),
    Metric(
        key="per_ten_thousand",
        theme="fairness",
        table="fct_ticket",
        when="registered_us",
        shape=Shape.PER_PEOPLE,
        unit="per_10k",
        direction=Direction.NEUTRAL,
        counts=_in_places,
        value=every,
    ),
)
