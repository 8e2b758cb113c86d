"""Events into the star: all of them at first, later those that came since, for the tickets they touch.

Killed at any point it leaves the old star; run again it goes on. The same events give the same rows, whether built at
once or day by day.
"""

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from weisu import lake as lakes
from weisu.analytics import assignments, steps, tickets
from weisu.analytics.engines.duckdb import MODEST, Engine, Limits, parquet
from weisu.analytics.events import EVENT
from weisu.analytics.folds import Fold, Folds, folded
from weisu.analytics.merging import month_or_all, together, write_parts
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

AT_ONCE = 4_000_000
"""Events folded together: what a group-by holds of their tickets fits into the memory of a modest machine."""


def always() -> bool:
    """Nobody asks to stop."""
    return True


class Built(NamedTuple):
    """What a build did: events the star now holds, how many of them are new, tickets they touched."""

    events: int
    new: int
    tickets: int


def build(
    lake: Path, *, offset_us: int, limits: Limits = MODEST, at_once: int = AT_ONCE, go_on: Callable[[], bool] = always
) -> Built:
    """Bring the star of a lake up to its watermark; `offset_us` is what local time is ahead of UTC.

    A long log is folded `at_once` events after the other; between two of them `go_on` may say that it is enough.

    Raises: LakeBroken.
    """
    with _locked(lake):
        mark = star_mark(lake)
        if mark.parts and mark.offset_us != offset_us:
            mark = StarMark()
        delete_uncounted(lake, mark)
        mark, first, touched, until = (
            mark._replace(offset_us=offset_us),
            mark.last_seq,
            0,
            lakes.watermark(lake).last_seq,
        )
        while mark.last_seq < until and (go_on() or mark.last_seq == first):
            with closing(Engine(root_of(lake) / ".spill", limits)) as engine:
                mark, some = _Build(engine, lake, mark, min(mark.last_seq + at_once, until)).run()
            touched += some
        return Built(mark.last_seq, mark.last_seq - first, touched)


class _Build:
    """One build, from the events after `before` up to `last`."""

    def __init__(self, engine: Engine, lake: Path, before: StarMark, last: int) -> None:
        self.engine, self.lake, self.before, self.last = engine, lake, before, last
        self.offset_us, self.first = before.offset_us, before.last_seq + 1
        self.parts: list[StarPart] = []

    def run(self) -> tuple[StarMark, int]:
        paths = [part.path for part in lakes.parts(self.lake) if part.last >= self.first and part.first <= self.last]
        self.engine.view("event", f"SELECT * FROM ({parquet(paths)}) WHERE seq BETWEEN {self.first} AND {self.last}")
        touched = self._tickets()
        self._assignments()
        self._grow()
        mark = StarMark(self.last, self.offset_us, (*self.before.parts, *self.parts))
        mark = together(self.engine, self.lake, mark)
        write_star_mark(self.lake, mark)
        return mark, touched

    def _tickets(self) -> int:
        new = tickets.tickets()
        if self.before.parts:
            open_tables(self.engine, self.lake, self.before)
            self.engine.keep("new_ticket", new)
            new = ibis.table(new.schema(), "new_ticket")
            old = ibis.table(new.schema(), "fct_ticket")
            new = _together(old.semi_join(new, "ticket_id"), new, tickets.KEYS, tickets.FOLDS)
        else:
            new = new.mutate(again=False)
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
        new = ibis.table(shape, "new_assignment")
        return _together(old, new, assignments.KEYS, assignments.FOLDS).drop("again")

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
        rows = rows.mutate(built=ibis.literal(self.last, "int64"), month=month_or_all(when, self.offset_us))
        parts, count = write_parts(self.engine, self.lake, table, rows, (self.first, self.last))
        self.parts += parts
        return count


def _together(old: ir.Table, new: ir.Table, keys: Sequence[str], folds: Folds) -> ir.Table:
    """Rows as all events give them, of the rows that earlier and later events gave; `again` where both had one."""
    columns = [*keys, *folds]
    both = ibis.union(old.select(*columns).mutate(later=0), new.select(*columns).mutate(later=1))
    again = {name: Fold(fold.how, both[name]) for name, fold in folds.items()}
    rows = both.group_by(*keys).aggregate(**folded(again, both.later), again=both.later.min() == 0)
    return rows.select(*columns, "again")


@contextmanager
def _locked(lake: Path) -> Iterator[None]:
    root_of(lake).mkdir(parents=True, exist_ok=True)
    with (root_of(lake) / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LakeBroken(f"Another build is writing the star of {lake}; wait for it to end.") from None
        yield
