"""The columns of the log in the lake, with their exact types."""

import pyarrow as pa

TEXT = pa.string()
ROW = pa.schema(
    [
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("event_id", TEXT, nullable=False),
        pa.field("ticket_id", TEXT),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("type", TEXT, nullable=False),
        pa.field("schema", pa.int16(), nullable=False),
        pa.field("occurred_us", pa.int64(), nullable=False),
        pa.field("recorded_us", pa.int64(), nullable=False),
        pa.field("precision", TEXT, nullable=False),
        pa.field("actor_kind", TEXT, nullable=False),
        pa.field("actor_id", TEXT, nullable=False),
        pa.field("unit_id", TEXT, nullable=False),
        pa.field("region_code", TEXT, nullable=False),
        pa.field("level", TEXT, nullable=False),
        pa.field("from_status", TEXT, nullable=False),
        pa.field("to_status", TEXT, nullable=False),
        pa.field("origin", TEXT, nullable=False),
        pa.field("channel", TEXT, nullable=False),
        pa.field("kind", TEXT, nullable=False),
        pa.field("category", TEXT, nullable=False),
        pa.field("policy_id", TEXT, nullable=False),
        pa.field("policy_version", TEXT, nullable=False),
        pa.field("causation_id", TEXT),
        pa.field("correlation_id", TEXT),
        pa.field("payload", TEXT, nullable=False),
        pa.field("prev_type", TEXT, nullable=False),
        pa.field("prev_unit_id", TEXT, nullable=False),
        pa.field("elapsed_s", pa.int64(), nullable=False),
        pa.field("working_s", pa.int64(), nullable=False),
        pa.field("prev_hash", TEXT, nullable=False),
        pa.field("hash", TEXT, nullable=False),
    ]
)
"""One event as it is given to the lake and taken from it: the columns of `ticket_event`, instants as microseconds."""

INSTANT = pa.timestamp("us", tz="UTC")
BESIDE = {"occurred_us": "occurred_at", "recorded_us": "recorded_at"}
"""Which whole number also stands as a timestamp, and under which name."""


def _with_timestamps() -> pa.Schema:
    fields = []
    for field in ROW:
        if field.name in BESIDE:
            fields.append(pa.field(BESIDE[field.name], INSTANT, nullable=False))
        fields.append(field)
    return pa.schema(fields)


FILE = _with_timestamps()
"""The columns of a part."""


def with_timestamps(rows: pa.Table) -> pa.Table:
    """The rows with their instants as timestamps too, as a part holds them."""
    stamps = {stamp: rows.column(number).cast(INSTANT) for number, stamp in BESIDE.items()}
    return pa.table([stamps[name] if name in stamps else rows.column(name) for name in FILE.names], schema=FILE)
