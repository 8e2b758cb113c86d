"""Who lives the neighbourhoods: this process, or several, each with some of them; the result is the same.

Life goes in windows of days. In each window every neighbourhood lives alone; then all their events are put into one
order (by instant, neighbourhood, and place within it), which gives each its number in the log; then each neighbourhood
chains and spells its own rows. Nothing depends on who lived where.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

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


@dataclass
class Written:
    """The rows of one crew and window with their numbers and hashes, and what was said, place by place.

    `spoken` says how many of the texts are of which neighbourhood.
    """

    rows: pa.RecordBatch
    texts: pa.RecordBatch
    spoken: list[tuple[int, int]]

    def said(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        """(neighbourhood, what was said there)."""
        begin = 0
        for number, count in self.spoken:
            yield number, self.texts.slice(begin, count)
            begin += count


class Parcel(NamedTuple):
    """What was written, on its way from one process to another: in a file, for a pipe would copy it again and again."""

    path: Path
    spoken: list[tuple[int, int]]

    @classmethod
    def packed(cls, written: Written, path: Path) -> "Parcel":
        """Rows, then texts."""
        with pa.OSFile(str(path), "wb") as file:
            for batch in (written.rows, written.texts):
                with pa.ipc.new_stream(file, batch.schema) as stream:
                    stream.write_batch(batch)
        return cls(path, written.spoken)

    def opened(self) -> Written:
        """The same again; the file is gone once nobody needs its rows any more."""
        with pa.memory_map(str(self.path)) as file:
            (rows,), (texts,) = ([*pa.ipc.open_stream(file)] for _ in range(2))
        self.path.unlink()
        return Written(rows, texts, self.spoken)


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
        """Spell the window's rows with these numbers."""
        drafts, self.drafts = self.drafts, {}
        rows = [chained(draft, seqs[number]) for number, draft in drafts.items()]
        spoken = [(number, draft.texts.num_rows) for number, draft in drafts.items()]
        yield Written(pa.concat_batches(rows), pa.concat_batches([draft.texts for draft in drafts.values()]), spoken)

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
        parcel = Path(self._spool.name) / "written.arrow"
        self._process = context.Process(target=_serve, args=(theirs, parcel, order, list(numbers)), daemon=True)
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
        return [one.opened() if isinstance(one, Parcel) else one for one in found]

    def dismiss(self) -> None:
        """Nothing more will be asked."""
        self._pipe.close()
        self._process.join()
        self._spool.cleanup()


def _serve(pipe: Connection, parcel: Path, order: Order, numbers: list[int]) -> None:
    """Live some neighbourhoods as the other end of the pipe asks."""
    # Lives leave next to no cycles (two tickets in thirty thousand events); looking for them costs a part of the time.
    gc.disable()
    try:
        crew = Here(order, numbers)
        while True:
            verb, given = pipe.recv()
            found = getattr(crew, verb)(*given)
            pipe.send([Parcel.packed(one, parcel) if isinstance(one, Written) else one for one in found])
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
