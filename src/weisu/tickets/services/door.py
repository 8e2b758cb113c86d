"""Services at the door: register, triage, answer, refer, transfer, and what the requester adds or takes back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Required, Unpack

from weisu.domain.context import Principal
from weisu.tickets.models import Ticket
from weisu.tickets.papers import Words
from weisu.tickets.services.core import execute
from weisu.tickets.steps import How


class Registration(How, total=False):
    """What `register` takes: a kind, and whatever else is known; see the command for each field."""

    number: str
    kind: Required[str]
    category: str
    labels: Sequence[str]
    priority: str
    origin: str
    channel: str
    region: str
    level: str
    community: str
    place: Words
    requester: str
    contact: str
    anonymity: str
    request: Words
    title: Words
    evidence: Sequence[Words]
    parent: str
    source: str
    about: Sequence[str]


def register(*, by: Principal, now: datetime, **given: Unpack[Registration]) -> Ticket:
    """登记: a request becomes a ticket. The contact number is fixed here; only the requester may change it."""
    how = {name: value for name, value in given.items() if name in How.__annotations__}
    fields = {name: value for name, value in given.items() if name not in how}
    return execute("register", "", fields, by=by, now=now, **how)


def triage(
    number: str,
    *,
    outcome: str,
    ground: str = "",
    law: Words = None,
    told: Words = None,
    to: str = "",
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """分类处理 (国办函〔2025〕66号(二)): accept, hand over, show the lawful route, explain, or leads to the police."""
    return execute(
        "triage",
        number,
        {"outcome": outcome, "ground": ground, "law": law, "told": told, "to": to},
        by=by,
        now=now,
        **how,
    )


def answer(
    number: str,
    *,
    public: Words = None,
    article: str = "",
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """直接答复: answered from knowledge while the requester is still on the line."""
    return execute("answer", number, {"public": public, "article": article}, by=by, now=now, **how)


def refer(
    number: str,
    *,
    to: str = "",
    ground: str = "",
    law: Words = None,
    told: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """转送: after acceptance it shows that a statutory procedure must take it; the requester is told the route."""
    return execute("refer", number, {"to": to, "ground": ground, "law": law, "told": told}, by=by, now=now, **how)


def transfer(
    number: str,
    *,
    to: str = "",
    region: str = "",
    level: str = "",
    ground: str = "",
    told: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """转接、上转、下转: to another region's hotline (`region`) or to a partner such as 110 (`to`)."""
    return execute(
        "transfer",
        number,
        {"to": to, "region": region, "level": level, "ground": ground, "told": told},
        by=by,
        now=now,
        **how,
    )


def supplement(
    number: str,
    *,
    words: Words = None,
    evidence: Sequence[Words] = (),
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """补充诉求: the requester adds facts."""
    return execute("supplement", number, {"words": words, "evidence": evidence}, by=by, now=now, **how)


def chase(
    number: str,
    *,
    words: Words = None,
    channel: str = "",
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """催单: the requester asks where it is. Opens no ticket, resets no clock, reaches the handler."""
    return execute("chase", number, {"words": words, "channel": channel}, by=by, now=now, **how)


def withdraw(
    number: str,
    *,
    proof: str = "",
    reason: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """撤诉: needs the requester's secret or a verified call (`proof`); stays in the base until confirmed."""
    return execute("withdraw", number, {"proof": proof, "reason": reason}, by=by, now=now, **how)


def confirm_withdrawal(
    number: str,
    *,
    withdrawal: str,
    mode: str = "",
    notes: Words = None,
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """撤单质检: somebody independent asks whether the requester really withdrew (`confirmed` or `contested`)."""
    return execute(
        "confirm_withdrawal", number, {"withdrawal": withdrawal, "mode": mode, "notes": notes}, by=by, now=now, **how
    )


def change_number(
    number: str,
    *,
    contact: str,
    proof: str = "",
    by: Principal,
    now: datetime,
    **how: Unpack[How],
) -> Ticket:
    """The requester, and nobody else, gives another contact number."""
    return execute("change_number", number, {"contact": contact, "proof": proof}, by=by, now=now, **how)
