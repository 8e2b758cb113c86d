"""Services that keep tickets in order: what they are about, how urgent, what belongs together, what was wrong."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from weisu.domain.context import Principal
from weisu.tickets.models import Ticket
from weisu.tickets.papers import Words
from weisu.tickets.services.core import execute
from weisu.tickets.steps import How


def recategorise(
    number: str,
    *,
    category: str,
    kind: str = "",
    labels: Sequence[str] = (),
    about: Sequence[str] = (),
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """The matter is another one than was thought, or the units it is `about` (none given: those stay)."""
    return execute(
        "recategorise",
        number,
        {"category": category, "kind": kind, "labels": labels, "about": about, "reason": reason},
        by=by,
        now=now,
        **how,
    )


def reprioritise(
    number: str,
    *,
    priority: str,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """The urgency is another one than was thought."""
    return execute("reprioritise", number, {"priority": priority, "reason": reason}, by=by, now=now, **how)


def ungroup(
    number: str,
    *,
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """The ticket leaves its group again."""
    return execute("ungroup", number, {"reason": reason}, by=by, now=now, **how)


def correct(
    number: str,
    *,
    corrects: str,
    field: str,
    value: str = "",
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """更正: names the event it corrects; history itself is never edited."""
    return execute(
        "correct",
        number,
        {"corrects": corrects, "field": field, "value": value, "reason": reason},
        by=by,
        now=now,
        **how,
    )


def send_warning(
    number: str,
    *,
    clock: str,
    unit: str = "",
    stage: str,
    due: datetime | None = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """预警、催办: the worker's clock tells somebody that a limit is near or past."""
    return execute(
        "send_warning", number, {"clock": clock, "unit": unit, "stage": stage, "due": due}, by=by, now=now, **how
    )


def recompute_clocks(
    number: str,
    *,
    ground: str = "",
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """A calendar was amended: running working-time clocks are due at other instants now."""
    return execute("recompute_clocks", number, {"ground": ground}, by=by, now=now, **how)
