"""What the rates of follow-ups should say: the part of `expected` about answers and silence."""

from collections.abc import Sequence
from datetime import timedelta

from tests.analytics.expected_limits import CLOSED, Oracle, merged, of_tickets
from tests.analytics.oracle import Row, Told
from weisu.analytics.metric import Asked
from weisu.analytics.rules import FollowUpRule
from weisu.domain.instants import to_us


def is_closed(one: Told) -> bool:
    """Closed, and not reopened since."""
    closed = one.last(*CLOSED)
    return closed is not None and closed >= one.reopened_us


def _limit(one: Told) -> int | None:
    """The promised date; else the limit of the newest part that leads; else the closing."""
    led = [part.due("closure") for part in one.parts if part.role == "lead" and part.due("closure") is not None]
    return one.due("promise") or (led[-1] if led else one.last(*CLOSED))


def _is_over(one: Told, due: int) -> bool:
    """Merged, withdrawn and confirmed, or referred before the limit, and nothing came of it since."""
    resting, withdrawn = merged(one), one.last("ticket.withdrawn")
    if resting is not None and resting <= due:
        return True
    if one.word("withdrawal", "follow_up.completed") == "confirmed" and withdrawn is not None and withdrawn <= due:
        return True
    sent = one.first("ticket.declined", "ticket.referred")
    return sent is not None and one.status in ("closed", "archived") and (one.last(*CLOSED) or 0) < sent <= due


def _owes(one: Told, asked: Asked) -> bool:
    due = _limit(one)
    return one.lead != "" and due is not None and due < asked.as_of_us and not one.excluded and not _is_over(one, due)


def _silence(one: Told, rule: FollowUpRule) -> str:
    """`refused` or `unreachable`; empty for an answer, for nobody asked, and for who was given up too early."""
    said = one.follow_up.get("outcome", "")
    if said == "unreachable" and not _tried_enough(one, rule):
        return ""
    return said if said in ("refused", "unreachable") else ""


def _tried_enough(one: Told, rule: FollowUpRule) -> bool:
    """Looks at the clock on the wall at every try before the verdict and since the last reopening."""
    given_up = [e.version for e in one.all("follow_up.completed") if "withdrawal" not in e.payload][-1]
    tried = [e for e in one.all("follow_up.attempted") if e.version < given_up]
    local = [e.occurred_at + timedelta(hours=8) for e in tried if to_us(e.occurred_at) >= one.reopened_us]
    placed = [(f"{at:%Y-%m-%d}", _band(f"{at:%H:%M}", rule.hours)) for at in local]
    placed = [(day, band) for day, band in placed if band or not rule.hours]
    days, bands = {day for day, _ in placed}, {band for _, band in placed}
    return len(placed) >= rule.attempts and len(days) >= rule.days and len(bands) >= rule.different_bands


def _band(clock: str, hours: Sequence[str]) -> str:
    return next((band for band in hours if band[:5] <= clock < band[6:]), "")


def _to_be_asked(one: Told, asked: Asked) -> bool:
    silence, rule = _silence(one, asked.rule.follow_up), asked.rule.follow_up
    return _owes(one, asked) and not (silence and getattr(rule, silence) == "outside")


def _three_rates(question: str, partly: str) -> Oracle:
    def row(one: Told, asked: Asked) -> Row:
        rule, said = asked.rule.follow_up, one.follow_up
        silence, base = _silence(one, rule), _to_be_asked(one, asked)
        worth = {"yes": 1.0, "partly": getattr(rule, partly), "no": 0.0}
        if silence:
            counts = {"not_met": 0.0, "unknown": None, "outside": None}.get(*[getattr(rule, silence)] * 2)
        else:
            counts = None if said.get("outcome") in ("refused", "unreachable") else worth.get(said.get(question, ""))
        return Row(_limit(one), one.lead, base and counts is not None, counts or 0.0, base)

    return of_tickets(row)


def _reached(one: Told, asked: Asked) -> Row:
    said = one.follow_up
    return Row(_limit(one), one.lead, _owes(one, asked) and bool(said), float(said.get("outcome") != "unreachable"))


def _witnessed(one: Told, asked: Asked) -> Row:
    seen = one.last("resolution.confirmed", "resolution.denied")
    counts = is_closed(one) and one.lead != "" and not one.excluded
    return Row(one.last(*CLOSED), one.lead, counts, float(seen is not None and seen >= one.reopened_us))


RATES: dict[str, Oracle] = {
    "solved": _three_rates("solved", "partly_solved"),
    "satisfied": _three_rates("satisfied", "neutral"),
    "follow_up_reached": of_tickets(_reached),
    "witnessed": of_tickets(_witnessed),
}
