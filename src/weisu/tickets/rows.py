"""One row of the log in memory: its columns in their fixed order, its hash, its way to and from both databases."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from weisu.domain.errors import BadPayload
from weisu.domain.events import Event, canonical
from weisu.domain.instants import from_us, to_us
from weisu.domain.upcasts import upcast


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


COLUMNS = tuple(name.replace("_us", "_at") for name in EventRow._fields)
COLUMN_LIST = ", ".join(COLUMNS)
UUIDS = tuple(COLUMNS.index(name) for name in ("event_id", "ticket_id", "causation_id", "correlation_id"))


def digest(row: EventRow) -> str:
    """SHA-256 over every column but the hash itself, as one canonical JSON array in table order."""
    # orjson spells an array of texts and whole numbers as `canonical` does, and a UUID with its dashes.
    return hashlib.sha256(orjson.dumps(row[:-1])).hexdigest()


def spelled(row: EventRow) -> tuple[Any, ...]:
    """The values as `bulk.insert` takes them: ids as text, instants as microseconds."""
    ids = [_spelled_id(value) if value is not None else None for value in (row[1], row[2], row[22], row[23])]
    return (row[0], ids[0], ids[1], *row[3:22], ids[2], ids[3], *row[24:])


@lru_cache(maxsize=1024)
def _spelled_id(value: UUID) -> str:
    return str(value)


def stored(row: EventRow) -> tuple[Any, ...]:
    """The values as this database takes them."""
    values: list[Any] = list(row)
    values[6], values[7] = from_us(row.occurred_us), from_us(row.recorded_us)
    return adapted(values)


def read(values: Sequence[Any]) -> EventRow:
    """A row as this database gave it, columns in table order."""
    found = list(values)
    found[6], found[7] = instant_us(values[6]), instant_us(values[7])
    if connection.vendor == "sqlite":
        for place in UUIDS:
            found[place] = found[place] and UUID(found[place])
    return EventRow._make(found)


def instant_us(value: datetime) -> int:
    """An instant as a raw cursor gives it: SQLite keeps UTC without saying so."""
    return to_us(value if value.tzinfo else value.replace(tzinfo=UTC))


def adapted(values: Sequence[Any]) -> tuple[Any, ...]:
    """Values as a raw cursor takes them: SQLite keeps UTC without a zone, and a UUID as hex."""
    if connection.vendor != "sqlite":
        return tuple(values)
    return tuple(
        value.replace(tzinfo=None) if isinstance(value, datetime) else value.hex if isinstance(value, UUID) else value
        for value in values
    )


def identifier(value: UUID) -> UUID | str:
    """A UUID as a raw cursor takes it."""
    return value.hex if connection.vendor == "sqlite" else value


def event_of(row: EventRow) -> Event:
    """The event as today's code knows it: the one place where stored payloads are upcast."""
    schema, payload = upcast(row.type, row.schema, json.loads(row.payload))
    return Event(
        row.type,
        row.ticket_id,
        row.version,
        from_us(row.occurred_us),
        payload,
        row.actor_kind,
        row.actor_id,
        row.unit_id,
        row.region_code,
        row.level,
        row.from_status,
        row.to_status,
        row.origin,
        row.channel,
        row.kind,
        row.category,
        row.policy_id,
        row.policy_version,
        row.precision,
        schema,
        row.causation_id,
        row.correlation_id,
    )


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
