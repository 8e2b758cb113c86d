"""Which tickets are hard or unusual, and whether those were handled in time: the part of `expected` about strata."""

from tests.analytics.expected_limits import CLOSED, Oracle, merged, of_tickets
from tests.analytics.expected_rates import is_closed
from tests.analytics.oracle import Row, Told
from weisu.analytics.metric import Asked


def is_complex(one: Told, asked: Asked) -> bool:
    """Hard by the rule, settled in a conference, deferred, or complex as registered."""
    strata = asked.rule.strata
    hard = 0 < strata.complex_parts <= len(one.parts) or 0 < strata.complex_reopens <= len(one.all("ticket.reopened"))
    return hard or bool(one.all("conference.held", "ticket.deferred")) or one.events[0].payload["priority"] == "complex"


def is_anomalous(one: Told, asked: Asked) -> bool:
    """Given to a lead or done again as often as the rule says."""
    given, strata = [e for e in one.led if e.type != "ticket.reopened"], asked.rule.strata
    again = len(one.all("ticket.reopened"))
    return 0 < strata.anomalous_dispatches <= len(given) or 0 < strata.anomalous_reopens <= again


def _limit(one: Told) -> int | None:
    """The promised date, or the limit of the newest part that leads; the limit of doing it again if it is later."""
    led = [part for part in one.parts if part.role == "lead"]
    answer, again = ([due for part in led if (due := part.due(clock)) is not None] for clock in ("closure", "redo"))
    promised = one.due("promise") or (answer[-1] if answer else None)
    dues = [due for due in (promised, again[-1] if again else None) if due is not None]
    return max(dues, default=None)


def _in_time(one: Told, asked: Asked) -> Row:
    due, closed = _limit(one), one.last(*CLOSED) if is_closed(one) else None
    counts = (
        one.lead != "" and due is not None and due < asked.as_of_us and not one.excluded and is_anomalous(one, asked)
    )
    if counts and closed is None:
        counts = not any(when is not None and when <= due for when in (merged(one), one.last("ticket.withdrawn")))
    return Row(due, one.lead, counts, float(closed is not None and due is not None and closed <= due))


anomalous_in_time: Oracle = of_tickets(_in_time)
