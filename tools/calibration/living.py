"""Living the scenarios that are compared."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tools.calibration import hotline, records, statistics
from weisu.cli.simulate import packs
from weisu.simulate.city import Order
from weisu.simulate.running import Simulation
from weisu.simulate.scenario import read

SEED = 7
ZONE = "Asia/Shanghai"


class Life(NamedTuple):
    """Which scenario is lived, how long, and by which seed."""

    scenario: str
    months: float
    seed: int = SEED


CITY = Life("demo-city", months=12.0)
"""A whole year: in the first months problems only begin to gather, and enquiries are too many beside them."""

PLACE = Life("pingshan-like", months=2.4)
"""The two compared months and some days more, in which what came last is closed."""


def district(seed: int = SEED) -> dict[str, float]:
    """The statistics of the district's simulated tickets."""
    with TemporaryDirectory() as place:
        return statistics.of(records.of_lake(_lived(PLACE._replace(seed=seed), Path(place)), ZONE))


def city(seed: int = SEED) -> dict[str, float]:
    """The rates of a simulated hotline."""
    with TemporaryDirectory() as place:
        return hotline.of_lake(_lived(CITY._replace(seed=seed), Path(place)))


def _lived(life: Life, place: Path) -> Path:
    scenario, root = read(life.scenario), place / "lake"
    order = Order(scenario, packs(scenario), life.seed, life.months)
    Simulation(order, processes=1, progress=lambda line: None).to_lake(root)
    return root
