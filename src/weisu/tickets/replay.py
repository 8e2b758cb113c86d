"""Replay: fold every ticket from the log, to build its rows anew or to compare them with what is there."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection, transaction

from weisu.domain.events import Fact
from weisu.domain.evolution import evolve_at
from weisu.domain.state import EMPTY, TicketState
from weisu.domain.upcasts import upcast
from weisu.tickets import bulk, log, numbers, projection
from weisu.tickets.log import Head
from weisu.tickets.projection import Change
from weisu.tickets.reading import by_first, snapshot, streamed
from weisu.tickets.rows import adapted, instant_us

TICKETS_AT_ONCE = 1_000
NEEDED = "ticket_id, version, type, schema, {instant}, actor_id, unit_id, to_status, payload, hash"
"""What folding reads of a row; the rest of the columns repeats it for questions."""

INSTANT = {"postgresql": "(extract(epoch FROM occurred_at) * 1000000)::bigint", "sqlite": "occurred_at"}
"""Django's loader of PostgreSQL's timestamps costs more than all the rest of a row."""


class Folded(NamedTuple):
    """One ticket as its events tell it, and how many they are."""

    key: Any
    state: TicketState
    head: Head
    events: int


def folded() -> Iterator[Folded]:
    """Every ticket of the log, in the order of their ids."""
    needed = NEEDED.format(instant=INSTANT[connection.vendor])
    rows = streamed(f"SELECT {needed} FROM ticket_event WHERE ticket_id IS NOT NULL ORDER BY ticket_id, version")
    for key, group in by_first(rows):
        ticket_id = key if isinstance(key, UUID) else UUID(key)
        state, occurred_us = EMPTY, 0
        for _key, version, kind, schema, occurred_at, actor_id, unit_id, to_status, payload, _hash in group:
            occurred_us = occurred_at if isinstance(occurred_at, int) else instant_us(occurred_at)
            _schema, content = upcast(kind, schema, orjson.loads(payload))
            fact = Fact(kind, ticket_id, version, content, actor_id, unit_id, to_status)
            state = evolve_at(state, fact, occurred_us)
        last = group[-1]
        yield Folded(key, state, Head(ticket_id, last[1], last[2], last[6], occurred_us, last[9]), len(group))


def rebuild() -> dict[str, int]:
    """Drop every projected row and fold it from the log again; writers wait meanwhile."""
    counts = {"tickets": 0, "events": 0}
    batch: list[Change] = []
    with bulk.without_collector(), transaction.atomic():
        log.hold()
        projection.clear()
        for ticket in folded():
            batch.append(Change(EMPTY, ticket.state, ticket.head))
            counts["tickets"] += 1
            counts["events"] += ticket.events
            if len(batch) == TICKETS_AT_ONCE:
                projection.apply_many(batch)
                batch.clear()
        projection.apply_many(batch)
        numbers.restore()
    return counts


def replay(*, compare: bool = True) -> dict[str, Any]:
    """Fold the whole log and count the tickets whose rows say something else; nothing is written."""
    found: dict[str, Any] = {"tickets": 0, "events": 0, "different": 0, "which": []}
    with snapshot():
        tables = Stored() if compare else None
        for ticket in folded():
            found["tickets"] += 1
            found["events"] += ticket.events
            if tables is not None and (reason := tables.difference(ticket)):
                _note(found, ticket.state.number, reason)
        for key, reason in tables.left_over() if tables is not None else ():
            _note(found, str(key), reason)
    return found


def difference(state: TicketState, head: Head) -> str:
    """Which of one ticket's rows differ from its state; empty when they agree."""
    key = adapted([head.ticket_id])[0]
    stored = {
        table: _fetched(f"{_question(table)} WHERE {projection.KEYS[table][0]} = %s", key)
        for table in projection.COLUMNS
    }
    return _compared(_expected(state, head), stored)


def _note(found: dict[str, Any], number: str, reason: str) -> None:
    found["different"] += 1
    if len(found["which"]) < 100:
        found["which"].append({"ticket": number, "reason": reason})


class Stored:
    """The three projected tables read beside the log, in the same order."""

    def __init__(self) -> None:
        """Opens one stream for each table."""
        self.streams = {
            table: by_first(streamed(f"{_question(table)} ORDER BY {', '.join(projection.KEYS[table])}"))
            for table in projection.COLUMNS
        }
        self.waiting = {table: next(stream, None) for table, stream in self.streams.items()}
        self.strays: dict[Any, tuple[str, str]] = {}

    def difference(self, ticket: Folded) -> str:
        """Which rows of the next ticket differ from what its events say; empty when they agree."""
        stored = {table: self._rows(table, ticket.key) for table in self.streams}
        return _compared(_expected(ticket.state, ticket.head), stored)

    def left_over(self) -> Iterator[tuple[str, str]]:
        """Rows of tickets that have no events: `(number, or id, and reason)`."""
        for table in self.streams:
            self._rows(table, None)
        yield from self.strays.values()

    def _rows(self, table: str, key: Any) -> list[tuple[Any, ...]]:
        while (first := self.waiting[table]) is not None and (key is None or first[0] < key):
            # The ticket's own table comes first, so a stray goes by its number where it has one.
            name = first[1][0][1] if table == "ticket" else str(first[0])
            self.strays.setdefault(first[0], (name, f"there are rows in {table} and no events"))
            self.waiting[table] = next(self.streams[table], None)
        if first is None or first[0] != key:
            return []
        self.waiting[table] = next(self.streams[table], None)
        return first[1]


def _question(table: str) -> str:
    return f"SELECT {projection.names(table)} FROM {table}"


def _fetched(statement: str, key: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        return list(cursor.fetchall())


def _expected(state: TicketState, head: Head) -> dict[str, set[tuple[Any, ...]]]:
    rows = {
        "ticket": [projection.ticket_values(state, head)],
        "assignment": [projection.part_values(state, part) for part in state.assignments],
        "clock": [projection.clock_values(state.ticket_id, clock) for clock in state.clocks],
    }
    return {table: {projection.stored(table, row) for row in found} for table, found in rows.items()}


def _compared(expected: dict[str, set[tuple[Any, ...]]], stored: dict[str, list[tuple[Any, ...]]]) -> str:
    for table, rows in expected.items():
        there = {tuple(row) for row in stored[table]}
        if there == rows:
            continue
        if not there:
            return f"no row in {table}"
        columns = {
            name
            for row, other in zip(sorted(rows, key=str), sorted(there, key=str), strict=False)
            for name, one, two in zip(projection.COLUMNS[table], row, other, strict=True)
            if one != two
        }
        return f"{table} differs in {', '.join(sorted(columns)) or 'the number of rows'}"
    return ""
