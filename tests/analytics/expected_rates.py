"""What the rates of follow-ups should say: the part of `expected` about answers and silence."""

from tests.analytics.expected_limits import CLOSED, Oracle, merged, of_tickets
from tests.analytics.oracle import Row, Told
from weisu.analytics.metric import Asked


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


def _to_be_asked(one: Told, asked: Asked) -> bool:
    said, rule = one.follow_up.get("outcome"), asked.rule.follow_up
    outside = (said == "refused" and rule.refused == "outside") or (
        said == "unreachable" and rule.unreachable == "outside"
    )
    return _owes(one, asked) and not outside


def _three_rates(question: str, partly: str) -> Oracle:
    def row(one: Told, asked: Asked) -> Row:
        said, rule = one.follow_up, asked.rule.follow_up
        silent = said.get("outcome") in ("refused", "unreachable")
        against = silent and getattr(rule, said["outcome"]) == "not_met"
        answer = said.get(question, "")
        heard = against or answer in ("yes", "partly", "no")
        worth = {"yes": 1.0, "partly": getattr(rule, partly)}.get(answer, 0.0)
        base = _to_be_asked(one, asked)
        return Row(_limit(one), one.lead, base and heard, 0.0 if silent else worth, base)

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
