"""Whether a work list costs the same at a million tickets as at ten thousand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tools.bench.measure import ROUNDS, span
from tools.bench.parts.lives import AGENT, DISPATCHER, OVERSIGHT, REGION, staff
from tools.bench.parts.stage import build_region, create_region
from tools.databases import Engine, default_connection
from weisu.domain.vocabulary import Level
from weisu.tickets.loading import load
from weisu.tickets.projection import COLUMNS
from weisu.tickets.queries import Filters, running_clocks, unit_desk, work_list

READS = 100
"""Pages read per measurement: the server's processes are measured by the kernel's tick of 10 ms."""

NOW = datetime(2026, 12, 31, tzinfo=UTC)
"""The newest ticket comes in just before; the year behind it holds a million."""

COUNTIES = 10
OPEN = 5_000
PLACES = 3
"""Codes a county's tickets carry: its own and those of its townships."""

LISTS: dict[str, Callable[[], object]] = {
    "county": lambda: work_list(DISPATCHER),
    "waiting": lambda: work_list(DISPATCHER, Filters(statuses=("accepted",))),
    "overdue": lambda: work_list(DISPATCHER, Filters(overdue_at=NOW)),
    "next_page": lambda: work_list(AGENT, after=work_list(AGENT).next),
    "unit": lambda: work_list(staff("U007")),
    "unit_desk": lambda: unit_desk(staff("U007")),
    "late": lambda: running_clocks(OVERSIGHT, NOW, limit=200),
    "soon": lambda: running_clocks(OVERSIGHT, NOW + timedelta(days=1), since=NOW, limit=200),
}
"""What a dispatcher, an agent, a unit's clerk and oversight look at all day."""

NEW_IDS = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
SECONDS_LATER = {
    "postgresql": "({0} + ({1}) * interval '1 second')",
    "sqlite": "datetime({0}, ({1}) || ' seconds')",
}
INSTANT = {"postgresql": f"timestamptz '{NOW}'", "sqlite": f"'{NOW:%Y-%m-%d}'"}


def growth(engine: Engine, root: Path, *, small: int, large: int) -> dict[str, float]:
    """CPU of a page at `large` tickets over CPU at `small`, server included: of each list.

    Both databases are open at once and read in turns, so that a machine that slows down slows both.
    """
    with filled(engine, root, small) as few, filled(engine, root, large) as many:
        turns = [one_turn(engine, few, many, number) for number in range(ROUNDS)]
    return {name: median(turn[name].many / turn[name].few for turn in turns) for name in LISTS}


class Cost(NamedTuple):
    """CPU seconds of the same pages of one list in the small database and in the large one."""

    few: float
    many: float


def one_turn(engine: Engine, few: BaseDatabaseWrapper, many: BaseDatabaseWrapper, number: int) -> dict[str, Cost]:
    """Every list in both databases; who goes first alternates."""
    found = {}
    for place, (name, read) in enumerate(LISTS.items()):
        order = (few, many) if (number + place) % 2 else (many, few)
        taken = {id(database): pages(engine, database, read) for database in order}
        found[name] = Cost(taken[id(few)], taken[id(many)])
    return found


@contextmanager
def filled(engine: Engine, root: Path, tickets: int) -> Iterator[BaseDatabaseWrapper]:
    """A connection to a database of so many tickets."""
    with engine.fresh():
        build_region()
        for number in range(COUNTIES):
            if number:
                create_region(_county(number), Level.COUNTY)
            for township in range(1, PLACES):
                create_region(f"{_county(number)}{township:03}", Level.TOWNSHIP)
        load(root)
        fill(up_to=tickets)
        yield connections["default"]


def pages(engine: Engine, database: BaseDatabaseWrapper, read: Callable[[], object]) -> float:
    """CPU seconds of reading some pages of a list there."""
    with default_connection(database):
        read()
        with span(server_pid=engine.server_pid) as taken:
            for _ in range(READS):
                read()
    return taken.cpu_s


