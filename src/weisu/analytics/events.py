"""Events as the star reads them: the columns of the log, and the parts of a payload that measures ask for."""

import json
from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from weisu.analytics.engines.functions import builtin

EVENT = ibis.table(
    {
        "seq": "int64",
        "ticket_id": "string",
        "version": "int32",
        "type": "string",
        "occurred_us": "int64",
        "actor_kind": "string",
        "actor_id": "string",
        "unit_id": "string",
        "region_code": "string",
        "level": "string",
        "from_status": "string",
        "to_status": "string",
        "origin": "string",
        "channel": "string",
        "kind": "string",
        "category": "string",
        "payload": "string",
        "prev_type": "string",
        "prev_unit_id": "string",
        "elapsed_s": "int64",
        "working_s": "int64",
    },
    name="event",
)
"""One row per event of the log, with the columns that the star reads."""

CLOCK = {"clock": "VARCHAR", "op": "VARCHAR", "unit": "VARCHAR", "due_us": "BIGINT", "remaining_s": "BIGINT"}
REFERENCE = {"names": "VARCHAR"}
"""Of a reference to a text only what it names: the name of a file names its contents."""

OPENED = {
    "unit": "VARCHAR",
    "role": "VARCHAR",
    "via": "VARCHAR",
    "kind": "VARCHAR",
    "level": "VARCHAR",
    "by": "VARCHAR",
    "direct": "BOOLEAN",
    "provisional": "BOOLEAN",
}

_TYPES: Mapping[str, dt.DataType] = {"VARCHAR": dt.string, "BIGINT": dt.int64, "BOOLEAN": dt.boolean}


def files_in(texts: ir.Value) -> ir.Value:
    """How many files a list of references to texts holds; the name of a file names its contents and is none."""
    return texts.filter(lambda text: text["names"].isnull()).length()


def with_payload(events: ir.Table, shape: Mapping[str, Any]) -> ir.Table:
    """The events with their payload read as `said`, a struct of this shape; what a payload lacks is NULL."""
    # One pass over the text, where a path for each field would be one pass for each.
    read = builtin("json_transform", dt.string, dt.string, to=_type_of(shape))
    return events.mutate(said=read(events.payload, json.dumps(shape)))


def _type_of(shape: Any) -> dt.DataType:
    if isinstance(shape, str):
        return _TYPES[shape]
    if isinstance(shape, list):
        return dt.Array(_type_of(shape[0]))
    return dt.Struct({name: _type_of(inner) for name, inner in shape.items()})
