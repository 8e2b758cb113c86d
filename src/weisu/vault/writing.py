"""Rows of the text store onto disk by the shortest way each database has."""

from collections.abc import Sequence

from django.db import connection

from weisu.vault.texts import TEXT_COLUMNS, TextRow

COPY_FROM = 20
"""From so many rows on COPY is cheaper than INSERT on PostgreSQL."""


def write_rows(rows: Sequence[TextRow]) -> None:
    """Write prepared rows in the open transaction: events and their words stand or fall together."""
    if connection.vendor == "postgresql" and len(rows) >= COPY_FROM:
        _copy(rows)
        return
    columns, marks = ", ".join(TEXT_COLUMNS), ", ".join(["%s"] * len(TEXT_COLUMNS))
    statement = f"INSERT INTO vault_text ({columns}) VALUES ({marks})"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(statement, [_for_sqlite(row) for row in rows])
            return
        for row in rows:
            cursor.execute(statement, row)


def _copy(rows: Sequence[TextRow]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY vault_text ({', '.join(TEXT_COLUMNS)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _for_sqlite(row: TextRow) -> tuple[object, ...]:
    ticket_id = row.ticket_id.hex if row.ticket_id else None
    stored_at = connection.ops.adapt_datetimefield_value(row.stored_at)
    return (row.text_id.hex, ticket_id, *row[2:5], stored_at, *row[6:])
