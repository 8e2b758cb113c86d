"""Who lives the neighbourhoods: this process, or several, each with some of them; the result is the same.

Life goes in windows of days. In each window every neighbourhood lives alone; then all their events are put into one
order (by instant, neighbourhood, and place within it), which gives each its number in the log; then each neighbourhood
chains and spells its own rows. Nothing depends on who lived where.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from weisu import lake
from weisu.simulate import truth_tables
from weisu.simulate.city import City, Order
from weisu.simulate.drafts import Draft, chained
from weisu.simulate.errors import CrewLost
from weisu.simulate.life.days import settled
from weisu.simulate.life.neighbourhood import Neighbourhood
from weisu.simulate.port import Act


@dataclass
class Told:
    """What one neighbourhood did in one window: the instants of its rows (or of its acts)."""

    number: int
    instants: pa.Array
    acts: list[Act]


class Written(NamedTuple):
    """The rows of one neighbourhood and window with their numbers and hashes, and what was said there."""

    number: int
    rows: pa.RecordBatch
    texts: pa.RecordBatch


class Parcel(NamedTuple):
    """What was written, on its way from one process to another: in files, for a pipe would copy it again and again."""

    rows: Path
    texts: Path
    numbers: list[int]

    @classmethod
    def packed(cls, written: Iterable[Written], place: Path) -> "Parcel":
        """One neighbourhood after the other, so that no two are held at a time."""
        parcel = cls(place / "rows.arrow", place / "texts.arrow", [])
        with _stream(parcel.rows, lake.ROW) as rows, _stream(parcel.texts, lake.TEXTS.schema) as texts:
            for one in written:
                rows.write_batch(one.rows)
                texts.write_batch(one.texts)
                parcel.numbers.append(one.number)
        return parcel

    def opened(self) -> list[Written]:
        """The same again; the files are gone once nobody needs their rows any more."""
        return [Written(*one) for one in zip(self.numbers, _taken(self.rows), _taken(self.texts), strict=True)]


@contextmanager
def _stream(path: Path, schema: pa.Schema) -> Iterator[pa.ipc.RecordBatchStreamWriter]:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, schema) as stream:
        yield stream


def _taken(path: Path) -> list[pa.RecordBatch]:
    with pa.memory_map(str(path)) as file:
        batches = [*pa.ipc.open_stream(file)]
    path.unlink()
    return batches


class Here:
    """A crew in this process."""

    def __init__(self, order: Order, numbers: Sequence[int]) -> None:
        self.order = order
        self.city = City(order)
        self.places = [settled(self.city, number) for number in numbers]
        self.drafts: dict[int, Draft] = {}

    def live(self, until_us: int) -> Iterator[Told]:
        """Live a window."""
        for here in self.places:
            here.run(until_us)
            if self.order.acts:
                acts = here.ledger.taken_acts()
                yield Told(here.number, _instants(acts), acts)
            else:
                draft = self.drafts[here.number] = here.ledger.taken()
                yield Told(here.number, draft.instants, [])

    def write(self, seqs: Mapping[int, NDArray[np.int64]]) -> Iterator[Written]:
        """Spell the window's rows with these numbers, place by place; what was spelled is let go."""
        for number in [*self.drafts]:
            draft = self.drafts.pop(number)
            yield Written(number, chained(draft, seqs[number]), draft.texts)

    def end(self) -> Iterator[tuple[int, dict[str, pa.Table], dict[str, int]]]:
        """(neighbourhood, its tables of the truth, refusals) once everything has been lived."""
        for here in self.places:
            tables = truth_tables.of(here, _without_actions(here)) if self.order.truth else {}
            yield here.number, tables, dict(here.refusals)


def _without_actions(here: Neighbourhood) -> Neighbourhood | None:
    """The same neighbourhood as it would have lived had nobody acted; None where nobody did."""
    if here.truth.manager is None or not here.truth.manager.actions:
        return None
    other = settled(City(replace(here.city.order, with_actions=False, acts=False)), here.number)
    for day in here.almanac.days:
        other.run(day.start_us)
        other.ledger.forget()
    other.run(here.almanac.end_us)
    return other


def _instants(acts: Iterable[Act]) -> pa.Array:
    return pa.array([act.at_us for act in acts], pa.int64())


class Near:
    """A crew in this process, spoken with as if it were in another."""

    def __init__(self, order: Order, numbers: Sequence[int]) -> None:
        self._crew = Here(order, numbers)
        self._asked: tuple[str, tuple[Any, ...]] = ("", ())

    def ask(self, verb: str, *given: Any) -> None:
        """Ask the crew to `live`, `write` or `end`."""
        self._asked = verb, given

    def answer(self) -> list[Any]:
        """What it did."""
        verb, given = self._asked
        return list(getattr(self._crew, verb)(*given))

    def dismiss(self) -> None:
        """Nothing more will be asked."""


class Away:
    """A crew in a process of its own; it works while this process goes on."""

    def __init__(self, order: Order, numbers: Sequence[int]) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._spool = TemporaryDirectory(prefix="weisu-simulate-")
        given = (theirs, Path(self._spool.name), order, list(numbers))
        self._process = context.Process(target=_serve, args=given, daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, verb: str, *given: Any) -> None:
        """Ask the crew to `live`, `write` or `end`."""
        # Whoever hung up may have said why before: `answer` hears it, or says that nobody is there.
        with suppress(BrokenPipeError, ConnectionResetError):
            self._pipe.send((verb, given))

    def answer(self) -> list[Any]:
        """What it did, once it is done. Raises whatever the crew met with; CrewLost when it is gone."""
        try:
            found = self._pipe.recv()
        except (EOFError, ConnectionError) as error:
            instead = ["see that there is memory enough", "ask for fewer processes, or a smaller scale"]
            raise CrewLost("A process of the simulation ended before its time.", instead=instead) from error
        if isinstance(found, BaseException):
            raise found
        return found.opened() if isinstance(found, Parcel) else list(found)

    def dismiss(self) -> None:
        """Nothing more will be asked."""
        self._pipe.close()
        self._process.join()
        self._spool.cleanup()


def _serve(pipe: Connection, spool: Path, order: Order, numbers: list[int]) -> None:
    """Live some neighbourhoods as the other end of the pipe asks; what is written goes through files in `spool`."""
    # Lives leave next to no cycles (two tickets in thirty thousand events); looking for them costs a part of the time.
    gc.disable()
    try:
        crew = Here(order, numbers)
        while True:
            verb, given = pipe.recv()
            found = getattr(crew, verb)(*given)
            pipe.send(Parcel.packed(found, spool) if verb == "write" else list(found))
    except (EOFError, ConnectionError):
        return
    except Exception as error:  # noqa: BLE001 - whatever it was, the other end must hear of it
        _tell(pipe, error)


def _tell(pipe: Connection, error: Exception) -> None:
    """Send what went wrong, unless nobody listens any more."""
    with suppress(BrokenPipeError, ConnectionResetError):
        pipe.send(error)


def crews(order: Order, neighbourhoods: int, processes: int) -> list[Near | Away]:
    """So many crews, the neighbourhoods dealt out among them in turns."""
    count = max(1, min(processes, neighbourhoods))
    dealt = [list(range(first, neighbourhoods, count)) for first in range(count)]
    return [Near(order, dealt[0])] if count == 1 else [Away(order, numbers) for numbers in dealt]
