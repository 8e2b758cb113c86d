"""Truths small enough to work out by hand."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pyarrow as pa

from weisu.simulate.score.claims import Claims, Moment, parse
from weisu.simulate.truth import TABLES

ZONE = timezone(timedelta(hours=8))
START = datetime(2025, 7, 1, tzinfo=ZONE)
NOTHING: dict[pa.DataType, Any] = {pa.string(): "", pa.int64(): 0, pa.float64(): 0.0, pa.bool_(): False}


def truth(**rows: list[dict]) -> dict[str, pa.Table]:
    """Every table of a truth; what a row does not say is empty, zero or false, unless it says None."""
    return {name: _table(schema, rows.get(name, [])) for name, schema in TABLES.items()}


def _table(schema: pa.Schema, rows: list[dict]) -> pa.Table:
    assert all(row.keys() <= set(schema.names) for row in rows)
    whole = [{field.name: row.get(field.name, NOTHING[field.type]) for field in schema} for row in rows]
    return pa.Table.from_pylist(whole, schema=schema)


def at(days: float) -> str:
    """So many days after the beginning, as a claim writes it."""
    return (START + timedelta(days=days)).isoformat()


def us(days: float) -> int:
    """The same as the truth writes it."""
    return round((START + timedelta(days=days)).timestamp() * 1_000_000)


def moment(days: float) -> Moment:
    """The same as a claim is read."""
    return Moment(us(days), (START + timedelta(days=days)).date().isoformat())


def claims(text: str) -> Claims:
    """The claims of a text."""
    return parse(text, file="claims.json")
