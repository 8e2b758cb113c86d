"""Many rows into one table by the shortest way each database has: columns in, no object per value.

PostgreSQL takes a binary COPY (a fifth of the cost of psycopg's `write_row`), SQLite takes `executemany`.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import OperationalError, connection, models
from django.db.backends.utils import CursorWrapper

from weisu.tickets import binary_copy

INSTANT = pa.timestamp("us", tz="UTC")
TYPES: dict[str, pa.DataType] = {
    "UUIDField": pa.string(),
    "CharField": pa.string(),
    "TextField": pa.string(),
    "DateTimeField": INSTANT,
    "BooleanField": pa.bool_(),
    "SmallIntegerField": pa.int16(),
    "IntegerField": pa.int32(),
    "BigIntegerField": pa.int64(),
    "ForeignKey": pa.string(),
}
"""What a column of a model is in Arrow. Ids travel as text."""


@cache
def schema_of(model: type[models.Model]) -> pa.Schema:
    """The columns of a model's table, in table order."""
    fields = model._meta.concrete_fields
    return pa.schema([pa.field(field.column, TYPES[field.get_internal_type()]) for field in fields])


def insert(model: type[models.Model], rows: Sequence[tuple[Any, ...]]) -> None:
    """New rows, each the values of the table's columns: ids as text, instants as microseconds."""
    schema = schema_of(model)
    columns = [pa.array(values, type=field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)]
    _insert(model, pa.table(columns, schema=schema))


def insert_columns(model: type[models.Model], rows: pa.Table) -> None:
    """New rows as columns in the order of `schema_of`: ids as text, instants as microseconds."""
    schema = schema_of(model)
    columns = [column.cast(field.type) for column, field in zip(rows.columns, schema, strict=True)]
    _insert(model, pa.table(columns, schema=schema))


def _insert(model: type[models.Model], rows: pa.Table) -> None:
    table = model._meta.db_table
    names = ", ".join(f'"{name}"' for name in rows.column_names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT binary)") as copy:
                copy.write(binary_copy.stream(rows, _ids(model)))
        else:
            marks = ", ".join(["%s"] * rows.num_columns)
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", _sqlite_rows(model, rows))


@contextmanager
def without_collector() -> Iterator[None]:
    """Inside, Python does not look for cycles: rows have none, and passing millions of them over costs a tenth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


ROOM_KIB = 1_000_000
STRAIGHT = {"cache_size": f"-{ROOM_KIB}", "journal_mode": "DELETE"}


@contextmanager
def straight_to_disk() -> Iterator[None]:
    """Inside, SQLite keeps what it writes in memory and then writes it once, into the file itself.

    What goes through the write-ahead log, or does not fit into memory, is written twice: a sixth of a load. A file
    that only grows is as safe with a rollback journal, which then holds next to nothing. Where somebody else has the
    file open, SQLite keeps the write-ahead log.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        before = {name: _pragma(cursor, name) for name in STRAIGHT}
        try:
            _set(cursor, STRAIGHT)
            yield
        finally:
            _set(cursor, before)


def _set(cursor: CursorWrapper, pragmas: Mapping[str, object]) -> None:
    """As far as nobody else has the file open; whoever connects next has the write-ahead log again."""
    with suppress(OperationalError):
        for name, value in pragmas.items():
            _pragma(cursor, f"{name} = {value}")


def _pragma(cursor: CursorWrapper, text: str) -> object:
    """What SQLite answers; every row is fetched, for a statement under way would hold up the next commit."""
    cursor.execute(f"PRAGMA {text}")
    rows = cursor.fetchall()
    return rows[0][0] if rows else None


SECONDARY = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'u' AND conrelid = %s::regclass
UNION ALL
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index WHERE NOT indisprimary AND indrelid = %s::regclass
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
OWNED = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass"


@contextmanager
def without_indexes(*kinds: type[models.Model]) -> Iterator[None]:
    """Inside the open transaction the tables have only their primary keys; at the end the rest is built, sorted.

    On PostgreSQL a third cheaper than keeping every index up to date, and not slower the longer the log is. SQLite
    builds no faster than it inserts. Whoever does not own the tables may not, and keeps the indexes.
    """
    build: list[str] = []
    with connection.cursor() as cursor:
        for table in (kind._meta.db_table for kind in kinds) if connection.vendor == "postgresql" else ():
            cursor.execute(OWNED, [table])
            if cursor.fetchone()[0]:
                cursor.execute(SECONDARY, [table, table])
                for drop, add in cursor.fetchall():
                    cursor.execute(drop)
                    build.append(add)
        yield
        if build:
            # Starting workers for it costs more CPU than they bring to any but the largest log.
            cursor.execute("SET LOCAL max_parallel_maintenance_workers = 0")
        for statement in build:
            cursor.execute(statement)


def _ids(model: type[models.Model]) -> frozenset[str]:
    """The columns that hold UUIDs."""
    fields = model._meta.concrete_fields
    return frozenset(field.column for field in fields if field.db_type(connection) in ("uuid", "char(32)"))


def _sqlite_rows(model: type[models.Model], rows: pa.Table) -> Iterator[tuple[Any, ...]]:
    """The rows as Django keeps them there: ids without dashes, instants as text without a zone."""
    ids = _ids(model)
    columns = []
    for field, column in zip(rows.schema, rows.columns, strict=True):
        if field.name in ids:
            column = pc.replace_substring(column, "-", "")
        elif field.type == INSTANT:
            text = column.cast(pa.timestamp("us")).cast(pa.string())
            column = pc.replace_substring_regex(text, r"\.000000$", "")
        columns.append(column.to_pylist())
    return zip(*columns, strict=True)
