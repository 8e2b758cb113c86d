"""Services that decide who handles: dispatch, return, dispute, help."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from weisu.domain.context import Principal
from weisu.tickets.models import Ticket
from weisu.tickets.papers import Words
from weisu.tickets.services.core import execute
from weisu.tickets.steps import How


def dispatch(
    number: str,
    *,
    lead: str,
    supports: Sequence[str] = (),
    direct: bool = False,
    catalogue: str = "",
    basis: Words = None,
    note: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """派单、直派: one lead (主办) and any number of supporting units (协办), each with its own part and clocks."""
    return execute(
        "dispatch",
        number,
        {"lead": lead, "supports": supports, "direct": direct, "catalogue": catalogue, "basis": basis, "note": note},
        by=by,
        now=now,
        **how,
    )


def add_support(
    number: str,
    *,
    supports: Sequence[str],
    basis: Words = None,
    note: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """加派: another unit is called in to support the lead."""
    return execute("add_support", number, {"supports": supports, "basis": basis, "note": note}, by=by, now=now, **how)


def redispatch(
    number: str,
    *,
    unit: str = "",
    to: str,
    basis: Words = None,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """改派: the centre gives the part to another unit."""
    return execute(
        "redispatch", number, {"unit": unit, "to": to, "basis": basis, "reason": reason}, by=by, now=now, **how
    )


def delegate(
    number: str,
    *,
    unit: str = "",
    to: str,
    basis: Words = None,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """交办下级: a unit hands its part down a level."""
    return execute(
        "delegate", number, {"unit": unit, "to": to, "basis": basis, "reason": reason}, by=by, now=now, **how
    )


def escalate(
    number: str,
    *,
    unit: str = "",
    to: str,
    basis: Words = None,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """提级办理: the part goes up a level."""
    return execute(
        "escalate", number, {"unit": unit, "to": to, "basis": basis, "reason": reason}, by=by, now=now, **how
    )


def assign_person(
    number: str,
    *,
    unit: str = "",
    person: str,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """A unit names the person who handles its part."""
    return execute("assign_person", number, {"unit": unit, "person": person}, by=by, now=now, **how)


def release(
    number: str,
    *,
    unit: str,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """A supporting unit is no longer needed."""
    return execute("release", number, {"unit": unit, "reason": reason}, by=by, now=now, **how)


def send_back(
    number: str,
    *,
    unit: str = "",
    ground: str = "",
    basis: Words = None,
    reason: Words = None,
    proposes: str = "",
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """退单: the unit asks the dispatcher to take the ticket back, with reason and basis."""
    return execute(
        "send_back",
        number,
        {"unit": unit, "ground": ground, "basis": basis, "reason": reason, "proposes": proposes},
        by=by,
        now=now,
        **how,
    )


def uphold_return(
    number: str,
    *,
    unit: str = "",
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """退单审核: the return was right; the ticket waits to be dispatched again."""
    return execute("uphold_return", number, {"unit": unit, "reason": reason}, by=by, now=now, **how)


def refuse_return(
    number: str,
    *,
    unit: str = "",
    basis: Words = None,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """退单审核: the return was wrong; the unit goes on where it stood."""
    return execute("refuse_return", number, {"unit": unit, "basis": basis, "reason": reason}, by=by, now=now, **how)


def raise_dispute(
    number: str,
    *,
    unit: str = "",
    basis: Words = None,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """派单异议: the unit contests a refused return; meanwhile it goes on handling (先办后议)."""
    return execute("raise_dispute", number, {"unit": unit, "basis": basis, "reason": reason}, by=by, now=now, **how)


def rule_dispute(
    number: str,
    *,
    unit: str = "",
    ruling: str,
    to: str = "",
    basis: Words = None,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """裁定: the part `stays`, or it is `moved` to the unit named."""
    return execute(
        "rule_dispute",
        number,
        {"unit": unit, "ruling": ruling, "to": to, "basis": basis, "reason": reason},
        by=by,
        now=now,
        **how,
    )


def request_help(
    number: str,
    *,
    unit: str = "",
    units: Sequence[str],
    words: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """吹哨: a township summons the departments it needs; each gets a supporting part."""
    return execute("request_help", number, {"unit": unit, "units": units, "words": words}, by=by, now=now, **how)


def answer_help(
    number: str,
    *,
    unit: str = "",
    answer: str,
    words: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """报到: a summoned department reports in (`attending`) or says why it cannot (`declining`)."""
    return execute("answer_help", number, {"unit": unit, "answer": answer, "words": words}, by=by, now=now, **how)


def hold_conference(
    number: str,
    *,
    units: Sequence[str] = (),
    outcome: str = "",
    minutes: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """会商: units meet over a ticket nobody can settle alone."""
    return execute(
        "hold_conference", number, {"units": units, "outcome": outcome, "minutes": minutes}, by=by, now=now, **how
    )
