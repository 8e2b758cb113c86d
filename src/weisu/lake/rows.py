"""One row of the log: its columns in their fixed order, the one spelling of its payload, its hash."""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from weisu.domain.errors import BadPayload
from weisu.domain.events import Event, canonical


class EventRow(NamedTuple):
    """One row of `ticket_event`, columns in table order; instants are microseconds, `payload` is its stored text."""

    seq: int
    event_id: UUID
    ticket_id: UUID | None
    version: int
    type: str
    schema: int
    occurred_us: int
    recorded_us: int
    precision: str
    actor_kind: str
    actor_id: str
    unit_id: str
    region_code: str
    level: str
    from_status: str
    to_status: str
    origin: str
    channel: str
    kind: str
    category: str
    policy_id: str
    policy_version: str
    causation_id: UUID | None
    correlation_id: UUID | None
    payload: str
    prev_type: str
    prev_unit_id: str
    elapsed_s: int
    working_s: int
    prev_hash: str
    hash: str = ""


def digest(row: Sequence[Any]) -> str:
    """SHA-256 over every column but the hash itself, as one canonical JSON array in table order."""
    # orjson spells an array of texts and whole numbers as `canonical` does, and a UUID with its dashes.
    return hashlib.sha256(orjson.dumps(row[:-1])).hexdigest()


def payload_text(event: Event) -> str:
    """The payload in its one spelling.

    Raises: BadPayload on a fraction or anything else JSON has no one spelling for.
    """
    refuse_fractions(event.payload, event.type)
    try:
        return canonical(event.payload)
    except (TypeError, ValueError) as wrong:
        raise BadPayload(f"The payload of {event.type} cannot be written as JSON: {wrong}.") from wrong


def refuse_fractions(value: object, where: str) -> None:
    """A float has more than one spelling and would break the hash; amounts are integers of the smallest unit.

    Raises: BadPayload, naming the place.
    """
    if isinstance(value, float):
        raise BadPayload(f"{where} holds the fraction {value}; give a whole number of a smaller unit.")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(item, str):
                refuse_fractions(item, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for item in value:
            if not isinstance(item, str):
                refuse_fractions(item, where)
