"""The trunk: what an event, an import, a load, a rebuild and a work list cost, each beside its bare minimum.

Every figure with a goal is the worse of SQLite and PostgreSQL, except the rate of four writers, which is PostgreSQL's:
SQLite lets one write at a time. CPU seconds count the server. The figures of each engine stand beside.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tools.bench.measure import say
from tools.bench.parts import appending, bulk, deciding, imports, logs, worklists
from tools.bench.parts.stage import engine
from tools.bench.result import Goal, Result, at_least, at_most
from tools.databases import Engine

GOALS: list[Goal] = [
    at_most("append_cpu_ratio", 1.5),
    at_least("append_per_s", 500),
    at_most("import_ratio", 8),
    at_least("load_per_s", 20_000),
    at_least("rebuild_per_s", 20_000),
    at_most("list_growth", 1.2),
]
WRITERS = 4


class Sizes(NamedTuple):
    """How much is measured: tickets of the log that is loaded, rows of the imported table, tickets of the lists."""

    acts: int
    writes: int
    log: int
    imported: int
    few: int
    many: int


USUAL = Sizes(acts=20, writes=10, log=4_000, imported=3_000, few=10_000, many=1_000_000)
FULL = Sizes(acts=40, writes=50, log=100_000, imported=50_000, few=10_000, many=1_000_000)


def run(full: bool) -> Result:
    """Measure everything on both databases."""
    sizes = FULL if full else USUAL
    with TemporaryDirectory(prefix="weisu-trunk-") as place:
        root = Path(place)
        say("  writing the logs to load ...")
        events = logs.write_lake(root / "log", sizes.log)
        logs.write_lake(root / "models", 1_000)
        say("  deciding ...")
        beside = {"log_events": float(events), "decide_per_s": deciding.per_second()}
        found: dict[str, dict[str, float]] = {}
        for name in ("sqlite", "postgres"):
            with engine(name, durable=True) as running:
                found[name] = dict(measured(running, root, sizes))
    worse = {goal.figure: worst(goal, found) for goal in GOALS}
    each = {f"{figure}_{name}": value for name, figures in found.items() for figure, value in figures.items()}
    return Result({**rounded(worse), **rounded(each), **rounded(beside)}, GOALS)


def measured(running: Engine, root: Path, sizes: Sizes) -> Iterator[tuple[str, float]]:
    """The figures of one database."""
    name = running.store.name
    say(f"  {name}: appending ...")
    yield "append_cpu_ratio", appending.cpu_ratio(running, tickets=sizes.acts)
    if name == "postgres":
        rate = appending.per_second(running, writers=WRITERS, tickets=sizes.writes)
        yield "append_per_s", rate.cpu
        yield "append_per_wall_s", rate.wall
    say(f"  {name}: importing ...")
    yield "import_ratio", imports.cpu_ratio(running, root, rows=sizes.imported, words=False)
    say(f"  {name}: loading and rebuilding ...")
    rates = bulk.rates(running, root / "log")
    yield "load_per_s", rates.load
    yield "rebuild_per_s", rates.rebuild
    say(f"  {name}: work lists at {sizes.few} and {sizes.many} tickets ...")
    growth = worklists.growth(running, root / "models", small=sizes.few, large=sizes.many)
    yield "list_growth", max(growth.values())
    yield from ((f"list_growth_{which}", value) for which, value in growth.items())


def worst(goal: Goal, found: dict[str, dict[str, float]]) -> float:
    """The value furthest from the goal among the databases that have the figure."""
    values = [figures[goal.figure] for figures in found.values() if goal.figure in figures]
    return max(values) if goal.sign == "<=" else min(values)


def rounded(figures: dict[str, float]) -> dict[str, float]:
    """Ratios to two places, rates to whole events."""
    return {name: round(value) if value > 100 else round(value, 2) for name, value in figures.items()}
