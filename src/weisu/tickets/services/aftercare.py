"""Services after closing: did it help, was the work good, was it counted fairly."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from weisu.domain.context import Principal
from weisu.tickets.models import Ticket
from weisu.tickets.papers import Words
from weisu.tickets.services.core import execute
from weisu.tickets.steps import How


def attempt_follow_up(
    number: str,
    *,
    mode: str = "",
    outcome: str,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """回访: one attempt to reach the requester, whether or not anybody answered."""
    return execute("attempt_follow_up", number, {"mode": mode, "outcome": outcome}, by=by, now=now, **how)


def complete_follow_up(
    number: str,
    *,
    mode: str = "",
    outcome: str,
    contacted: str = "",
    solved: str = "",
    satisfied: str = "",
    notes: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """回访完成: what the requester said, or that they could not be reached after the attempts the policy asks for."""
    return execute(
        "complete_follow_up",
        number,
        {
            "mode": mode,
            "outcome": outcome,
            "contacted": contacted,
            "solved": solved,
            "satisfied": satisfied,
            "notes": notes,
        },
        by=by,
        now=now,
        **how,
    )


def confirm_resolution(
    number: str,
    *,
    witness: str,
    evidence: Sequence[Words] = (),
    words: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """解决: the problem is gone, and `witness` says who saw it."""
    return execute(
        "confirm_resolution", number, {"witness": witness, "evidence": evidence, "words": words}, by=by, now=now, **how
    )


def deny_resolution(
    number: str,
    *,
    witness: str,
    partly: bool = False,
    evidence: Sequence[Words] = (),
    words: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """未解决: the problem is still there, and `witness` says who saw it."""
    return execute(
        "deny_resolution",
        number,
        {"witness": witness, "partly": partly, "evidence": evidence, "words": words},
        by=by,
        now=now,
        **how,
    )


def rate(
    number: str,
    *,
    grade: str,
    solicited: bool = False,
    words: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """评价: five grades, one a ticket and a closing."""
    return execute("rate", number, {"grade": grade, "solicited": solicited, "words": words}, by=by, now=now, **how)


def reopen(
    number: str,
    *,
    unit: str = "",
    ground: str = "",
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """重办: back to the unit that led (or the one named), with a re-do clock; the promised date stays what it was."""
    return execute("reopen", number, {"unit": unit, "ground": ground, "reason": reason}, by=by, now=now, **how)


def archive(
    number: str,
    *,
    on_time: bool | None = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """归档: nothing more is expected of anybody."""
    return execute("archive", number, {"on_time": on_time}, by=by, now=now, **how)
