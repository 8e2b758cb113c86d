"""The door: who got through, and who had the answer at once."""

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from weisu.analytics.conditions import happened
from weisu.analytics.metric import Asked, Condition, Direction, Metric, Shape
from weisu.analytics.rules import ANSWERING, Counting
from weisu.domain.vocabulary import EventType as E
from weisu.domain.vocabulary import Unanswered


def _is(*types: str) -> Condition:
    return lambda row, asked: row["type"].isin([str(one) for one in types])


def _answered_and_timed(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Answered, and the exchange said after how long; none where no rule sets a limit."""
    return _is(E.CONTACT_RECEIVED)(row, asked) & row.waited_s.notnull() & (asked.rule.answering.within_seconds > 0)


def _within_limit(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return (row.waited_s <= asked.rule.answering.within_seconds).fill_null(False)


def _limit(rule: Counting) -> Sequence[str]:
    return str(rule.answering.within_seconds), rule.text(ANSWERING).basis


def _could_be_answered(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Every call but those that the exchange turned away: nobody gave those up."""
    return _is(*RANG)(row, asked) & (row.outcome != Unanswered.TURNED_AWAY.value)


def _calls(key: str, **more: Any) -> Metric:
    return Metric(key=key, theme="channel", table="agg_call", when="at_us", weight="n", **more)


RANG = (E.CONTACT_RECEIVED, E.CONTACT_MISSED)
METRICS = (
    _calls("answered", counts=_is(*RANG), value=_is(E.CONTACT_RECEIVED), needs=RANG),
    _calls(
        "answered_in_time",
        counts=_answered_and_timed,
        value=_within_limit,
        base=_is(E.CONTACT_RECEIVED),
        unknown="wait_unknown",
        reads=(ANSWERING,),
        remark="answered_within",
        stated=_limit,
        needs=(E.CONTACT_RECEIVED,),
    ),
    _calls(
        "abandoned",
        direction=Direction.LOWER,
        counts=_could_be_answered,
        value=_is(E.CONTACT_MISSED),
        needs=RANG,
    ),
    _calls(
        "called_back",
        shape=Shape.RATE,
        unit="per_call",
        counts=_is(E.CONTACT_CALLED_BACK),
        value=_is(E.CONTACT_CALLED_BACK),
        base=_is(E.CONTACT_MISSED),
        needs=(E.CONTACT_MISSED,),
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
