"""Whether a work list costs the same at a million tickets as at ten thousand."""

from collections.abc import Callable
from pathlib import Path
from statistics import median

from django.db import connection, transaction

from tools.bench.measure import ROUNDS, say, span
from tools.bench.parts.lives import AGENT, DISPATCHER, REGION, START, staff
from tools.bench.parts.stage import ADMINISTRATOR, build_region
from tools.databases import Engine
from weisu.domain.vocabulary import Level
from weisu.org import queries as org_queries
from weisu.org import services as org
from weisu.tickets.loading import load
from weisu.tickets.projection import COLUMNS
from weisu.tickets.queries import Filters, unit_desk, work_list

READS = 30
"""Pages read per measurement: the server's processes are measured by the kernel's tick of 10 ms."""

COUNTIES = 10

LISTS: dict[str, Callable[[], object]] = {
    "county": lambda: work_list(DISPATCHER),
    "waiting": lambda: work_list(DISPATCHER, Filters(statuses=("accepted",))),
    "next_page": lambda: work_list(AGENT, after=work_list(AGENT).next),
    "unit": lambda: work_list(staff("U007")),
    "unit_desk": lambda: unit_desk(staff("U007")),
}
"""What a dispatcher, an agent and a unit's clerk look at all day."""

NEW_IDS = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
REGISTERED = {
    "postgresql": "timestamptz '2026-01-05 00:00Z' + n * interval '30 seconds'",
    "sqlite": "datetime('2026-01-05', (n * 30) || ' seconds')",
}


def growth(engine: Engine, root: Path, *, small: int, large: int) -> dict[str, float]:
    """For each list: CPU of a page at `large` tickets over CPU at `small`, server included."""
    with engine.fresh():
        build_region()
        for number in range(1, COUNTIES):
            org.create_region(_county(number), name="Bench", level=Level.COUNTY, by=ADMINISTRATOR, now=START)
        org_queries.forget()
        load(root)
        fill(up_to=small)
        before = {name: page_cpu(engine, read) for name, read in LISTS.items()}
        fill(up_to=large)
        after = {name: page_cpu(engine, read) for name, read in LISTS.items()}
    for name in LISTS:
        say(f"  {name}: {before[name] * 1000:.2f} ms at {small}, {after[name] * 1000:.2f} ms at {large}")
    return {name: after[name] / before[name] for name in LISTS}


def page_cpu(engine: Engine, read: Callable[[], object]) -> float:
    """CPU seconds of one page, the median of several measurements."""
    read()
    taken = []
    for _ in range(ROUNDS):
        with span(server_pid=engine.server_pid) as one:
            for _ in range(READS):
                read()
        taken.append(one.cpu_s / READS)
    return median(taken)


def fill(*, up_to: int) -> None:
    """Copies of the tickets that are there, as rows only: two a minute, spread over the counties.

    Their state is left out; no list reads it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE number < 'C') FROM ticket")
        there, models = cursor.fetchone()
        cursor.execute(_tickets(there, up_to - 1, models))
        cursor.execute(_parts())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _tickets(first: int, last: int, models: int) -> str:
    """INSERT of the copies number `first` to `last`, each of one of the models in turn."""
    new = {
        "id": NEW_IDS[connection.vendor],
        "number": "'C' || n",
        "registered_at": REGISTERED[connection.vendor],
        "region_code": f"CASE n % {COUNTIES} WHEN 0 THEN '{REGION}' ELSE '{REGION[:-2]}' || (70 + n % {COUNTIES}) END",
        "state": "'{}'",
    }
    columns = [f'"{name}"' for name in COLUMNS["ticket"]]
    values = [new.get(name, f'model."{name}"') for name in COLUMNS["ticket"]]
    return f"""
        WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}),
        model AS (
            SELECT row_number() OVER (ORDER BY id) - 1 AS place, ticket.* FROM ticket WHERE number < 'C'
        )
        INSERT INTO ticket ({", ".join(columns)})
        SELECT {", ".join(values)} FROM numbers JOIN model ON model.place = n % {models}
    """


def _parts() -> str:
    """One part for every copy that has a lead and no part yet."""
    given = {
        "ticket_id": "ticket.id",
        "unit_id": "ticket.lead_unit_id",
        "status": "ticket.status",
        "is_open": "ticket.is_open",
        "since_at": "ticket.registered_at",
    }
    columns = [f'"{name}"' for name in COLUMNS["assignment"]]
    values = [given.get(name, f'model."{name}"') for name in COLUMNS["assignment"]]
    return f"""
        INSERT INTO assignment ({", ".join(columns)})
        SELECT {", ".join(values)} FROM ticket CROSS JOIN (SELECT * FROM assignment LIMIT 1) AS model
        WHERE ticket.number >= 'C' AND lead_unit_id <> ''
            AND NOT EXISTS (SELECT 1 FROM assignment AS other WHERE other.ticket_id = ticket.id)
    """


def _county(number: int) -> str:
    return f"{REGION[:-2]}{70 + number}"
