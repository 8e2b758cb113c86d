"""Simulated cities under monitoring: many draws from one city, each interval beside what it should hold."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tools.bench.measure import say
from weisu.analytics import draws
from weisu.analytics.build import build
from weisu.analytics.instants import offset_of
from weisu.analytics.monitoring import QUESTIONS, Monitored, estimated
from weisu.analytics.period import Period
from weisu.analytics.rules import counting, sample_rule
from weisu.analytics.star import Star
from weisu.analytics.traces import traces
from weisu.cli.simulate import packs
from weisu.domain.policy import Policy, merge, parse
from weisu.policies import files
from weisu.science import ppi
from weisu.science.arrays import Booleans, Floats
from weisu.simulate.city import Order
from weisu.simulate.running import Simulation
from weisu.simulate.scenario import read

SCENARIO, MONTHS, SCALE = "quiet-town", 6.0, 2.0
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
    """A city's closings of which the truth is known, with what the process left of them, and the truth, row by row."""

    closings: pa.Table
    truth: list[dict[str, Any]]
    terms: draws.Terms

    def drawn(self, seed: str) -> draws.Draw:
        """A draw by the national rule."""
        return draws.drawn_by(self.terms._replace(seed=seed), self.closings)

    def told(self, column: str) -> Floats:
        """A column of the truth, one number per closing."""
        return np.array([row[column] for row in self.truth], dtype=np.float64)


def held(life: Life, attempts: int, number_of_draws: int) -> list[Held]:
    """Every interval of every draw from one city, when everybody drawn is called so many times."""
    reach = 1 - (1 - life.told("response_probability")) ** attempts
    found: list[Held] = []
    for number in range(number_of_draws):
        draw, chance = life.drawn(f"{life.terms.seed}/{number}"), np.random.default_rng(number)
        found += _of_draw(life, draw, chance.random(reach.size) < reach)
    return found


def city(family: str, seed: int, *, scenario: str = SCENARIO, months: float = MONTHS, scale: float = SCALE) -> Life:
    """Live a city; the last month's closings are left out, for nobody could be asked about them yet."""
    say(f"  {scenario} {family} {seed} ...")
    layers = read(scenario, family=family)
    order = Order(layers, packs(layers), seed, months, scale=scale, truth=True)
    simulation = Simulation(order, processes=1, progress=lambda line: None)
    with TemporaryDirectory(prefix="weisu-truth-") as place:
        simulation.to_lake(Path(place))
        build(Path(place), offset_us=offset_of("Asia/Shanghai"))
        return _life(Star(Path(place)), simulation, seed)


def _life(star: Star, simulation: Simulation, seed: int) -> Life:
    days = simulation.city.almanac.days
    first, last = days[0].date, days[-32].date
    closings = traces(star, Period((first.year, first.month), (last.year, last.month)))
    terms = draws.Terms(f"{seed}", f"{first:%Y-%m}", f"{last:%Y-%m}", *RULE, star.mark.last_seq)
    star.close()
    rows = sorted(simulation.ended.truth["follow_ups"].to_pylist(), key=lambda row: row["round"])
    truth = {row["ticket_id"]: row for row in rows}
    # A ticket merged into another is closed with it and followed up with it: it has no truth of its own.
    known = [ticket in truth for ticket in closings["ticket_id"].to_pylist()]
    closings = closings.filter(np.array(known))
    return Life(closings, [truth[ticket] for ticket in closings["ticket_id"].to_pylist()], terms)


def national() -> Policy:
    """The nation's rules as they are shipped."""
    return merge([parse(files.read_shipped("national"))], date(2026, 1, 5))


def _of_draw(life: Life, draw: draws.Draw, reached: Booleans) -> Iterator[Held]:
    units = np.array(draw.rows["unit"].to_pylist())
    for question in QUESTIONS:
        said, true = life.told(f"says_{question}"), life.told(f"is_{question}")
        told = [one if was else None for one, was in zip(said.tolist(), reached.tolist(), strict=True)]
        found = estimated(draw, told, minimum=MINIMUM)
        if not found.whole.why:
            yield Held("whole", found.whole.low, found.whole.high, said.mean(), true.mean())
        for one in found.units:
            own = units == one.unit
            yield from _of_unit(one, float(said[own].mean()), float(true[own].mean()))


def _of_unit(one: Monitored, said: float, true: float) -> Iterator[Held]:
    yield Held("bounds", one.outer_low, one.outer_high, said, true)
    if not one.why:
        yield Held("units", one.low, one.high, said, true)
        low, _, high = (float(end) for end in _alone(one))
        yield Held("alone", low, high, said, true)


def _alone(one: Monitored) -> ppi.Interval:
    """What the same answers tell of the same closings when nothing is predicted."""
    share = round(one.bound_low * one.drawn) / one.answered
    plain = ppi.Estimate(share, 0.0, 0.0, one.answered, float(one.answered))
    return ppi.share_among(plain, one.closed)


NATIONAL = national()
RULE = sample_rule(NATIONAL)
MINIMUM = counting(NATIONAL).minimum_n
ATTEMPTS = counting(NATIONAL).follow_up.attempts
