"""The year Demo City has behind it: lived in memory, and given to the services as people would have given it."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from weisu.demo import living
from weisu.demo.reading import Names
from weisu.domain.context import Principal
from weisu.domain.policy import Pack
from weisu.policies import files, queries
from weisu.simulate.city import Order
from weisu.simulate.running import Simulation
from weisu.simulate.scenario import read

SCENARIO = "demo-city"
NATION = "national"
SEED = 12_345
DAYS_A_MONTH = 365.25 / 12


def live(
    *, until: datetime, months: float, zone: str, names: Names, by: Principal, progress: Callable[[str], None]
) -> int:
    """So many months up to the day of `until`; returns how many events they brought."""
    scenario = read(SCENARIO)
    start = until.astimezone(ZoneInfo(zone)).date() - timedelta(days=round(months * DAYS_A_MONTH))
    order = Order(replace(scenario, start=start), _packs(scenario.packs), SEED, months, acts=True)
    simulation = Simulation(order, processes=os.cpu_count() or 1, progress=lambda line: None)
    return living.live(simulation.acts(), names, by=by, now=until, progress=progress)


def _packs(named: tuple[str, ...]) -> tuple[Pack, ...]:
    return tuple(queries.parsed(files.read_shipped(name)) for name in (NATION, *named))
