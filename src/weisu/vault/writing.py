"""Many rows onto disk by the shortest way each database has."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from weisu.vault.texts import TEXT_COLUMNS, TextRow

COPY_FROM = 20
"""From so many rows on COPY is cheaper than INSERT on PostgreSQL."""


def write_rows(rows: Sequence[TextRow]) -> None:
    """Write prepared rows in the open transaction: events and their words stand or fall together."""
    insert_many("vault_text", TEXT_COLUMNS, rows)


def insert_many(table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert rows that are known to be new, in the open transaction; the names are ours, never a user's."""
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(statement, [_for_sqlite(row) for row in rows])
        elif len(rows) < COPY_FROM:
            for row in rows:
                cursor.execute(statement, row)
        else:
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def _for_sqlite(row: Sequence[object]) -> list[object]:
    return [
        value.hex
        if isinstance(value, UUID)
        else connection.ops.adapt_datetimefield_value(value)
        if isinstance(value, datetime)
        else value
        for value in row
    ]
