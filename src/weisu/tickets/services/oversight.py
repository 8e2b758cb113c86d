"""Services of those who watch the work: supervision, quality, exclusions, contested refusals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from weisu.domain.context import Principal
from weisu.tickets.models import Ticket
from weisu.tickets.papers import Words
from weisu.tickets.services.core import execute
from weisu.tickets.steps import How


def open_supervision(
    number: str,
    *,
    unit: str,
    ground: str = "",
    order: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """督办: a formal order to a unit."""
    return execute("open_supervision", number, {"unit": unit, "ground": ground, "order": order}, by=by, now=now, **how)


def answer_supervision(
    number: str,
    *,
    unit: str = "",
    words: Words = None,
    evidence: Sequence[Words] = (),
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """The unit answers the order."""
    return execute(
        "answer_supervision", number, {"unit": unit, "words": words, "evidence": evidence}, by=by, now=now, **how
    )


def close_supervision(
    number: str,
    *,
    unit: str = "",
    outcome: str = "",
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """The order has been met, or is lifted."""
    return execute(
        "close_supervision", number, {"unit": unit, "outcome": outcome, "reason": reason}, by=by, now=now, **how
    )


def check_quality(
    number: str,
    *,
    rubric: str,
    unit: str = "",
    points: int | None = None,
    findings: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """质检: somebody read or listened, by a rubric."""
    return execute(
        "check_quality",
        number,
        {"rubric": rubric, "unit": unit, "points": points, "findings": findings},
        by=by,
        now=now,
        **how,
    )


def request_exclusion(
    number: str,
    *,
    unit: str = "",
    ground: str = "",
    basis: Words = None,
    reason: Words = None,
    evidence: Sequence[Words] = (),
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """申请剔除: the unit proposes; another body decides."""
    return execute(
        "request_exclusion",
        number,
        {"unit": unit, "ground": ground, "basis": basis, "reason": reason, "evidence": evidence},
        by=by,
        now=now,
        **how,
    )


def rule_exclusion(
    number: str,
    *,
    ruling: str,
    basis: Words = None,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """剔除裁定: `granted` or `refused`, by somebody who did not ask."""
    return execute(
        "rule_exclusion", number, {"ruling": ruling, "basis": basis, "reason": reason}, by=by, now=now, **how
    )


def request_review(
    number: str,
    *,
    words: Words = None,
    evidence: Sequence[Words] = (),
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """异议: the requester contests a refusal."""
    return execute("request_review", number, {"words": words, "evidence": evidence}, by=by, now=now, **how)


def rule_review(
    number: str,
    *,
    ruling: str,
    law: Words = None,
    told: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """复核: the refusal is `upheld`, or `overturned` and the ticket is accepted."""
    return execute("rule_review", number, {"ruling": ruling, "law": law, "told": told}, by=by, now=now, **how)
