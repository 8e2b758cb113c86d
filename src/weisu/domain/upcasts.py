"""Old payloads as today's code reads them: upcast on read, the log itself is never migrated."""

from collections.abc import Callable, Mapping
from typing import Any

from weisu.domain.vocabulary import EventType

Payload = dict[str, Any]

SCHEMAS: Mapping[str, int] = {event_type.value: 1 for event_type in EventType} | {
    EventType.TICKET_REGISTERED.value: 2,
    EventType.TICKET_RECATEGORISED.value: 2,
    EventType.REPLY_SUBMITTED.value: 2,
    EventType.CONTACT_RECEIVED.value: 2,
    EventType.CONTACT_MISSED.value: 2,
}
"""The schema each type is written with today. A changed shape gets the next number here and an entry in `UPCASTS`."""

UPCASTS: Mapping[tuple[str, int], Callable[[Payload], Payload]] = {
    # Schema 2 may say which units a ticket is `about`; before it, nobody was told.
    (EventType.TICKET_REGISTERED.value, 1): lambda payload: payload,
    (EventType.TICKET_RECATEGORISED.value, 1): lambda payload: payload,
    # Schema 2 may say whether the same is typed into another system; before it, nobody was asked.
    (EventType.REPLY_SUBMITTED.value, 1): lambda payload: payload,
    # Schema 2 may say how long a caller waited; before it, nobody knew.
    (EventType.CONTACT_RECEIVED.value, 1): lambda payload: payload,
    (EventType.CONTACT_MISSED.value, 1): lambda payload: payload,
}
"""`(type, schema)` to a function that gives the payload of the next schema."""


def upcast(event_type: str, schema: int, payload: Payload) -> tuple[int, Payload]:
    """The payload in the newest shape of its type, with that schema's number."""
    while (step := UPCASTS.get((event_type, schema))) is not None:
        schema, payload = schema + 1, step(payload)
    return schema, payload
