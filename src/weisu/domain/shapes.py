"""What a payload of each event type may hold, read from the commands that make it.

A shape belongs to a schema number (`weisu.domain.upcasts.SCHEMAS`). Changing a command's fields changes the shape; the
fixtures in `tests/golden/events/` then fail until the type gets a new schema number and an upcast.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_type_hints

from weisu.domain.commands import COMMANDS, Triage
from weisu.domain.commands.command import Command
from weisu.domain.commands.door import TRIAGE_EVENTS
from weisu.domain.errors import BadPayload
from weisu.domain.events import Event, TextRef
from weisu.domain.vocabulary import EventType

Shape = Mapping[str, str]

ENGINE: Shape = {"parts": "parts", "opened": "opened", "clocks": "clocks"}
"""What a decision adds beside the command's fields: parts that moved, parts that were opened, clocks that turned."""

CONTACT = {"contact": "text", "requester": "text", "ticket": "text", "outcome": "text"}
CONTACTS: Mapping[str, Shape] = {
    EventType.CONTACT_RECEIVED.value: CONTACT | {"waited_seconds": "whole"},
    EventType.CONTACT_MISSED.value: CONTACT | {"waited_seconds": "whole"},
    EventType.CONTACT_CALLED_BACK.value: CONTACT,
    EventType.CONTACT_STOPPED.value: {"ground": "text"},
}
"""Contacts are recorded by a service of their own, not by a command."""


@cache
def shapes() -> Mapping[str, Shape]:
    """Every event type that can be written today, with the fields its payload may hold and what they are."""
    found = {contact: dict(shape) for contact, shape in CONTACTS.items()}
    for kind in COMMANDS.values():
        for event_type in _events_of(kind):
            found.setdefault(event_type, dict(ENGINE)).update(_fields_of(kind))
    return found


def require_shape(event: Event) -> None:
    """Refuse a payload with a field its type does not have.

    Raises: BadPayload, naming the field.
    """
    shape = shapes().get(event.type)
    if shape is None:
        raise BadPayload(f"Nothing writes events of the type {event.type!r}.", instead=sorted(shapes()))
    if not event.payload.keys() <= shape.keys():
        unknown = ", ".join(sorted(event.payload.keys() - shape.keys()))
        raise BadPayload(f"A payload of {event.type} has no {unknown}.", instead=sorted(shape))


def _events_of(kind: type[Command]) -> set[str]:
    if kind is Triage:
        return {event_type.value for event_type in TRIAGE_EVENTS.values()}
    return {kind.event.value}


def _fields_of(kind: type[Command]) -> dict[str, str]:
    hints = get_type_hints(kind)
    return {field.name: _name_of(hints[field.name]) for field in fields(kind)}


def _name_of(hint: Any) -> str:
    inside = {hint, *get_args(hint)}
    names = ((TextRef, "words"), (datetime, "instant_us"), (bool, "truth"), (int, "whole"), (str, "text"))
    name = next(name for kind, name in names if kind in inside)
    return f"list of {name}" if getattr(hint, "__origin__", None) is tuple else name
