"""Living a small city in a test: the scenario, its rules, and what came of it."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.cast import pack_texts
from weisu import lake
from weisu.domain.policy import parse
from weisu.simulate.city import Order
from weisu.simulate.crew import Here
from weisu.simulate.running import Simulation
from weisu.simulate.scenario import Cheat, Prior, Scenario, read
from weisu.simulate.truth import TABLES

MISSING_WORDS = re.compile(r"the words \S+ are missing")
"""What `verify` finds in a loaded lake, for words are never in one."""


def order_of(
    scenario: Scenario, *, seed: int = 7, months: float = 1.0, scale: float = 1.0, acts: bool = False
) -> Order:
    """What is to be simulated, its truth asked for."""
    packs = tuple(parse(pack_texts(pack)) for pack in ("national", *scenario.packs))
    return Order(scenario, packs, seed, months, scale=scale, acts=acts, truth=not acts)


@dataclass
class Lived:
    """A lake and its truth."""

    root: Path
    refusals: int

    @property
    def head(self) -> str:
        """The hash of the last event: it stands for all before."""
        return lake.watermark(self.root).head

    @property
    def events(self) -> pa.Table:
        """Every event."""
        return pa.concat_tables(lake.read(self.root))

    def truth(self, name: str) -> list[dict]:
        """The rows of one table of the truth."""
        return pq.read_table(self.root / "truth" / f"{name}.parquet").to_pylist()

    def digest(self) -> str:
        """One hash for all of the truth."""
        found = hashlib.sha256()
        for path in sorted((self.root / "truth").glob("*.parquet")):
            found.update(repr(pq.read_table(path).to_pylist()).encode())
        return found.hexdigest()


def lived(root: Path, scenario: Scenario | str = "quiet-town", *, processes: int = 1, **given: float) -> Lived:
    """Live it and write everything down under `root`."""
    scenario = read(scenario) if isinstance(scenario, str) else scenario
    simulation = Simulation(order_of(scenario, **given), processes=processes, progress=lambda said: None)
    simulation.to_lake(root)
    simulation.write_truth(root / "truth")
    return Lived(root, simulation.ended.refusals.total())


def with_setting(scenario: Scenario, table: str, name: str, value: float) -> Scenario:
    """The scenario with one dial fixed."""
    settings = {**scenario.settings, table: {**scenario.settings[table], name: Prior("fixed", (value,))}}
    return replace(scenario, settings=settings)


def cheating(scenario: Scenario, unit: str, kind: str, strength: float = 1.0) -> Scenario:
    """The scenario with one unit that plays one game all the time."""
    return replace(scenario, cheats=(Cheat(unit, kind, strength),))


@dataclass
class Life:
    """What one life in memory came to: events by type, tickets and follow-ups by what is true of them."""

    places: list

    @property
    def events(self) -> Counter:
        """How many events of each type."""
        return Counter(row[3] for here in self.places for _, row in here.ledger.rows)

    def payloads(self, type_: str) -> list[str]:
        """The payloads of one type of event."""
        return [row[23] for here in self.places for _, row in here.ledger.rows if row[3] == type_]

    @property
    def problems(self) -> set[tuple]:
        """Every problem with what it was born with."""
        return {(p.key, p.born_us, p.severity, p.difficulty) for here in self.places for p in here.truth.problems}

    @property
    def cases(self) -> dict:
        """Every ticket by its id."""
        return {name: case for here in self.places for name, case in here.truth.cases.items()}

    def follow_ups(self) -> list[dict]:
        """Every follow-up with its truth."""
        names = TABLES["follow_ups"].names
        return [dict(zip(names, row, strict=True)) for here in self.places for row in here.truth.rows["follow_ups"]]

    def played(self, kind: str) -> int:
        """On how many tickets a game was really played."""
        marked = sum(kind == row[1] for here in self.places for row in here.truth.rows["gaming"])
        return marked + sum(kind == play[1] for case in self.cases.values() for play in case.plays)


def life(scenario: Scenario, *, seed: int = 7, months: float = 1.0, scale: float = 1.5) -> Life:
    """Live it in memory, with its truth."""
    crew = Here(order_of(scenario, seed=seed, months=months, scale=scale), range(4))
    for here in crew.places:
        here.run(here.almanac.end_us)
    return Life(crew.places)
