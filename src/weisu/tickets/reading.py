"""Reading the whole log in one pass: one snapshot, rows in order, memory that does not grow."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

AT_ONCE = 2_000


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one instant, however long it takes; writers are not held up."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    else:
        with connection.cursor() as cursor:
            # Not Django's atomic, which would take the one write lock of SQLite.
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")


def streamed(statement: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of one question, fetched as they are asked for."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def by_first(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, list[tuple[Any, ...]]]]:
    """Rows ordered by their first column, gathered under it."""
    for key, group in groupby(rows, itemgetter(0)):
        yield key, list(group)
