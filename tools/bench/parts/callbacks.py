"""A tenth asked well against everybody asked badly: a prediction of known strength, and the effort to be answered."""

from statistics import fmean, median
from typing import NamedTuple

import numpy as np
from scipy import optimize, special

from tools.bench.parts.monitored import MINIMUM, Life, city
from weisu.analytics.monitoring import QUESTIONS
from weisu.science import intervals, nonresponse, ppi
from weisu.science.arrays import Booleans, Floats

PEOPLE, ASKED, ROUNDS = 5_000, 500, 1_000
APART = 0.355
"""Half of people say yes with a chance of 0.5 more by this, half with one of 0.5 less: a correlation of 0.71."""

LITTLE, MUCH = 0.35, 0.80
"""Who answers when everybody is called once, and when those drawn are called until about so many have answered."""

SIZES = {
    "big-city": (3.0, 0.01),
    "demo-city": (4.0, 1.0),
    "pingshan-like": (3.0, 0.6),
    "province": (3.0, 0.15),
    "quiet-town": (6.0, 2.0),
}
"""Months and scale of each shipped scenario: enough closings for units to be drawn from, not asked to the last one."""

DRAWS = 20


class Effort(NamedTuple):
    """One unit of one draw: how wide its bounds are if everybody is called once, and if those drawn are until answered.

    `holds` says whether the bounds of those drawn hold what all of the unit would have said.
    """

    once: float
    again: float
    holds: bool


def strength() -> dict[str, float]:
    """Median widths of PPI over those of everybody called, and of the same sample alone; how often PPI holds a half."""
    chance = np.random.default_rng(70)
    full, alone, tied, holds = [], [], [], []
    for _ in range(ROUNDS):
        likely = 0.5 + chance.choice([-APART, APART], PEOPLE)
        said = (chance.random(PEOPLE) < likely).astype(float)
        ours = ppi.share(ppi.mean(said[:ASKED], likely[:ASKED], likely[ASKED:]))
        full.append(_width(ours) / _width(intervals.wilson(said.sum(), PEOPLE)))
        alone.append(_width(ours) / _width(intervals.wilson(said[:ASKED].sum(), ASKED)))
        tied.append(np.corrcoef(said, likely)[0, 1])
        holds.append(ours.low <= 0.5 <= ours.high)
    figures = {"ppi_to_full": median(full), "ppi_to_sample": median(alone), "correlation": median(tied)}
    return {name: round(float(value), 3) for name, value in (figures | {"ppi_coverage": fmean(holds)}).items()}


def figures(scenarios: list[str], family: str, seed: int) -> dict[str, float]:
    """By scenario: the share of units whose bounds effort makes narrower, how wide they are, how often they hold."""
    found: dict[str, float] = {}
    for scenario in scenarios:
        months, scale = SIZES[scenario]
        units = efforts(city(family, seed, scenario=scenario, months=months, scale=scale))
        name = f"{scenario.replace('-', '_')}_{family.lower()}"
        found |= {
            f"effort_wins_{name}": round(fmean(one.again < one.once for one in units), 4),
            f"effort_holds_{name}": round(fmean(one.holds for one in units), 4),
            f"effort_width_once_{name}": round(fmean(one.once for one in units), 3),
            f"effort_width_again_{name}": round(fmean(one.again for one in units), 3),
            f"effort_units_{name}": len(units) // (DRAWS * len(QUESTIONS)),
        }
    return found


def efforts(life: Life) -> list[Effort]:
    """Every unit of enough closings, question by question and draw by draw.

    Who would answer one call is who answers in the city's truth, all alike made harder to reach until one call reaches
    LITTLE; the other side calls until MUCH is about reached.
    """
    reach = harder(life.told("response_probability"), LITTLE)
    calls = min(range(1, 20), key=lambda calls: abs(float((1 - (1 - reach) ** calls).mean()) - MUCH))
    chance = np.random.default_rng(35)
    found: list[Effort] = []
    for number in range(DRAWS):
        lots = np.array(life.drawn(f"effort {number}").rows["drawn"].to_pylist())
        needed = np.ceil(np.log(chance.random(reach.size)) / np.log1p(-reach))
        for question in QUESTIONS:
            found += _of_units(life, life.told(f"says_{question}"), needed <= 1, needed <= calls, lots)
    return found


def harder(reach: Floats, mean: float) -> Floats:
    """Chances to be reached whose odds all changed by one factor, so that their mean is this one."""
    logits = special.logit(reach)
    by = optimize.brentq(lambda by: float(special.expit(logits - by).mean()) - mean, -20, 20)
    return np.asarray(special.expit(logits - by))


def _of_units(life: Life, said: Floats, once: Booleans, again: Booleans, lots: Booleans) -> list[Effort]:
    units = np.array(life.closings["unit"].to_pylist())
    found = []
    for unit in np.unique(units):
        own = units == unit
        if own.sum() >= MINIMUM:
            found.append(_of_unit(said[own], once[own], again[own], lots[own]))
    return found


def _of_unit(said: Floats, once: Booleans, again: Booleans, lots: Booleans) -> Effort:
    """Everybody called once has no error of having been drawn, so only the silence is held against them."""
    called = nonresponse.bounds(said[once].sum(), once.sum(), said.size)
    answered = again & lots
    drawn = nonresponse.bounds(said[answered].sum(), answered.sum(), lots.sum(), everybody=said.size)
    return Effort(
        float(called.high - called.low),
        float(drawn.outer_high - drawn.outer_low),
        bool(drawn.outer_low <= said.mean() <= drawn.outer_high),
    )


def _width(found: intervals.Interval) -> float:
    return float(found.high - found.low)
