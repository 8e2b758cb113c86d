"""Events into the star: all of them at first, later those that came since, for the tickets they touch.

Killed at any point it leaves the old star; run again it goes on. The same events give the same rows, whether built at
once or day by day.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from weisu import lake as lakes
from weisu.analytics import folding
from weisu.analytics.engines.duckdb import MODEST, Engine, Limits, parquet
from weisu.analytics.events import EVENT
from weisu.analytics.merging import together, write_parts
from weisu.analytics.star import (
    StarMark,
    StarPart,
    delete_uncounted,
    open_touched,
    parts_with,
    root_of,
    star_mark,
    write_star_mark,
)
from weisu.lake.errors import LakeBroken

AT_ONCE = 4_000_000
"""Events folded together: what a group-by holds of their tickets fits into the memory of a modest machine."""

FEW = 100_000
"""Fewer events are read into memory once; more of them from their files by each question that needs them."""

FOR_A_THREAD = 200_000
"""Events that are worth a thread more."""


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
            last = min(mark.last_seq + at_once, until)
            with closing(Engine(root_of(lake) / ".spill", _enough(limits, last - mark.last_seq))) as engine:
                mark, some = _Build(engine, lake, mark, last).run()
            touched += some
        return Built(mark.last_seq, mark.last_seq - first, touched)


def _enough(limits: Limits, events: int) -> Limits:
    """No more threads than have enough to do: what they share out among each other costs, too."""
    return limits._replace(threads=min(limits.threads or os.cpu_count() or 1, events // FOR_A_THREAD + 1))


class _Build:
    """One build, from the events after `before` up to `last`."""

    def __init__(self, engine: Engine, lake: Path, before: StarMark, last: int) -> None:
        self.engine, self.lake, self.before, self.last = engine, lake, before, last
        self.offset_us, self.first = before.offset_us, before.last_seq + 1
        self.parts: list[StarPart] = []

    def run(self) -> tuple[StarMark, int]:
        paths = [part.path for part in lakes.parts(self.lake) if part.last >= self.first and part.first <= self.last]
        columns = ", ".join(f'"{name}"' for name in EVENT.columns)
        events = f"SELECT {columns} FROM ({parquet(paths)}) WHERE seq BETWEEN {self.first} AND {self.last}"
        # Twenty questions read the events: opening the files each time would be a tenth of a day's build.
        few = self.last - self.first + 1 < FEW
        (self.engine.keep if few else self.engine.view)("event", events)
        touched = self._tickets()
        self._assignments()
        self._grow()
        mark = StarMark(self.last, self.offset_us, (*self.before.parts, *self.parts))
        mark = together(self.engine, self.lake, mark)
        write_star_mark(self.lake, mark)
        return mark, touched

    def _tickets(self) -> int:
        sql = folding.tickets_anew()
        if self.before.parts:
            self.engine.keep("touched", folding.touched())
            # A day touches few tickets, most of them young: the months without any of them are not read.
            open_touched(self.engine, self.lake, parts_with(self.engine, self.lake, self.before, "touched"), "touched")
            sql = folding.tickets_on()
        return self._write("fct_ticket", sql)

    def _assignments(self) -> None:
        self.engine.keep("opening", folding.openings())
        # Whose only spell a mark belongs to need not be looked up: that saves joining every mark of the log.
        self.engine.keep("spell", folding.spells_known() if self.before.parts else folding.spells_several())
        tickets = parquet([root_of(self.lake) / part.path for part in self.parts if part.table == "fct_ticket"])
        self.engine.keep("ruled", f"SELECT ticket_id, exclusion FROM ({tickets}) WHERE exclusion IS NOT NULL")
        self._write("fct_assignment", folding.assignments_on() if self.before.parts else folding.assignments_anew())

    def _grow(self) -> None:
        for table, sql in folding.growing(self.offset_us, is_first=not self.before.parts).items():
            self._write(table, sql)

    def _write(self, table: str, sql: str) -> int:
        parts, count = write_parts(self.engine, self.lake, table, sql, (self.first, self.last), self.offset_us)
        self.parts += parts
        return count


@contextmanager
def _locked(lake: Path) -> Iterator[None]:
    root_of(lake).mkdir(parents=True, exist_ok=True)
    with (root_of(lake) / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LakeBroken(f"Another build is writing the star of {lake}; wait for it to end.") from None
        yield
