"""What one event costs through a service, beside the barest way the ORM has to write the same rows."""

import multiprocessing
import os
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from statistics import median
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

from django.db import connection, connections, transaction
from django.db.models import Model

from tools.bench.measure import ROUNDS, ratio, span
from tools.bench.parts.lives import START, UNITS, staff
from tools.bench.parts.stage import build_region, dispatched
from tools.databases import Engine
from weisu.tickets import services
from weisu.tickets.models import Ticket, TicketEvent

LOCK = 0x62656E6368
RowT = TypeVar("RowT", bound=Model)
Act = Callable[[str, str, int], Ticket]


def at(minutes: int) -> dict[str, Any]:
    """When an act happens."""
    return {"now": START + timedelta(minutes=minutes)}


ACTS: list[Act] = [
    lambda number, unit, m: services.acknowledge(number, by=staff(unit), **at(m)),
    lambda number, unit, m: services.assign_person(number, person="p-1", by=staff(unit), **at(m)),
    lambda number, unit, m: services.contact_requester(
        number, means="call", outcome="no_answer", by=staff(unit), **at(m)
    ),
    lambda number, unit, m: services.contact_requester(
        number, means="call", outcome="reached", by=staff(unit), **at(m)
    ),
    lambda number, unit, m: services.assign_person(number, person="p-2", by=staff(unit), **at(m)),
]
"""Acts without words: what is measured is an event, not the keeping of secrets."""


RUSH = ACTS[:1] + ACTS[1:3] * 10
"""What the writers do together: long enough that their beginning and end do not matter."""


class Written(NamedTuple):
    """What one act has to write: a row for the log, and the ticket's row as it stands afterwards."""

    number: str
    event: TicketEvent
    columns: dict[str, Any]


def cpu_ratio(engine: Engine, *, tickets: int) -> float:
    """CPU of appending through a service over CPU of the bare ORM writing the same rows; medians of turns."""
    with engine.fresh():
        build_region()
        units = list(UNITS)[:tickets]
        numbers = iter([dispatched(unit) for _ in range(ROUNDS + 1) for unit in units])
        waiting: list[list[Written]] = []

        def ours() -> float:
            chosen = [(unit, next(numbers)) for unit in units]
            with span(server_pid=engine.server_pid) as taken:
                after = [act(number, unit, 30 + place) for place, act in enumerate(ACTS) for unit, number in chosen]
            waiting.append(shadows(after))
            return taken.cpu_s

        def bare() -> float:
            acts = waiting.pop()
            first = TicketEvent.objects.count() + 1
            with span(server_pid=engine.server_pid) as taken:
                for seq, act in enumerate(acts, first):
                    through_orm(act, seq)
            return taken.cpu_s

        ours()
        return ratio(ours, bare)


def shadows(after: list[Ticket]) -> list[Written]:
    """The same acts once more on copies of the tickets under other ids, for the bare side to write."""
    ids = {ticket.id: uuid4() for ticket in after}
    numbers = {ticket.id: f"B{uuid4().hex[:20]}" for ticket in after}
    copies = {ticket.id: copied(ticket, id=ids[ticket.id], number=numbers[ticket.id]) for ticket in after}
    Ticket.objects.bulk_create(copies.values())
    found = []
    for ticket in after:
        event = TicketEvent.objects.get(ticket_id=ticket.id, version=ticket.version)
        columns = {name: value for name, value in values_of(ticket).items() if name not in ("id", "number")}
        found.append(Written(numbers[ticket.id], copied(event, event_id=uuid4(), ticket_id=ids[ticket.id]), columns))
    return found


def values_of(row: Model) -> dict[str, Any]:
    """The columns of a row by name."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def copied(row: RowT, **changes: Any) -> RowT:
    """A new row with some columns changed."""
    return type(row)(**values_of(row) | changes)


def through_orm(act: Written, seq: int) -> None:
    """The ticket locked, the log locked, one INSERT, one UPDATE: nothing decided, nothing derived, nothing hashed."""
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().get(number=act.number)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        act.event.seq = seq
        act.event.save(force_insert=True)
        for name, value in act.columns.items():
            setattr(ticket, name, value)
        ticket.save(force_update=True)


class Rate(NamedTuple):
    """Events a second: by the clock on the wall, and if the cores had nothing else to do."""

    wall: float
    cpu: float


def per_second(engine: Engine, *, writers: int, tickets: int) -> Rate:
    """How many events several processes append together through services; medians."""
    with engine.fresh():
        build_region()
        rates = [_one_rush(engine, writers, tickets) for _ in range(ROUNDS)]
    return Rate(*(median(values) for values in zip(*rates, strict=True)))


def _one_rush(engine: Engine, writers: int, tickets: int) -> Rate:
    units = list(UNITS)
    chosen = [(units[n % len(units)], dispatched(units[n % len(units)])) for n in range(writers * tickets)]
    connections.close_all()
    context = multiprocessing.get_context("fork")
    begin = context.Barrier(writers + 1)
    hands = [context.Process(target=write, args=(begin, chosen[n::writers])) for n in range(writers)]
    for hand in hands:
        hand.start()
    begin.wait()
    with span(server_pid=engine.server_pid) as taken:
        for hand in hands:
            hand.join()
    if any(hand.exitcode for hand in hands):
        raise RuntimeError("A writer of the append bench failed; its traceback is printed above.")
    events = len(chosen) * len(RUSH)
    return Rate(events / taken.wall_s, events / taken.cpu_s * min(writers, os.cpu_count() or 1))


def write(begin: Barrier, chosen: list[tuple[str, str]]) -> None:
    """One writer: waits for the others, then every act on its own tickets."""
    connection.ensure_connection()
    begin.wait()
    for place, act in enumerate(RUSH):
        for unit, number in chosen:
            act(number, unit, 30 + place)
    connection.close()
