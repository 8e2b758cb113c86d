"""Which files make up the star, and up to which event: the watermark beside them, written last.

    <lake>/star/
      watermark.json                                      layout, last_seq, offset_us, and every part that counts
      fct_ticket/month=2026-03/000000000001-000000100000-0.parquet

A part is named by the events it was built from. Tables that only grow are the rows of all their parts. Of a ticket (or
of its assignments) only the rows of the newest part that has the ticket count: a day's build writes those it touched
anew, and says `again` of tickets that an earlier part has too. What the watermark does not name is left over from an
earlier star or a killed build; the next build deletes it.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from weisu import lake as lakes
from weisu.analytics import tables
from weisu.analytics.engines.duckdb import MODEST, Engine, Limits, parquet, quoted
from weisu.lake.errors import LakeBroken
from weisu.lake.parts import replace
from weisu.lake.snapshots import CATEGORIES, DAYS, OFFICE, OFFICE_OF, REGIONS, UNITS

LAYOUT = hashlib.sha256(repr([(name, table.schema()) for name, table in tables.TABLES.items()]).encode()).hexdigest()[
    :12
]
"""The columns in short; a star of others is built anew."""

TOUCHED = ("fct_ticket", "fct_assignment")
"""Tables whose rows a later build replaces, ticket by ticket."""

GROWING = ("fct_transition", "fct_follow_up", "fct_reading", "fct_warning", "agg_day", "agg_call", "agg_slot")
"""Tables to which a later build only adds."""

DIMENSIONS = {
    "dim_unit": UNITS,
    "dim_region": REGIONS,
    "dim_category": CATEGORIES,
    "dim_day": DAYS,
    "dim_office": OFFICE,
    "dim_office_of": OFFICE_OF,
}
"""Tables that are replaced as a whole."""

TABLES = TOUCHED + GROWING


class StarPart(NamedTuple):
    """One file of one table, built from the events `first` to `last`."""

    table: str
    first: int
    last: int
    path: str


class StarMark(NamedTuple):
    """How far the star reaches, what a local day is in it, and its parts."""

    last_seq: int = 0
    offset_us: int = 0
    parts: tuple[StarPart, ...] = ()
    layout: str = LAYOUT

    @property
    def builds(self) -> tuple[int, ...]:
        """The builds it is made of, each by the last of its events, rising."""
        return tuple(sorted({part.last for part in self.parts}))


def root_of(lake: Path) -> Path:
    """Where the star of a lake lies."""
    return lake / "star"


def star_mark(lake: Path) -> StarMark:
    """How far the star reaches; an empty mark where none was built, or one of another layout.

    Raises: LakeBroken for a file that is no watermark.
    """
    path = root_of(lake) / "watermark.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["layout"] != LAYOUT:
            return StarMark()
        return StarMark(found["last_seq"], found["offset_us"], tuple(StarPart(*part) for part in found["parts"]))
    except FileNotFoundError:
        return StarMark()
    except (ValueError, KeyError, TypeError) as error:
        raise LakeBroken(
            f"{path} is no watermark of a star ({error}); delete {path.parent} and build again."
        ) from error


def write_star_mark(lake: Path, mark: StarMark) -> None:
    """Say what the star is now: the last act of a build. Who reads the old one still finds its files."""
    text = json.dumps(mark._asdict(), indent=0) + "\n"
    replace(root_of(lake) / "watermark.json", lambda path: path.write_text(text, encoding="utf-8"))


def delete_uncounted(lake: Path, mark: StarMark) -> None:
    """Delete files that no watermark names."""
    counted = {part.path for part in mark.parts}
    for table in TABLES:
        for path in list((root_of(lake) / table).rglob("*.parquet")):
            if str(path.relative_to(root_of(lake))) not in counted:
                path.unlink()


class Star:
    """The tables of a star by name, in an engine: what every measure is asked of."""

    def __init__(self, lake: Path, limits: Limits = MODEST) -> None:
        """Open for questions.

        Raises: LakeBroken when no star was built in this lake.
        """
        self.lake = lake
        self.mark = star_mark(lake)
        if not self.mark.parts:
            raise LakeBroken(f"{lake} has no star yet; run weisu metrics --build.")
        self.engine = Engine(root_of(lake) / ".spill", limits)
        self.places: Sequence[str] | None = None
        open_tables(self.engine, lake, self.mark)

    @cached_property
    def as_of_us(self) -> int:
        """The instant of the newest event: what has not happened by then has not happened yet."""
        found = self.engine.answer(tables.TICKET.aggregate(last=tables.TICKET.last_us.max()))
        return int(found.column("last")[0].as_py() or 0)

    @cached_property
    def begun_us(self) -> int:
        """The instant at which the first event was written down: imported ones may have happened long before."""
        found = lakes.parts(self.lake)
        first = parquet([part.path for part in found if part.first == found[0].first])
        answer = self.engine.connection.execute(f"SELECT min(recorded_us) FROM ({first})").fetchone()
        return int(answer[0]) if answer else 0

    @cached_property
    def known_types(self) -> frozenset[str]:
        """Types of events that the log holds."""
        found = self.engine.answer(tables.DAY.select("type").distinct())
        return frozenset(found.column("type").to_pylist())

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()


def open_tables(engine: Engine, lake: Path, mark: StarMark) -> None:
    """Give every table of the star its name in the engine."""
    for table in TABLES:
        engine.view(table, current(lake, mark, table))
    for name, snapshot in DIMENSIONS.items():
        path = lake / snapshot.path
        if path.exists():
            engine.view(name, parquet([path]))
        else:
            engine.connection.register(name, snapshot.schema.empty_table())


def open_touched(engine: Engine, lake: Path, mark: StarMark, tickets: str) -> None:
    """Give those rows of the touched tables their names that are of the tickets of an engine's table."""
    for table in TOUCHED:
        engine.view(table, current(lake, mark, table, of=tickets))


