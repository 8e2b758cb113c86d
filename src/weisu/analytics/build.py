"""Events into the star: all of them at first, later those that came since, for the tickets they touch.

Killed at any point it leaves the old star; run again it goes on. The same events give the same rows, whether built at
once or day by day.
"""

import fcntl
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from weisu import lake as lakes
from weisu.analytics import assignments, steps, tickets
from weisu.analytics.engines.duckdb import MODEST, Engine, Limits, parquet
from weisu.analytics.events import EVENT
from weisu.analytics.folds import Fold, Folds, folded
from weisu.analytics.instants import month_of
from weisu.analytics.star import (
    StarMark,
    StarPart,
    delete_uncounted,
    open_tables,
    root_of,
    star_mark,
    write_star_mark,
)
from weisu.lake.errors import LakeBroken

MANY_BUILDS = 32
"""After so many increments the parts are written together again, so that reading stays fast."""


class Built(NamedTuple):
    """What a build did: events the star now holds, how many of them are new, tickets they touched."""

    events: int
    new: int
    tickets: int


def build(lake: Path, *, offset_us: int, limits: Limits = MODEST) -> Built:
    """Bring the star of a lake up to its watermark; `offset_us` is what local time is ahead of UTC.

    Raises: LakeBroken.
    """
    with _locked(lake):
        before = star_mark(lake)
        if before.parts and before.offset_us != offset_us:
            before = StarMark()
        last = lakes.watermark(lake).last_seq
        delete_uncounted(lake, before)
        if last <= before.last_seq:
            return Built(last, 0, 0)
        engine = Engine(root_of(lake) / ".spill", limits)
        try:
            return _Build(engine, lake, before, last, offset_us).run()
        finally:
            engine.close()


class _Build:
    """One build, from the events after `before` up to `last`."""

    def __init__(self, engine: Engine, lake: Path, before: StarMark, last: int, offset_us: int) -> None:
        self.engine, self.lake, self.before, self.last, self.offset_us = engine, lake, before, last, offset_us
        self.first = before.last_seq + 1
        self.parts: list[StarPart] = []

    def run(self) -> Built:
        paths = [part.path for part in lakes.parts(self.lake) if part.last >= self.first]
        self.engine.view("event", f"SELECT * FROM ({parquet(paths)}) WHERE seq BETWEEN {self.first} AND {self.last}")
        touched = self._tickets()
        self._assignments()
        self._grow()
        parts = (*self.before.parts, *self.parts)
        write_star_mark(self.lake, StarMark(self.last, self.offset_us, parts))
        return Built(self.last, self.last - self.first + 1, touched)

    def _tickets(self) -> int:
        new = tickets.tickets()
        if self.before.parts:
            open_tables(self.engine, self.lake, self.before)
            self.engine.keep("new_ticket", new)
            new = ibis.table(new.schema(), "new_ticket")
            old = ibis.table(new.schema(), "fct_ticket")
            new = _together(old.semi_join(new, "ticket_id"), new, tickets.KEYS, tickets.FOLDS)
        return self._write("fct_ticket", new, new.registered_us)

    def _assignments(self) -> None:
        opened = EVENT.filter(EVENT["type"].isin([one.value for one in assignments.OPENERS]))
        self.engine.keep("opening", assignments.openings(assignments.marks(opened)))
        opening = ibis.table({"ticket_id": "uuid", "unit_id": "string", "spell": "int64"}, "opening")
        if self.before.parts:
            new = self._assignments_since(opening)
        else:
            # Whose only spell a mark belongs to need not be looked up: that saves joining every mark of the log.
            new = self._assigned(assignments.spells(opening, several_only=True))
        self._write("fct_assignment", new, new.since_us)

    def _assignments_since(self, opening: ir.Table) -> ir.Table:
        touched = ibis.table({"ticket_id": "uuid"}, "new_ticket")
        shape = assignments.assignments(assignments.marks(), assignments.spells(opening, several_only=False)).schema()
        old = ibis.table(shape, "fct_assignment").semi_join(touched, "ticket_id")
        known = old.select("ticket_id", "unit_id", "spell").union(opening)
        self.engine.keep("new_assignment", self._assigned(assignments.spells(known, several_only=False)))
        return _together(old, ibis.table(shape, "new_assignment"), assignments.KEYS, assignments.FOLDS)

    def _assigned(self, spells: ir.Table) -> ir.Table:
        self.engine.keep("spell", spells)
        return assignments.assignments(assignments.marks(), ibis.table(spells.schema(), "spell"))

    def _grow(self) -> None:
        moved, asked = steps.transitions(), steps.follow_ups()
        self._write("fct_transition", moved, moved.at_us)
        self._write("fct_follow_up", asked, asked.at_us)
        for table, rows in (
            ("agg_day", steps.days(offset_us=self.offset_us)),
            ("agg_slot", steps.slots(offset_us=self.offset_us)),
        ):
            self._write(table, rows, None)

    def _write(self, table: str, rows: ir.Table, when: ir.Value | None) -> int:
        """Write rows as this build's parts of a table; one directory per local month of `when`."""
        month = month_of(when, self.offset_us).fill_null("unknown") if when is not None else ibis.literal("all")
        out = root_of(self.lake) / ".building"
        shutil.rmtree(out, ignore_errors=True)
        rows = rows.mutate(built=ibis.literal(self.last, "int64"), month=month)
        count = self.engine.write_by_month(rows, out)
        if not count:
            # A table nobody has said anything for yet is a file without rows, so that it can be asked.
            self.engine.write(rows.drop("month"), out / "month=none" / "empty.parquet")
        for place, path in enumerate(sorted(out.rglob("*.parquet"))):
            self._count_part(table, f"{path.parent.name}/{self.first:012}-{self.last:012}-{place}.parquet", path)
        shutil.rmtree(out, ignore_errors=True)
        return count

    def _count_part(self, table: str, name: str, written: Path) -> None:
        target = root_of(self.lake) / table / name
        target.parent.mkdir(parents=True, exist_ok=True)
        written.replace(target)
        self.parts.append(StarPart(table, self.first, self.last, f"{table}/{name}"))


def _together(old: ir.Table, new: ir.Table, keys: Sequence[str], folds: Folds) -> ir.Table:
    """Rows as all events give them, of the rows that earlier and later events gave."""
    columns = [*keys, *folds]
    both = ibis.union(old.select(*columns).mutate(later=0), new.select(*columns).mutate(later=1))
    again = {name: Fold(fold.how, both[name]) for name, fold in folds.items()}
    return both.group_by(*keys).aggregate(**folded(again, both.later)).select(*columns)


@contextmanager
def _locked(lake: Path) -> Iterator[None]:
    root_of(lake).mkdir(parents=True, exist_ok=True)
    with (root_of(lake) / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LakeBroken(f"Another build is writing the star of {lake}; wait for it to end.") from None
        yield
