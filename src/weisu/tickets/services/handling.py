"""Services of the work itself: acknowledge, contact, extend, defer, reply, close."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from weisu.domain.context import Principal
from weisu.tickets.models import Ticket
from weisu.tickets.papers import Words
from weisu.tickets.services.core import execute
from weisu.tickets.steps import How


def acknowledge(
    number: str,
    *,
    unit: str = "",
    implied: bool = False,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """签收. `implied` when silence past the return window means acceptance and the clock signs."""
    return execute("acknowledge", number, {"unit": unit, "implied": implied}, by=by, now=now, **how)


def contact_requester(
    number: str,
    *,
    unit: str = "",
    means: str = "",
    outcome: str,
    evidence: Sequence[Words] = (),
    notes: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """先行联系: the unit speaks with the requester (or tried to); what 响应 measures."""
    return execute(
        "contact_requester",
        number,
        {"unit": unit, "means": means, "outcome": outcome, "evidence": evidence, "notes": notes},
        by=by,
        now=now,
        **how,
    )


def note_progress(
    number: str,
    *,
    unit: str = "",
    words: Words = None,
    evidence: Sequence[Words] = (),
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """办理进展: what was done, for those who handle and oversee it."""
    return execute("note_progress", number, {"unit": unit, "words": words, "evidence": evidence}, by=by, now=now, **how)


def request_extension(
    number: str,
    *,
    unit: str = "",
    until: datetime | None = None,
    basis: Words = None,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """申请延期: before the limit ends, with reason and the date asked for."""
    return execute(
        "request_extension",
        number,
        {"unit": unit, "until": until, "basis": basis, "reason": reason},
        by=by,
        now=now,
        **how,
    )


def grant_extension(
    number: str,
    *,
    unit: str = "",
    until: datetime | None,
    told: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """批准延期: the promised date moves, and the requester is told the new date and why."""
    return execute("grant_extension", number, {"unit": unit, "until": until, "told": told}, by=by, now=now, **how)


def refuse_extension(
    number: str,
    *,
    unit: str = "",
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """不予延期: the limit stands."""
    return execute("refuse_extension", number, {"unit": unit, "reason": reason}, by=by, now=now, **how)


def defer(
    number: str,
    *,
    unit: str = "",
    ground: str = "",
    plan: Words = None,
    review_at: datetime | None = None,
    told: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """挂账: cannot be solved now; approved one level up, with plan and review date, told, still in the base."""
    return execute(
        "defer",
        number,
        {"unit": unit, "ground": ground, "plan": plan, "review_at": review_at, "told": told},
        by=by,
        now=now,
        **how,
    )


def resume(
    number: str,
    *,
    unit: str = "",
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """销账、恢复办理: the deferred work goes on."""
    return execute("resume", number, {"unit": unit, "reason": reason}, by=by, now=now, **how)


def submit_reply(
    number: str,
    *,
    unit: str = "",
    internal: Words = None,
    public: Words = None,
    evidence: Sequence[Words] = (),
    claims: str = "",
    ground: str = "",
    entered_elsewhere: bool | None = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """答复: the internal record and the public answer are two texts.

    Who hands in the reply of another system says by `entered_elsewhere` whether it was typed a second time there.
    """
    return execute(
        "submit_reply",
        number,
        {
            "unit": unit,
            "internal": internal,
            "public": public,
            "evidence": evidence,
            "claims": claims,
            "ground": ground,
            "entered_elsewhere": entered_elsewhere,
        },
        by=by,
        now=now,
        **how,
    )


def approve_reply(
    number: str,
    *,
    unit: str = "",
    notes: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """审核通过."""
    return execute("approve_reply", number, {"unit": unit, "notes": notes}, by=by, now=now, **how)


def reject_reply(
    number: str,
    *,
    unit: str = "",
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """审核退回: the unit does it again."""
    return execute("reject_reply", number, {"unit": unit, "reason": reason}, by=by, now=now, **how)


def close(
    number: str,
    *,
    outcome: str = "",
    public: Words = None,
    on_time: bool | None = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """办结: our work has ended. Whether the problem is resolved is another fact, with a witness."""
    return execute("close", number, {"outcome": outcome, "public": public, "on_time": on_time}, by=by, now=now, **how)