def current(lake: Path, mark: StarMark, table: str, *, of: str = "") -> str:
    """The question that reads the rows of a table that count, or only those `of` the tickets of an engine's table."""
    rows = parquet([root_of(lake) / part.path for part in mark.parts if part.table == table])
    if of:
        # Before anything is joined to them: there are a hundred columns of each, and few are wanted.
        rows += f" SEMI JOIN {of} USING (ticket_id)"
    later = [root_of(lake) / p.path for p in mark.parts if p.table == "fct_ticket" and p.last > mark.builds[0]]
    if table not in TOUCHED or not later:
        return rows
    # Only tickets that an earlier part has too are looked up; the others have one row anyhow.
    newest = f"SELECT ticket_id, max(built) AS newest FROM ({parquet(later)}) WHERE again GROUP BY ticket_id"
    counts = "n.newest IS NULL OR r.built = n.newest"
    return f"SELECT r.* FROM ({rows}) r LEFT JOIN ({newest}) n USING (ticket_id) WHERE {counts}"


def parts_with(engine: Engine, lake: Path, mark: StarMark, tickets: str) -> StarMark:
    """The mark without those parts of touched tables that have none of the tickets of an engine's table."""
    kept = {part.path for table in TOUCHED for part in _having(engine, lake, mark, table, tickets)}
    return mark._replace(parts=tuple(part for part in mark.parts if part.table not in TOUCHED or part.path in kept))


def _having(engine: Engine, lake: Path, mark: StarMark, table: str, tickets: str) -> list[StarPart]:
    """The parts of a table with any of these tickets; the newest where none has, so that there is a table to ask."""
    parts = {str(root_of(lake) / part.path): part for part in mark.parts if part.table == table}
    files = ", ".join(quoted(Path(path)) for path in parts)
    found = engine.connection.execute(
        f"SELECT DISTINCT filename FROM read_parquet([{files}], filename = true, hive_partitioning = false)"
        f" WHERE ticket_id IN (SELECT ticket_id FROM {tickets})"
    ).fetchall()
    return [parts[path] for (path,) in found] or [max(parts.values(), key=lambda part: part.last)]