def fill(*, up_to: int) -> None:
    """Copies of the tickets that are there, as rows only: two a minute, spread over the counties.

    The newest are open, as many as a city has at any time however long its log, and half of them late; the rest is
    done. Their state is left out; no list reads it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FILTER (WHERE is_open), count(*) FILTER (WHERE NOT is_open) FROM ticket")
        still_open, done = cursor.fetchone()
        cursor.execute(_tickets(up_to - still_open - done, still_open, done))
        cursor.execute(_parts())
        cursor.execute(_clocks())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _tickets(count: int, still_open: int, done: int) -> str:
    """INSERT of so many copies, each of one of the open or done models in turn."""
    is_open = f"(n >= {count - OPEN})"
    due = _later(INSTANT[connection.vendor], f"(n - {count - OPEN // 2}) * 60")
    new = {
        "id": NEW_IDS[connection.vendor],
        "number": "'C' || n",
        "registered_at": _later(INSTANT[connection.vendor], f"(n - {count}) * 30"),
        "due_at": f"CASE WHEN {is_open} THEN {due} END",
        "region_code": _region(),
        "state": "'{}'",
    }
    columns = [f'"{name}"' for name in COLUMNS["ticket"]]
    values = [new.get(name, f'model."{name}"') for name in COLUMNS["ticket"]]
    return f"""
        WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count - 1}),
        model AS (SELECT row_number() OVER (PARTITION BY is_open ORDER BY id) - 1 AS place, ticket.* FROM ticket)
        INSERT INTO ticket ({", ".join(columns)})
        SELECT {", ".join(values)} FROM numbers JOIN model
        ON model.is_open = {is_open} AND model.place = n % CASE WHEN {is_open} THEN {still_open} ELSE {done} END
    """


def _later(instant: str, seconds: str) -> str:
    return SECONDS_LATER[connection.vendor].format(instant, seconds)


def _parts() -> str:
    """One part for every copy that has a lead."""
    given = {
        "ticket_id": "ticket.id",
        "unit_id": "ticket.lead_unit_id",
        "status": "ticket.status",
        "is_open": "ticket.is_open",
        "since_at": "ticket.registered_at",
        "registered_at": "ticket.registered_at",
    }
    return _beside("assignment", given, "ticket.lead_unit_id <> ''")


def _clocks() -> str:
    """One clock for every copy: it runs where the ticket has something due, else it has stopped."""
    given = {
        "ticket_id": "ticket.id",
        "clock": "'closure'",
        "unit_id": "ticket.lead_unit_id",
        "status": "CASE WHEN ticket.due_at IS NULL THEN 'stopped' ELSE 'running' END",
        "start_at": "ticket.registered_at",
        "due_at": f"coalesce(ticket.due_at, {_later('ticket.registered_at', '432000')})",
    }
    return _beside("clock", given, "true")


def _beside(table: str, given: dict[str, str], where: str) -> str:
    """INSERT of one row for every copy that fits; what is not given is as in some row that is there."""
    columns = [f'"{name}"' for name in COLUMNS[table]]
    values = [given.get(name, f'model."{name}"') for name in COLUMNS[table]]
    return f"""
        INSERT INTO {table} ({", ".join(columns)})
        SELECT {", ".join(values)} FROM ticket CROSS JOIN (SELECT * FROM {table} LIMIT 1) AS model
        WHERE ticket.number >= 'C' AND {where}
    """


def _region() -> str:
    """SQL for the region of copy number `n`."""
    county = f"CASE n % {COUNTIES} WHEN 0 THEN '{REGION}' ELSE '{REGION[:4]}' || (70 + n % {COUNTIES}) END"
    place = f"CASE n / {COUNTIES} % {PLACES} WHEN 0 THEN '' ELSE '00' || (n / {COUNTIES} % {PLACES}) END"
    return f"({county}) || ({place})"


def _county(number: int) -> str:
    return f"{REGION[:4]}{70 + number}" if number else REGION
