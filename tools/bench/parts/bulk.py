"""How fast a whole log is loaded from a lake, and how fast its projections are folded anew."""

from pathlib import Path
from statistics import median
from typing import NamedTuple

from tools.bench.measure import ROUNDS, span
from tools.databases import Engine
from weisu import lake
from weisu.tickets.loading import load
from weisu.tickets.replay import rebuild


class Rates(NamedTuple):
    """Events per CPU second, server included; medians."""

    load: float
    rebuild: float


def rates(engine: Engine, root: Path) -> Rates:
    """Load the same lake into one fresh database after another, and rebuild what was loaded."""
    events = lake.watermark(root).last_seq
    loads, rebuilds = [], []
    for _ in range(ROUNDS):
        with engine.fresh():
            with span(server_pid=engine.server_pid) as taken:
                load(root)
            loads.append(taken.cpu_s)
            with span(server_pid=engine.server_pid) as taken:
                rebuild()
            rebuilds.append(taken.cpu_s)
    return Rates(events / median(loads), events / median(rebuilds))
