"""Strata of their own: hard and unusual tickets are judged by milestones, never pooled with routine ones."""

from functools import partial

import ibis
import ibis.expr.types as ir

from weisu.analytics.conditions import closed_for_good, every, in_time, is_closed, is_excluded, was_wanted
from weisu.analytics.metric import Asked, Condition, Direction, Metric, Shape
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


def _of(stratum: Condition) -> Condition:
    """Tickets that a unit was given and that belong to a stratum; excluded ones never."""
    return lambda row, asked: _handled(row, asked) & stratum(row, asked)


_stratum = partial(Metric, theme="fairness", when="registered_us", charged="lead_id", reads=(STRATA,))


METRICS = (
    _stratum(key="complex_share", table="path", counts=_handled, value=is_complex, direction=Direction.NEUTRAL),
    _stratum(key="complex_settled", table="path", counts=_of(is_complex), value=_settled),
    _stratum(key="complex_raised", table="path", counts=_of(is_complex), value=_raised, charged=""),
    _stratum(
        key="anomalous_share",
        table="fct_ticket",
        counts=_handled,
        value=is_anomalous,
        charged="",
        direction=Direction.NEUTRAL,
    ),
    _stratum(key="anomalous_raised", table="fct_ticket", counts=_of(is_anomalous), value=_raised, charged=""),
    _stratum(key="anomalous_settled", table="fct_ticket", counts=_of(is_anomalous), value=_settled),
    _stratum(
        key="anomalous_in_time",
        table="pressed",
        when="until_us",
        counts=_anomalous_and_due,
        value=in_time(closed_for_good, "until_us"),
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
