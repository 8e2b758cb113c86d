"""Simulated cities under monitoring: many draws from one city, each interval beside what it should hold."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from tools.bench.measure import say
from weisu.analytics import draws
from weisu.analytics.build import build
from weisu.analytics.instants import offset_of
from weisu.analytics.monitoring import QUESTIONS, estimated
from weisu.analytics.period import Period
from weisu.analytics.rules import counting, sample_rule
from weisu.analytics.star import Star
from weisu.cli.simulate import packs
from weisu.domain.policy import Policy, merge, parse
from weisu.policies import files
from weisu.science import intervals
from weisu.simulate.city import Order
from weisu.simulate.running import Simulation
from weisu.simulate.scenario import read

MONTHS, SCALE, DRAWS = 6.0, 2.0, 30
ATTEMPTS = 3
ESTIMATORS = ("units", "whole", "alone", "bounds")
"""Every unit with its traces; all together; a unit's answers alone, no traces; the bounds of a unit."""


class Held(NamedTuple):
    """One interval, what all of that unit would have said, and what is really so."""

    what: str
    low: float
    high: float
    said: float
    true: float


class Life(NamedTuple):
    """A city's star and, by ticket, the last row of its truth."""

    star: Star
    truth: Mapping[str, Mapping[str, Any]]
    period: Period


def lived(scenario: str, family: str, seed: int) -> list[Held]:
    """Every interval of every draw from one city."""
    say(f"  {scenario} {family} {seed} ...")
    with TemporaryDirectory(prefix="weisu-truth-") as place:
        life = city(scenario, family, seed, Path(place), months=MONTHS, scale=SCALE)
        found = [one for number in range(DRAWS) for one in _asked(life, f"{seed}/{number}")]
        life.star.close()
    return found


def city(name: str, family: str, seed: int, root: Path, *, months: float, scale: float) -> Life:
    """Live a city; the last month's closings are left out, for nobody could be asked about them yet."""
    scenario = read(name, family=family)
    order = Order(scenario, packs(scenario), seed, months, scale=scale, truth=True)
    simulation = Simulation(order, processes=1, progress=lambda line: None)
    simulation.to_lake(root)
    build(root, offset_us=offset_of("Asia/Shanghai"))
    rows = sorted(simulation.ended.truth["follow_ups"].to_pylist(), key=lambda row: row["round"])
    days = simulation.city.almanac.days
    first, last = days[0].date, days[-32].date
    period = Period((first.year, first.month), (last.year, last.month))
    return Life(Star(root), {row["ticket_id"]: row for row in rows}, period)


def national() -> Policy:
    """The nation's rules as they are shipped."""
    return merge([parse(files.read_shipped("national"))], date(2026, 1, 5))


def closings(life: Life, seed: str) -> draws.Draw:
    """A draw by the national rule, of closings the truth knows."""
    found = draws.draw(life.star, life.period, seed=seed, rule=sample_rule(NATIONAL))
    known = [ticket in life.truth for ticket in found.rows["ticket_id"].to_pylist()]
    return found._replace(rows=found.rows.filter(np.array(known)))


def _asked(life: Life, seed: str) -> Iterator[Held]:
    draw, chance = closings(life, seed), Random(seed)
    rows = [life.truth[ticket] for ticket in draw.rows["ticket_id"].to_pylist()]
    units = np.array(draw.rows["unit"].to_pylist())
    reached = [chance.random() < 1 - (1 - row["response_probability"]) ** ATTEMPTS for row in rows]
    for question in QUESTIONS:
        said, true = (np.array([row[f"{verb}_{question}"] for row in rows], float) for verb in ("says", "is"))
        told = [float(one) if was else None for one, was in zip(said, reached, strict=True)]
        found = estimated(draw, told, minimum=MINIMUM)
        if not found.whole.why:
            yield Held("whole", found.whole.low, found.whole.high, said.mean(), true.mean())
        for one in found.units:
            own = units == one.unit
            yield from _of_unit(one, said[own].mean(), true[own].mean())


def _of_unit(one: Any, said: float, true: float) -> Iterator[Held]:
    yield Held("bounds", one.outer_low, one.outer_high, said, true)
    if not one.why:
        alone = intervals.wilson(round(one.bound_low * one.drawn), one.answered)
        yield Held("units", one.low, one.high, said, true)
        yield Held("alone", float(alone.low), float(alone.high), said, true)


NATIONAL = national()
MINIMUM = counting(NATIONAL).minimum_n
