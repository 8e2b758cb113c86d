"""How much, how often passed on, how long at each stage."""

import ibis
import ibis.expr.types as ir

from weisu.analytics.conditions import assessed, assessed_with, count_of, every, happened, is_excluded, more_than
from weisu.analytics.metric import Asked, Direction, Metric, Number, Shape
from weisu.analytics.rules import READING
from weisu.domain.state import ENDS
from weisu.domain.vocabulary import EventType as E

STAGES = ("registered", "accepted", "dispatched", "acknowledged", "handling", "return_review", "deferred", "replied")
"""Where a ticket waits for somebody, from the door to the closing."""


def _given(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return row.dispatched_us.notnull()


def _given_and_assessed(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return _given(row, asked) & ~is_excluded(row)


def _part(key: str, counts: Number, value: Number, **other: object) -> Metric:
    given: dict[str, object] = {"direction": Direction.LOWER, "charged": "unit_id", "when": "since_us"}
    return Metric(key=key, theme="workload", table="fct_assignment", counts=counts, value=value, **(given | other))  # type: ignore[arg-type]


def _ticket(key: str, counts: Number, value: Number, **other: object) -> Metric:
    given: dict[str, object] = {"direction": Direction.LOWER, "charged": "lead_id", "when": "registered_us"}
    given["table"] = "fct_ticket"
    return Metric(key=key, theme="workload", counts=counts, value=value, **(given | other))  # type: ignore[arg-type]


def _stage(status: str, *, working: bool) -> Metric:
    """How long tickets stay at one stage, on the wall or in office hours; those who are there still are censored."""
    column = f"{status}_working_s" if working else f"{status}_s"

    def here(row: ir.Table) -> ir.BooleanValue:
        return (row.status == status).fill_null(False)

    def seconds(row: ir.Table, asked: Asked) -> ir.Value:
        on_wall = ibis.greatest(asked.as_of_us - row.last_us, 0) // 1_000_000
        return row[column] + ibis.ifelse(here(row), row.idle_working_s if working else on_wall, 0)

    return _ticket(
        f"residence_{status}" + ("_working" if working else ""),
        lambda row, asked: (row[f"{status}_s"] > 0) | here(row),
        seconds,
        table="waiting" if working else "fct_ticket",
        shape=Shape.MEDIAN,
        unit="seconds",
        ended=lambda row, asked: ~here(row),
    )


def _reply(key: str, counts: Number, value: Number, **other: object) -> Metric:
    """What readers found in a reply."""
    given: dict[str, object] = {"table": "read", "when": "at_us", "joins": True, "needs": (E.QUALITY_CHECKED.value,)}
    return Metric(key=key, theme="workload", counts=counts, value=value, **(given | other))  # type: ignore[arg-type]


def _readers_agree(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Two readers of one reply gave it points no further apart than the rubric allows."""
    return (row.first_points - row.second_points).abs() <= asked.rule.reading.tolerance


def _documented(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """The requester was reached before the last reply, and something was handed in that shows the work."""
    return (row.contacted_us <= row.replied_us).fill_null(False) & (row.files > 0)


def _first_dispatch_right(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return (row.returns_upheld == 0) & (row.rulings_moved == 0) & (row.redispatches == 0)


METRICS = (
    _ticket("tickets", every, every, shape=Shape.COUNT, unit="count", direction=Direction.NEUTRAL),
    _part("parts", every, every, shape=Shape.COUNT, unit="count", direction=Direction.NEUTRAL),
    _ticket(
        "still_open",
        _given,
        lambda row, asked: row.status.notin([one.value for one in ENDS]),
        direction=Direction.NEUTRAL,
    ),
    Metric(
        key="in_hand",
        theme="workload",
        table="load",
        when="since_us",
        charged="unit_id",
        shape=Shape.MEAN,
        unit="parts",
        direction=Direction.NEUTRAL,
        counts=every,
        value=count_of("in_hand"),
        remark="pressure",
    ),
    _part("sent_back", assessed, count_of("returns_requested"), shape=Shape.RATE),
    _part(
        "return_upheld",
        assessed_with("return_ruled_us"),
        lambda row, asked: row.returns_upheld / row.returns_ruled,
        direction=Direction.NEUTRAL,
        weight="returns_ruled",
    ),
    _part("misdispatched", assessed, more_than("returns_upheld", 0), charged="sent_by"),
    _ticket(
        "first_dispatch_right",
        _given_and_assessed,
        _first_dispatch_right,
        charged="first_sent_by",
        direction=Direction.HIGHER,
    ),
    _ticket(
        "hand_overs",
        _given,
        lambda row, asked: ibis.greatest(row.dispatches - 1, 0),
        shape=Shape.MEAN,
        unit="per_ticket",
        charged="",
    ),
    Metric(
        key="ping_pong",
        theme="workload",
        table="path",
        when="registered_us",
        direction=Direction.LOWER,
        counts=_given,
        value=lambda row, asked: row.came_back.fill_null(False),
    ),
    _part("reply_rejected", assessed_with("reviewed_us"), more_than("replies_rejected", 0)),
    _part("disputed", assessed, more_than("disputes", 0), direction=Direction.NEUTRAL),
    _part("supervised", assessed, more_than("supervisions", 0)),
    _part("deferred", assessed, more_than("deferrals", 0), direction=Direction.NEUTRAL),
    _ticket("chased", _given_and_assessed, more_than("chases", 0)),
    _ticket("recategorised_after_dispatch", _given, lambda row, asked: row.intake_category != row.category, charged=""),
    _ticket("excluded", happened("closed_us"), lambda row, asked: is_excluded(row), direction=Direction.NEUTRAL),
    *(_stage(status, working=working) for status in STAGES for working in (False, True)),
    _reply("quality_points", assessed, count_of("points"), shape=Shape.MEAN, unit="points", charged="unit_id"),
    _reply("quality_agreement", assessed_with("second_points"), _readers_agree, reads=(READING,)),
    _part(
        "reply_documented",
        assessed_with("first_replied_us"),
        _documented,
        direction=Direction.NEUTRAL,
        remark="machine_only",
    ),
)
