"""One row of the log on its way to and from both databases."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from weisu.domain.events import Event
from weisu.domain.instants import from_us, to_us
from weisu.domain.upcasts import upcast
from weisu.lake.rows import EventRow

COLUMNS = tuple(name.replace("_us", "_at") for name in EventRow._fields)
COLUMN_LIST = ", ".join(COLUMNS)
UUIDS = tuple(COLUMNS.index(name) for name in ("event_id", "ticket_id", "causation_id", "correlation_id"))


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
