"""Simulated cities: how fast they live into a lake and into the log, how that grows, and what it holds in memory.

Rates are events per second of two cores, by the CPU seconds of every process; the wall clock's stand beside, and which
share of the 40,000 that are wanted of a lake is reached. A call that was answered is an event too, and a cheap one:
`lake_decided_per_s` counts only what a decision about a ticket made.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pyarrow.compute import field
from pyarrow.dataset import dataset

from tools.bench.measure import say, span
from tools.bench.parts.memory import peak
from tools.bench.parts.stage import engine
from tools.bench.result import Goal, Result, at_least, at_most
from weisu.cli.setup import SETUP, prepare
from weisu.cli.simulate import packs
from weisu.demo import living, reading
from weisu.domain.instants import from_us
from weisu.org import queries as org_queries
from weisu.policies import queries as policy_queries
from weisu.simulate.city import Order
from weisu.simulate.running import Simulation
from weisu.simulate.scenario import read
from weisu.vault import keys

WANTED_PER_S = 40_000
"""What a lake's rate is on its way to; the goal below is the least that will do."""

GOALS: list[Goal] = [
    at_least("lake_per_s", 20_000),
    at_least("log_per_s", 2_000),
    at_most("growth", 1.25),
    at_most("memory_gib", 4),
]
CORES = 2
SEED = 2_024


class Sizes(NamedTuple):
    """Months of the large city at two scales, and of the town whose log is written."""

    small: float
    large: float
    months: float
    log_months: float


USUAL = Sizes(small=0.01, large=0.04, months=1.0, log_months=1.0)
FULL = Sizes(small=0.004, large=0.2, months=12.0, log_months=12.0)


class Rate(NamedTuple):
    """Events, and their seconds of two cores and of the wall clock."""

    events: int
    cores_s: float
    wall_s: float


def run(full: bool) -> Result:
    """Live a small and a large city into lakes, and a town into a database."""
    sizes = FULL if full else USUAL
    with TemporaryDirectory(prefix="weisu-simulate-") as place, peak() as memory:
        small = lake(Path(place) / "small", scale=sizes.small, months=sizes.months)
        large = lake(Path(place) / "large", scale=sizes.large, months=sizes.months)
        decided = about_tickets(Path(place) / "large")
    log = written(sizes.log_months)
    figures = {
        "lake_per_s": round(large.events / large.cores_s),
        "lake_share_of_wanted": round(large.events / large.cores_s / WANTED_PER_S, 2),
        "lake_per_wall_s": round(large.events / large.wall_s),
        "lake_decided_per_s": round(decided / large.cores_s),
        "lake_events": large.events,
        "log_per_s": round(log.events / log.cores_s),
        "log_per_wall_s": round(log.events / log.wall_s),
        "growth": round((large.cores_s / large.events) / (small.cores_s / small.events), 2),
        "memory_gib": round(memory.gib, 2),
    }
    return Result(figures, GOALS)


def lake(root: Path, *, scale: float, months: float) -> Rate:
    """The large city so many times its size."""
    say(f"  lake at scale {scale} ...")
    scenario = read("big-city")
    with span() as taken:
        order = Order(scenario, packs(scenario), SEED, months, scale=scale)
        simulation = Simulation(order, processes=CORES, progress=lambda line: None)
        simulation.to_lake(root)
    return Rate(simulation.ended.events, taken.cpu_s / CORES, taken.wall_s)


def about_tickets(root: Path) -> int:
    """How many events of a lake are of a ticket."""
    return dataset(root / "events", format="parquet").count_rows(filter=field("ticket_id").is_valid())


def written(months: float) -> Rate:
    """The quiet town through the real services, on SQLite; one process writes, so its seconds count whole."""
    say("  log of the quiet town ...")
    scenario, (_, names) = read("quiet-town"), reading.steps()
    with engine("sqlite") as running, running.fresh():
        order = Order(scenario, packs(scenario), SEED, months, acts=True)
        simulation = Simulation(order, processes=1, progress=lambda line: None)
        since = from_us(simulation.city.almanac.start_us)
        for kept in (org_queries, policy_queries, keys):
            kept.forget()
        prepare(now=since)
        living.found(scenario, names, by=SETUP, now=since)
        with span(server_pid=running.server_pid) as taken:
            events = living.live(simulation.acts(), names, by=SETUP, now=since, progress=lambda line: None)
    return Rate(events, taken.cpu_s, taken.wall_s)
