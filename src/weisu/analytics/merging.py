"""Parts of the star on the disk: writing those of a build, and making one of several small builds."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from weisu.analytics.engines.duckdb import Engine
from weisu.analytics.star import TABLES, TOUCHED, StarMark, StarPart, current, root_of
from weisu.analytics.tables import TABLES as SHAPES

MANY = 12
"""Builds that a reader looks through at most."""

NEWEST = 7
"""So many of the newest are made one then, at least."""

ADDING = ("agg_day", "agg_call", "agg_slot")
"""Tables of counts, which add up."""

WHEN = {
    "fct_ticket": "registered_us",
    "fct_assignment": "since_us",
    "fct_transition": "at_us",
    "fct_follow_up": "at_us",
    "fct_reading": "at_us",
    "fct_warning": "at_us",
}
"""Which instant says in which month's directory a row lies."""


def write_parts(
    engine: Engine, lake: Path, table: str, sql: str, span: tuple[int, int], offset_us: int
) -> tuple[list[StarPart], int]:
    """Write rows as parts of a table built from these events, by local month; returns the parts and how many rows."""
    out = root_of(lake) / ".building"
    shutil.rmtree(out, ignore_errors=True)
    rows = f"SELECT *, {span[1]}::BIGINT AS built FROM ({sql})"
    count = engine.write_by_month(f"SELECT *, {_month(table, offset_us)} AS month FROM ({rows})", out)
    if not count:
        # A table nobody has said anything for yet is a file without rows, so that it can be asked.
        engine.write(rows, out / "month=none" / "empty.parquet")
    parts = []
    for place, path in enumerate(sorted(out.rglob("*.parquet"))):
        name = f"{table}/{path.parent.name}/{span[0]:012}-{span[1]:012}-{place}.parquet"
        (root_of(lake) / name).parent.mkdir(parents=True, exist_ok=True)
        path.replace(root_of(lake) / name)
        parts.append(StarPart(table, *span, name))
    shutil.rmtree(out, ignore_errors=True)
    return parts, count


def _month(table: str, offset_us: int) -> str:
    """The local month a row lies in, or one directory for rows that have none."""
    if table not in WHEN:
        return "'all'"
    return f"coalesce(strftime(make_timestamp({WHEN[table]} + {offset_us}), '%Y-%m'), 'unknown')"


def together(engine: Engine, lake: Path, mark: StarMark) -> StarMark:
    """The star with its newest builds made one, if there are many."""
    builds = mark.builds
    count = due([last - before for before, last in zip((0, *builds), builds, strict=False)])
    if not count:
        return mark
    chosen = set(builds[-count:])
    kept = [part for part in mark.parts if part.last not in chosen]
    merged = mark._replace(parts=tuple(part for part in mark.parts if part.last in chosen))
    span = (min(part.first for part in merged.parts), mark.last_seq)
    for table in TABLES:
        rows = f"SELECT * EXCLUDE (built) FROM ({_rows_of(lake, merged, table)})"
        kept += write_parts(engine, lake, table, rows, span, mark.offset_us)[0]
    return mark._replace(parts=tuple(kept))


def due(sizes: Sequence[int]) -> int:
    """How many of the newest builds are to be made one, of the events in each from the oldest on; 0 while they are few.

    An older one goes with them if the newer ones together are as large: so a row is written again only when its build
    at least doubles, and a log of any length costs each row a handful of times (O'Neil et al. 1996, Acta Informatica).
    """
    if len(sizes) <= MANY:
        return 0
    count = NEWEST
    while count < len(sizes) and sizes[-count - 1] <= sum(sizes[-count:]):
        count += 1
    return count


def _rows_of(lake: Path, mark: StarMark, table: str) -> str:
    """The rows of these builds that count among them; `again` if a ticket is in a build before all of them."""
    rows = current(lake, mark, table)
    if table in ADDING:
        keys = ", ".join(f'"{name}"' for name in SHAPES[table].columns if name not in ("n", "built"))
        return f"SELECT {keys}, sum(n)::BIGINT AS n, max(built) AS built FROM ({rows}) GROUP BY ALL"
    if table not in TOUCHED or table == "fct_assignment":
        return rows
    every = ", ".join(f"'{root_of(lake) / part.path}'" for part in mark.parts if part.table == table)
    seen = (
        f"SELECT ticket_id, arg_min(again, built) AS before FROM read_parquet([{every}], hive_partitioning = false)"
        " GROUP BY ticket_id"
    )
    return f"SELECT r.* REPLACE (s.before AS again) FROM ({rows}) r JOIN ({seen}) s USING (ticket_id)"
