"""What was told again: the part of `expected` about matters that come back after a closing."""

from collections.abc import Iterator

from tests.analytics.expected_limits import CLOSED, Oracle
from tests.analytics.oracle import Row, Told
from weisu.analytics.metric import Asked
from weisu.domain.instants import to_us


def back(one: Told, told: list[Told]) -> list[tuple[int, int]]:
    """When the matter came back: reopened (1), or told again as a repeat of this ticket (2)."""
    closed = one.first(*CLOSED) or 0
    number = one.events[0].payload["number"]
    again = [(o.at_us, 2) for o in told if repeat_of(o) == number and o.at_us > closed]
    return [(to_us(e.occurred_at), 1) for e in one.all("ticket.reopened")] + again


def repeat_of(one: Told) -> str | None:
    found = [e.payload["other"] for e in one.all("ticket.linked") if e.payload["relation"] == "repeat_of"]
    return found[-1] if found else None


def repeated(days: int) -> Oracle:
    """A row per closing that was watched so many days; met when another ticket of the same matter came within them."""

    def rows(told: list[Told], asked: Asked) -> Iterator[Row]:
        for one in told:
            closed = one.first(*CLOSED)
            if closed is None:
                continue
            end = closed + days * 86_400_000_000
            again = [at for at, code in back(one, told) if code == 2 and at <= end]
            yield Row(
                closed,
                one.closed_by,
                one.closed_by != "" and not one.excluded and end <= asked.as_of_us,
                len(again) > 0,
            )

    return rows
