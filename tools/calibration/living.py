"""Living the scenarios that are compared."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tools.calibration import hotline, records, statistics
from weisu.cli.simulate import packs
from weisu.simulate.city import Order
from weisu.simulate.running import Simulation
from weisu.simulate.scenario import read

SEED = 7
ZONE = "Asia/Shanghai"
DISTRICT_MONTHS = 2.4
"""The two compared months and some days more, in which what came last is closed."""

HOTLINE_MONTHS = 2.0


def district(seed: int = SEED) -> dict[str, float]:
    """The statistics of the district's simulated tickets."""
    with TemporaryDirectory() as place:
        return statistics.of(records.of_lake(_lived("pingshan-like", DISTRICT_MONTHS, seed, Path(place)), ZONE))


def city(seed: int = SEED) -> dict[str, float]:
    """The rates of a simulated hotline."""
    with TemporaryDirectory() as place:
        return hotline.of_lake(_lived("demo-city", HOTLINE_MONTHS, seed, Path(place)))


def _lived(name: str, months: float, seed: int, place: Path) -> Path:
    scenario, root = read(name), place / "lake"
    order = Order(scenario, packs(scenario), seed, months)
    Simulation(order, processes=1, progress=lambda line: None).to_lake(root)
    return root
