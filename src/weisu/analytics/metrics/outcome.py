"""Did it help: the three rates by one rule of follow-ups, what came back, and what other witnesses saw."""

from collections.abc import Sequence
from functools import partial

import ibis
import ibis.expr.types as ir

from weisu.analytics.conditions import (
    When,
    at,
    happened,
    in_time,
    is_excluded,
    is_over,
    stands_closed,
    was_due,
    was_owed,
)
from weisu.analytics.instants import DAY_US
from weisu.analytics.metric import Asked, Direction, Metric, Number, Shape, Stated
from weisu.analytics.rules import CONTACT, FOLLOW_UP, FOLLOWING_UP, LINKING, Counting
from weisu.analytics.silence import SILENT, is_silent, was_asked, was_silent

WATCHED_DAYS = (7, 30, 90)
"""For how many days after a closing it is asked whether the matter came back."""

GIVEN_WORDS = ("yes", "partly", "no")
LIMIT, CONTACT_LIMIT = "limit_us", "first_contact_due_us"
"""What places a ticket, or a part, in a period: until when its requester was to have an answer, or be reached."""


def _contact(asked: Asked) -> When:
    """When the requester was reached, with evidence where the rule asks for it."""
    return at("contact_shown_us" if asked.rule.contact.evidence else "contacted_us")


