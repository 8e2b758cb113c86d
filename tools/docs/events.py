"""docs/reference/events.md: every fact the log can hold, who says it, and what it carries."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from tools.docs.markdown import both, codes, first_line, page
from tools.docs.packs import nation, roles_of
from weisu.domain.commands import COMMANDS
from weisu.domain.commands.door import TRIAGE_EVENTS
from weisu.domain.events import Event
from weisu.domain.policy import Transition
from weisu.domain.shapes import ENGINE, shapes
from weisu.domain.upcasts import SCHEMAS
from weisu.domain.vocabulary import EventType
from weisu.tickets.services import contacts
from weisu.web.components.labels import EVENTS

INTRODUCTION = """\
One event is one fact about one ticket, or about a contact that has no ticket yet. A payload holds references and
codes, no words and nobody's data. Of its fields, `words` is a reference into the text store (`text_id`, `digest`),
`instant_us` is microseconds since 1970 in UTC, `text` is a code or an id. A field that was not given is left out.

Every event has the same envelope: {envelope}. What the log adds when it appends is told with the
[lake](lake.md#events).

Events of tickets may also carry what the decision worked out: {engine}. These are the parts of units that moved,
the parts that were opened, and the clocks that started, rested, went on, moved or stopped, each with its limit.

Who may say an event is the nation's lifecycle; a city may narrow it ([lifecycle](lifecycle.md))."""

CONTACTS = {
    EventType.CONTACT_RECEIVED: contacts.record_contact,
    EventType.CONTACT_MISSED: contacts.record_missed_contact,
    EventType.CONTACT_CALLED_BACK: contacts.record_call_back,
    EventType.CONTACT_STOPPED: contacts.stop_recording,
}
"""Contacts are recorded by a service of their own; no lifecycle rules them."""


def write() -> str:
    """The whole page."""
    introduction = INTRODUCTION.format(envelope=codes(Event._fields), engine=codes(ENGINE))
    return page("Events", "src/weisu/domain and policy/national/lifecycle", introduction, *_sections())


def _sections() -> Iterator[str]:
    noun = ""
    for event in EventType:
        if event.split(".")[0] != noun:
            noun = event.split(".")[0]
            yield f"## {noun}"
        said = f"{both(EVENTS[event.value])}. {_meaning(event)}".rstrip()
        yield f"### `{event.value}`\n\n{said}\n\n{_facts(event)}"


def _meaning(event: EventType) -> str:
    """What the command or the service that says it says of itself; each sentence once."""
    if event in CONTACTS:
        return first_line(CONTACTS[event])
    commands = dict.fromkeys(row.command for row in said_by()[event])
    return " ".join(dict.fromkeys(first_line(COMMANDS[name]) for name in commands))


def _facts(event: EventType) -> str:
    if event not in shapes():
        return "Nothing says it yet."
    steps = "; ".join(f"`{row.command}` as `{row.id}` by {codes(roles_of(row))}" for row in said_by()[event])
    own = {name: kind for name, kind in shapes()[event].items() if name not in ENGINE}
    fields = ", ".join(f"`{name}` ({kind})" for name, kind in own.items())
    lines = [f"- schema {SCHEMAS[event]}", f"- payload: {fields or 'none of its own'}"]
    return "\n".join([*lines, f"- said with {steps}"] if steps else lines)


@cache
def said_by() -> dict[str, list[Transition]]:
    """The nation's rows by the event they lead to."""
    found: dict[str, list[Transition]] = defaultdict(list)
    for row in nation().all_transitions:
        found[_event_of(row)].append(row)
    return found


def _event_of(row: Transition) -> str:
    """Triage has a fact for each of its outcomes; every other command has one."""
    if row.command == "triage":
        outcome = nation().rows["transition"][row.id].table("when")["outcome"]
        return TRIAGE_EVENTS[str(outcome)].value
    return COMMANDS[row.command].event.value
