"""`weisu simulate`: a city that does not exist, whose truth is known, as a log or as a lake."""

import argparse
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from weisu.cli.arguments import Misused, number, whole
from weisu.cli.output import add_json, say, show
from weisu.domain.policy import Pack, parse
from weisu.policies import files
from weisu.simulate.city import Order
from weisu.simulate.running import Simulation
from weisu.simulate.scenario import FAMILIES, BadScenario, Scenario, read, shipped
from weisu.simulate.score import Stored, score, scored_lines
from weisu.simulate.score import read as read_claims

NATION = "national"
AFTER_THE_END = timedelta(days=40)
"""No limit of a simulated ticket may fall past the end of the working calendar."""

SECONDS_BETWEEN_LINES = 2.0
A_DAY, MOST_MONTHS = 0.04, 120
SCALES = (1e-6, 100)
MOST_PROCESSES = 64


def add_to(nouns: Any) -> None:
    """Add the command."""
    parser = nouns.add_parser("simulate", help="live an invented city for some months, its truth known")
    _add_score(parser.add_subparsers(metavar="COMMAND", help="what else can be done about one; without it, live it"))
    parser.add_argument("--city", metavar="SCENARIO", help=f"{', '.join(shipped())}, or the path of a scenario; needed")
    parser.add_argument("--family", default="A", choices=FAMILIES, help="other mechanisms (B), nothing planted (C)")
    parser.add_argument(
        "--months", type=number(A_DAY, MOST_MONTHS), default=12.0, help="how long it lives (default 12)"
    )
    parser.add_argument("--seed", type=int, help="the same seed is the same city; needed")
    parser.add_argument("--scale", type=number(*SCALES), default=1.0, help="so many times the people")
    parser.add_argument("--to", choices=("log", "lake"), default="lake", help="this installation's log, or files")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the lake; simulated/ under WEISU_HOME without it")
    parser.add_argument("--truth", type=Path, metavar="DIR", help="write what really happened there")
    parser.add_argument(
        "--processes", type=whole(1, MOST_PROCESSES), default=os.cpu_count() or 1, help="how many live it at a time"
    )
    add_json(parser)
    parser.set_defaults(run=run)


def _add_score(verbs: Any) -> None:
    parser = verbs.add_parser("score", help="hold what somebody claims about a simulated city against its truth")
    parser.add_argument(
        "--truth",
        type=Path,
        action="append",
        required=True,
        metavar="DIR",
        help="where --truth wrote it; may be repeated",
    )
    parser.add_argument(
        "--claims",
        type=Path,
        action="append",
        required=True,
        metavar="FILE",
        help="what is claimed, one FILE for each DIR",
    )
    add_json(parser)
    parser.set_defaults(run=run_score)


def run_score(arguments: argparse.Namespace) -> int:
    """Score the claims, and say how good they are."""
    if len(arguments.truth) != len(arguments.claims):
        raise Misused(
            "Every --truth needs its own --claims, in the same order. `weisu simulate score --help` says more."
        )
    lives = [
        (Stored(truth), read_claims(claims)) for truth, claims in zip(arguments.truth, arguments.claims, strict=True)
    ]
    found = score(lives)
    show(arguments, found, scored_lines(found))
    return 0


def packs(scenario: Scenario) -> tuple[Pack, ...]:
    """The rules of the nation and of the scenario's city."""
    return tuple(parse(files.read_shipped(name)) for name in (NATION, *scenario.packs))


def run(arguments: argparse.Namespace) -> int:
    """Live it, and say what came of it."""
    missing = [f"--{name}" for name in ("city", "seed") if getattr(arguments, name) is None]
    if missing:
        raise Misused(f"{' and '.join(missing)} must be given. `weisu simulate --help` says what can be asked.")
    began = perf_counter()
    scenario = read(arguments.city, family=arguments.family, packs=files.shipped())
    order = Order(
        scenario,
        packs(scenario),
        arguments.seed,
        arguments.months,
        scale=arguments.scale,
        acts=arguments.to == "log",
        truth=arguments.truth is not None,
    )
    simulation = Simulation(order, processes=arguments.processes, progress=_Progress())
    _require_calendar(simulation)
    where = _to_log(simulation) if order.acts else _to_lake(simulation, arguments.out)
    if arguments.truth is not None:
        simulation.write_truth(arguments.truth)
    seconds = perf_counter() - began
    facts = {
        "city": scenario.name, "family": scenario.family, "seed": order.seed, "months": order.months, "to": where,
        "days": simulation.ended.days, "events": simulation.ended.events, "seconds": round(seconds, 1),
        "events_per_s": round(simulation.ended.events / seconds), "refusals": simulation.ended.refusals.total(),
        "truth": {name: table.num_rows for name, table in simulation.ended.truth.items()},
    }  # fmt: skip
    show(arguments, facts, _lines(facts, simulation.ended.refusals))
    return 0


def _lines(facts: dict[str, Any], refusals: Counter[str]) -> list[str]:
    lines = [
        f"{facts['events']:,} events of {facts['days']} days in {facts['seconds']} s, in {facts['to']}.",
        f"The rules refused {facts['refusals']} of what people tried.",
        *(f"  {count} x {what}" for what, count in refusals.most_common(3)),
    ]
    return [*lines, *(f"{name}: {count:,} rows of truth" for name, count in facts["truth"].items())]


def _to_lake(simulation: Simulation, out: Path | None) -> str:
    from weisu.config import env

    root = out or env.home() / "simulated"
    if (root / "watermark.json").exists():
        raise BadScenario(f"There is a lake at {root} already.", instead=["name another directory with --out"])
    simulation.to_lake(root)
    return str(root)


def _to_log(simulation: Simulation) -> str:
    from weisu.cli.setup import SETUP, prepare
    from weisu.demo import living, reading
    from weisu.domain.instants import from_us
    from weisu.tickets import loading

    now = datetime.now(UTC)
    prepare(now=now)
    loading.require_empty()
    _, names = reading.steps()
    since = from_us(simulation.city.almanac.start_us) - timedelta(days=30)
    living.found(simulation.city.scenario, names, by=SETUP, now=since)
    simulation.ended.events = living.live(simulation.acts(), names, by=SETUP, now=now, progress=_Progress())
    return "the log"


def _require_calendar(simulation: Simulation) -> None:
    almanac = simulation.city.almanac
    last = almanac.days[-1].date
    if last + AFTER_THE_END > almanac.calendar.last_day:
        raise BadScenario(
            f"The simulated time ends on {last}, too near to the end of the working calendar "
            f"({almanac.calendar.last_day}).",
            instead=["simulate fewer months", f"publish calendar/{almanac.calendar.last_day.year + 1}.toml"],
        )


class _Progress:
    """At most a line every two seconds on standard error."""

    def __init__(self) -> None:
        self.next = 0.0

    def __call__(self, line: str) -> None:
        if perf_counter() >= self.next:
            say(line)
            self.next = perf_counter() + SECONDS_BETWEEN_LINES