def _owes_a_contact(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return was_owed(_contact(asked), CONTACT_LIMIT)(row, asked)


def _responded(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """The requester was reached in time, and did not say otherwise when asked: nobody then, whichever unit it was."""
    denied = (was_asked(row) & (row.contacted == "no")).fill_null(False)
    return in_time(_contact(asked), CONTACT_LIMIT)(row, asked) & ~denied


def _evidence(rule: Counting) -> Sequence[str]:
    """Whether a contact needs evidence, and by which rule."""
    text = rule.text(CONTACT)
    told = "with_evidence" if rule.contact.evidence else "without_evidence"
    return told, text.basis or "no_pack_says", text.since or "ever_since"


def _owes_an_answer(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """Given to a unit, its limit past, closed or not; neither excluded nor gone before the limit."""
    return was_due(LIMIT)(row, asked) & ~is_over(row, LIMIT)


def _to_be_asked(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    """The base of solved and satisfied: who was owed an answer, but for the silent that the rule leaves out."""
    left = ibis.literal(False)
    for silence in SILENT:
        if getattr(asked.rule.follow_up, silence) == "outside":
            left = left | is_silent(row, asked, silence)
    return _owes_an_answer(row, asked) & ~left


def _answered(question: str) -> Number:
    """Who answered a question, or whose silence the rule counts as an answer."""

    def counts(row: ir.Table, asked: Asked) -> ir.BooleanValue:
        heard = (was_asked(row) & row[question].isin(GIVEN_WORDS)).fill_null(False) & ~was_silent(row)
        for silence in SILENT:
            if asked.rule.follow_up.worth(silence) is not None:
                heard = heard | is_silent(row, asked, silence)
        return _to_be_asked(row, asked) & heard

    return counts


def _answer(question: str, rule_of_partly: str) -> Number:
    """1 for yes, 0 for no, and what the rule says for an answer in between and for silence that counts."""

    def value(row: ir.Table, asked: Asked) -> ir.Value:
        rule = asked.rule.follow_up
        given = ibis.ifelse(was_asked(row) & ~was_silent(row), row[question], "").fill_null("")
        worth = {"yes": 1.0, "partly": float(getattr(rule, rule_of_partly))}
        said = [(given == word, number) for word, number in worth.items()]
        silent = [(is_silent(row, asked, one), rule.worth(one) or 0.0) for one in SILENT]
        return ibis.cases(*said, *silent, else_=0.0)

    return value


def _terms(rule_of_partly: str) -> Stated:
    """What stands beside a rate: what an answer in between and silence count, after how many tries, by which rule."""

    def stated(rule: Counting) -> Sequence[str]:
        said = rule.follow_up
        partly = f"{getattr(said, rule_of_partly):.0%}"
        tried = [str(number) for number in (said.attempts, said.days, said.different_bands)]
        hours = "、".join(said.hours) or "any_hour"
        return partly, *(_of_silence(getattr(said, one)) for one in SILENT), *tried, hours, *rule.text(FOLLOW_UP)[:2]

    return stated


def _of_silence(said: str | float) -> str:
    return f"silence_{said}" if isinstance(said, str) else f"{said:.0%}"


def _follow_up_rate(key: str, question: str, rule_of_partly: str) -> Metric:
    return Metric(
        key=key,
        theme="outcome",
        table="owed",
        when=LIMIT,
        charged="lead_id",
        shape=Shape.WEIGHED,
        counts=_answered(question),
        value=_answer(question, rule_of_partly),
        base=_to_be_asked,
        reads=FOLLOWING_UP,
        remark=f"terms_of_{key}",
        stated=_terms(rule_of_partly),
        needs=("follow_up.completed",),
    )


def _reached(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return (was_asked(row) & (row.follow_up != "unreachable")).fill_null(False)


_closing = partial(Metric, theme="outcome", table="closing", when="first_closed_us", charged="closed_lead_id")
"""What became of first closings, charged to the unit that led then."""


def _durable(days: int) -> Metric:
    return _closing(
        key=f"durable_{days}",
        shape=Shape.DURABLE,
        days=days,
        counts=_closed_by_a_unit,
        value=_seconds_watched,
        ended=_what_ended,
        reads=(LINKING,),
    )


def _closed_by_a_unit(row: ir.Table, asked: Asked) -> ir.BooleanValue:
    return (row.closed_lead_id.fill_null("") != "") & ~is_excluded(row)


def _seconds_watched(row: ir.Table, asked: Asked) -> ir.Value:
    """From the closing to what came first: back again, gone, or the end of the log."""
    back = ibis.least(row.first_reopened_us, row.again_us)
    return (ibis.coalesce(back, row.gone_us, asked.as_of_us) - row.first_closed_us) // 1_000_000


def _what_ended(row: ir.Table, asked: Asked) -> ir.Value:
    """1 reopened, 2 told again as a repeat before that, 3 gone, 0 still watched."""
    reopened = (row.first_reopened_us <= ibis.coalesce(row.again_us, row.first_reopened_us)).fill_null(False)
    return ibis.cases((reopened, 1), (row.again_us.notnull(), 2), (row.gone_us.notnull(), 3), else_=0)


def _repeated(days: int) -> Metric:
    """Closings that were told again within some days; who has not been watched for as long does not count yet."""
    within_us = days * DAY_US

    def watched(row: ir.Table, asked: Asked) -> ir.BooleanValue:
        return _closed_by_a_unit(row, asked) & (row.first_closed_us + within_us <= asked.as_of_us)

    def told_again(row: ir.Table, asked: Asked) -> ir.BooleanValue:
        return (row.again_us <= row.first_closed_us + within_us).fill_null(False)

    return _closing(
        key=f"repeated_{days}",
        direction=Direction.LOWER,
        counts=watched,
        value=told_again,
        remark="links_not_corrected",
    )


METRICS = (
    Metric(
        key="responded",
        theme="outcome",
        table="fct_assignment",
        when=CONTACT_LIMIT,
        charged="unit_id",
        counts=_owes_a_contact,
        value=_responded,
        joins=True,
        reads=(CONTACT,),
        remark="terms_of_responded",
        stated=_evidence,
    ),
    _follow_up_rate("solved", "solved", "partly_solved"),
    _follow_up_rate("satisfied", "satisfied", "neutral"),
    Metric(
        key="follow_up_reached",
        theme="outcome",
        table="owed",
        when=LIMIT,
        direction=Direction.NEUTRAL,
        charged="lead_id",
        counts=lambda row, asked: _owes_an_answer(row, asked) & was_asked(row),
        value=_reached,
        needs=("follow_up.completed",),
    ),
    _closing(
        key="reopened",
        direction=Direction.LOWER,
        counts=_closed_by_a_unit,
        value=happened("first_reopened_us"),
    ),
    *(_repeated(days) for days in WATCHED_DAYS),
    *(_durable(days) for days in WATCHED_DAYS),
    Metric(
        key="witnessed",
        theme="outcome",
        table="fct_ticket",
        when="closed_us",
        charged="lead_id",
        direction=Direction.NEUTRAL,
        counts=lambda row, asked: stands_closed(row),
        value=lambda row, asked: row.resolution.notnull() & (row.resolution_us >= ibis.coalesce(row.reopened_us, 0)),
    ),
    Metric(
        key="rated_well_unasked",
        theme="outcome",
        table="fct_ticket",
        when="graded_us",
        charged="lead_id",
        direction=Direction.NEUTRAL,
        counts=lambda row, asked: row.grade.notnull() & ~row.grade_solicited.fill_null(False),
        value=lambda row, asked: row.grade.isin(["satisfied", "very_satisfied"]),
        needs=("rating.given",),
    ),
    Metric(
        key="withdrawal_contested",
        theme="outcome",
        table="fct_ticket",
        when="withdrawn_us",
        charged="lead_id",
        direction=Direction.LOWER,
        counts=lambda row, asked: row.withdrawal.notnull(),
        value=lambda row, asked: row.withdrawal == "contested",
        needs=("ticket.withdrawn",),
    ),
    Metric(
        key="refusal_overturned",
        theme="outcome",
        table="fct_ticket",
        when="declined_us",
        direction=Direction.LOWER,
        counts=lambda row, asked: row.refusal_review.notnull(),
        value=lambda row, asked: row.refusal_review == "overturned",
        needs=("review.ruled",),
    ),
)
