"""Strata of their own: which tickets are hard (复杂件) or unusual (异常件) by the rule, unlike the routine ones."""

import ibis
import ibis.expr.types as ir

from weisu.analytics.metric import Asked
from weisu.analytics.subjects import beside, path

COMPLEX, ANOMALOUS, ROUTINE = "complex", "anomalous", "routine"


def is_complex(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """复杂件: many parts or reopenings by the rule, settled in a conference, deferred, or complex as registered."""
    strata = asked.rule.strata
    many = _from(row.parts, strata.complex_parts) | _from(row.reopens, strata.complex_reopens)
    raised = (row.conferences > 0) | (row.deferrals > 0)
    return many | raised | (row.intake_priority == "complex").fill_null(False)


def is_anomalous(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """异常件: given to a lead (reopenings left out), or done again, as often as the rule says."""
    strata = asked.rule.strata
    return _from(row.dispatches, strata.anomalous_dispatches) | _from(row.reopens, strata.anomalous_reopens)


def with_stratum(rows: ir.Table, asked: Asked) -> ir.Table:
    """Rows about tickets, each with the `stratum` of its ticket: a ticket that is both counts as complex."""
    ways = path()
    other = ibis.ifelse(is_anomalous(ways, asked), ANOMALOUS, ROUTINE)
    of_ticket = ways.select("ticket_id", stratum=ibis.ifelse(is_complex(ways, asked), COMPLEX, other))
    return beside(rows, of_ticket)


def _from(count: ir.Value, least: int) -> ir.BooleanValue:
    return count >= least if least else ibis.literal(False)
