"""A city's whole time, from its order to its log: live a window, put its events in order, write them, go on."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from weisu import lake
from weisu.lake.parts import replace
from weisu.simulate import truth_tables
from weisu.simulate.almanac import DAY
from weisu.simulate.city import City, Order
from weisu.simulate.crew import Told, Written, crews
from weisu.simulate.port import Act

ROWS_A_WINDOW = 100_000
EVENTS_A_CONTACT = 8.0
LONGEST_DAYS = 31
"""Windows are sized for memory only; where they are cut changes nothing."""

Progress = Callable[[str], None]


@dataclass
class Ended:
    """What a simulation came to."""

    events: int = 0
    days: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    truth: dict[str, pa.Table] = field(default_factory=dict)


class Simulation:
    """One city and the crews that live it."""

    def __init__(self, order: Order, *, processes: int, progress: Progress) -> None:
        self.order = order
        self.city = City(order)
        self.crews = crews(order, len(self.city.neighbourhoods), processes)
        self.progress = progress
        self.ended = Ended(days=len(self.city.almanac.days))

    def acts(self) -> Iterator[Act]:
        """Every accepted command in order; for an order with `acts`."""
        for until_us in self._windows():
            self._ask("live", until_us)
            told = self._told(until_us)
            acts = [act for one in told for act in one.acts]
            for place in _in_order(told):
                self.ended.events += 1
                yield acts[place]
        self._end()

    def to_lake(self, root: Path) -> None:
        """Write the log as the export does, with the organisation and what was said beside it."""
        spool = root / ".spoken.arrow"
        root.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(spool), "wb") as file, pa.ipc.new_file(file, lake.TEXTS.schema) as said:
            lake.write_tables(root, self._tables(said))
        # Read, not mapped: pages of a mapped file count as memory of this process as long as nobody else wants it.
        with pa.OSFile(str(spool)) as file:
            texts = pa.ipc.open_file(file)
            batches = (texts.get_batch(number) for number in range(texts.num_record_batches))
            lake.write_snapshot_batches(root, lake.TEXTS, batches)
        spool.unlink()
        lake.write_snapshot(root, lake.UNITS, self._units())
        lake.write_snapshot(root, lake.REGIONS, self._regions())
        self._end()

    def write_truth(self, root: Path) -> None:
        """One file for each table of the truth."""
        for name, table in self.ended.truth.items():
            replace(root / f"{name}.parquet", lambda path, table=table: pq.write_table(table, path, compression="zstd"))

    def _windows(self) -> list[int]:
        """The instants at which one window ends and the next begins."""
        almanac, width = self.city.almanac, self._days_a_window() * DAY
        return [min(end, almanac.end_us) for end in range(almanac.start_us + width, almanac.end_us + width, width)]

    def _tables(self, said: pa.ipc.RecordBatchFileWriter) -> Iterator[pa.Table]:
        windows = self._windows()
        self._ask("live", windows[0])
        for until_us, following in zip(windows, [*windows[1:], None], strict=True):
            told = self._told(until_us)
            seqs = _numbers(told, self.ended.events + 1)
            self.ended.events += sum(len(one.instants) for one in told)
            self._ask("write", seqs)
            written: list[Written] = self._answers()
            if following is not None:
                # While this process writes files, the crews live on.
                self._ask("live", following)
            written.sort(key=lambda one: one.number)
            said.write_batch(pa.concat_batches([one.texts for one in written]))
            yield _rows(written)

    def _ask(self, verb: str, *given: Any) -> None:
        for crew in self.crews:
            crew.ask(verb, *given)

    def _answers(self) -> list[Any]:
        return [one for crew in self.crews for one in crew.answer()]

    def _told(self, until_us: int) -> list[Told]:
        """What every neighbourhood did in the window that ends then, in their order."""
        told = sorted(self._answers(), key=lambda one: one.number)
        almanac = self.city.almanac
        done = (until_us - almanac.start_us) // DAY
        self.progress(f"day {done} of {len(almanac.days)}: {self.ended.events:,} events")
        return told

    def _end(self) -> None:
        found = []
        self._ask("end")
        for crew in self.crews:
            for number, tables, refusals in crew.answer():
                found.append((number, tables))
                self.ended.refusals.update(refusals)
            crew.dismiss()
        if self.order.truth:
            tables = [tables for _, tables in sorted(found, key=lambda one: one[0])]
            self.ended.truth = truth_tables.joined(self.city, tables)

    def _days_a_window(self) -> int:
        heads = sum(region.residents for region in self.city.neighbourhoods) / 1000
        demand = self.city.settings.demand
        a_day = heads * (demand.enquiries + demand.problems) / 365.25 * EVENTS_A_CONTACT
        return min(LONGEST_DAYS, max(1, int(ROWS_A_WINDOW / max(a_day, 1.0))))

    def _units(self) -> Iterator[tuple[object, ...]]:
        since = self.city.almanac.start_us
        for u in sorted(self.city.units.values(), key=lambda unit: unit.id):
            yield u.id, u.name, u.kind, u.level, u.region, u.parent or None, "active", None, since, None

    def _regions(self) -> Iterator[tuple[object, ...]]:
        since = self.city.almanac.start_us
        for r in sorted(self.city.regions.values(), key=lambda region: region.code):
            parent = r.parent if r.parent in self.city.regions else None
            yield r.code, r.name, r.level, parent, round(r.residents) or None, since, None


def _rows(written: list[Written]) -> pa.Table:
    """All rows in the order of their numbers; nothing is left of what they were made of."""
    # As one piece: of columns in pieces every row is looked for anew.
    rows = pa.concat_batches([one.rows for one in written])
    written.clear()
    return pa.table(rows).sort_by("seq")


def _in_order(told: list[Told]) -> NDArray[np.int64]:
    """The places of everything that was told, by instant, then neighbourhood, then place within it."""
    # Stable: those of one instant stay by neighbourhood and place.
    return np.argsort(np.concatenate([one.instants.to_numpy() for one in told]), kind="stable")


def _numbers(told: list[Told], first: int) -> dict[int, NDArray[np.int64]]:
    """Which number of the log each neighbourhood's rows get, in their order."""
    order = _in_order(told)
    seqs = np.empty_like(order)
    seqs[order] = np.arange(first, first + len(order))
    ends = np.cumsum([len(one.instants) for one in told])
    return {one.number: part for one, part in zip(told, np.split(seqs, ends[:-1]), strict=True)}
