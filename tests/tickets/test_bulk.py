"""Bulk rows arrive as the ORM would have written them, whatever their values."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.tickets.cast import MONDAY
from weisu.domain.instants import to_us
from weisu.tickets import bulk
from weisu.tickets.models import Assignment, TicketEvent

ODD = '"a", b\n\\N\t\\ 市 é 𠮷'


def event(seq: int, **columns) -> TicketEvent:
    row = TicketEvent(
        seq=seq,
        event_id=UUID(int=seq),
        ticket_id=UUID(int=seq),
        version=1,
        type="t",
        schema=1,
        occurred_at=MONDAY,
        recorded_at=MONDAY,
        payload="{}",
        elapsed_s=0,
        working_s=0,
    )
    for name, value in columns.items():
        setattr(row, name, value)
    return row


def values(row) -> tuple:
    """The row as bulk takes it: ids as text, instants as microseconds."""
    found = (getattr(row, field.attname) for field in row._meta.concrete_fields)
    return tuple(
        str(value) if isinstance(value, UUID) else to_us(value) if isinstance(value, datetime) else value
        for value in found
    )


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"ticket_id": None, "causation_id": UUID(int=2**128 - 1), "correlation_id": UUID(int=7)},
        {"payload": ODD, "channel": ODD, "unit_id": ""},
        {"elapsed_s": 2**62, "working_s": -1, "version": 2**31 - 1, "schema": 2**15 - 1},
        {
            "occurred_at": datetime(1949, 10, 1, tzinfo=UTC),
            "recorded_at": datetime(2026, 1, 5, 1, 2, 3, 45, tzinfo=UTC),
        },
    ],
    ids=["plain", "ids", "texts", "numbers", "instants"],
)
def test_an_event_in_bulk_is_the_event_that_the_orm_reads(database, columns):
    rows = [event(1), event(2, **columns), event(3)]

    bulk.insert(TicketEvent, [values(row) for row in rows])

    found = list(TicketEvent.objects.order_by("seq"))
    assert [values(row) for row in found] == [values(row) for row in rows]


def test_a_slice_of_columns_brings_its_own_rows_only(database):
    import pyarrow as pa

    rows = [values(event(seq, channel=f"c{seq}", causation_id=UUID(int=seq) if seq % 2 else None)) for seq in range(9)]
    schema = bulk.schema_of(TicketEvent)
    columns = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), schema, strict=True)]
    table = pa.table(columns, schema=schema)

    bulk.insert_columns(TicketEvent, table.slice(3, 4))

    assert [values(row) for row in TicketEvent.objects.order_by("seq")] == rows[3:7]


def test_true_and_false_and_null_arrive(database):
    part = Assignment(
        ticket_id=UUID(int=1),
        unit_id="u",
        spell=3,
        is_open=True,
        direct=False,
        designated=True,
        provisional=False,
        implied=True,
        extensions=2,
        since_at=MONDAY,
        registered_at=MONDAY,
    )

    bulk.insert(Assignment, [values(part)])

    assert values(Assignment.objects.get()) == values(part)
