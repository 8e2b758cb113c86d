"""What measures of the burden of those who handle should say: the part of `expected` about 基层减负."""

from collections.abc import Callable

from tests.analytics.expected_limits import Oracle, given, of_tickets
from tests.analytics.oracle import Row, Told, files
from weisu.analytics.metric import Asked
from weisu.domain.events import Event
from weisu.domain.instants import to_us


def _counted(event_type: str) -> Callable[[Told], int]:
    return lambda one: len(one.all(event_type))


def _by_unit_staff(one: Told) -> list[Event]:
    return [event for event in one.events if event.actor_kind == "unit_staff"]


def _filled_in(event: Event) -> list[str]:
    """What somebody typed or chose; photographs count as files."""
    beside = ("unit", "evidence", "parts", "opened", "clocks")
    return [name for name, value in event.payload.items() if name not in beside and not isinstance(value, bool)]


def _events(what: Callable[[Event, Asked], bool], counts: Callable[[Event], bool]) -> Oracle:
    return lambda told, asked: [
        Row(to_us(event.occurred_at), _warned_unit(event), counts(event), float(what(event, asked)))
        for one in told
        for event in one.events
    ]


DUTIES = ("acknowledge", "first_contact", "closure", "redo", "help", "supervision")


def _warned_unit(event: Event) -> str:
    """The unit that had to act; nobody where the hotline had to, or those above were told."""
    said = event.payload
    to_unit = event.type == "warning.sent" and said["clock"] in DUTIES and said["stage"] in ("due_soon", "overdue")
    return said.get("unit", "") if to_unit else ""


def _at_night(event: Event, asked: Asked) -> bool:
    hour = (event.occurred_at.hour + 8) % 24
    return hour >= asked.rule.burden.night_from or hour < asked.rule.burden.night_until


def _night_warnings(one: Told, asked: Asked) -> Row:
    sent = [e for e in one.all("warning.sent") if _warned_unit(e) and _at_night(e, asked)]
    return Row(one.at_us, one.lead, one.sent_us is not None, len(sent))


def _typed_twice(one: Told, asked: Asked) -> Row:
    said = [e.payload.get("entered_elsewhere") for e in one.all("reply.submitted")]
    known = any(typed is not None for typed in said)
    return Row(one.at_us, one.lead, one.sent_us is not None and known, said.count(True), one.sent_us is not None)


RELIEF: dict[str, Oracle] = {
    "acts_per_ticket": given(lambda one: len(_by_unit_staff(one))),
    "fields_per_ticket": given(lambda one: sum(len(_filled_in(e)) for e in _by_unit_staff(one))),
    "files_per_ticket": given(lambda one: sum(files(e) for e in _by_unit_staff(one))),
    "entered_twice": of_tickets(_typed_twice),
    "warnings_per_ticket": given(_counted("warning.sent")),
    "night_warnings_per_ticket": of_tickets(_night_warnings),
    "warned_at_night": _events(_at_night, lambda event: bool(_warned_unit(event))),
}
"""The naive twin of every measure of what a ticket costs."""
