"""A tenth asked well against everybody asked badly: a prediction of known strength, and the effort to be answered."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from tools.bench.measure import say
from tools.bench.parts.monitored import NATIONAL, city, closings
from weisu.analytics.rules import sample_rule
from weisu.science import intervals, nonresponse, ppi

PEOPLE, ASKED, ROUNDS = 5_000, 500, 200
APART = 0.355
"""Half of people say yes with a chance of 0.5 more by this, half with one of 0.5 less: a correlation of 0.71."""

LITTLE, MUCH = 0.35, 0.80
"""Who answers when everybody is called once, and when a tenth is called until they answer."""

SIZES = {"quiet-town": (6.0, 2.0), "demo-city": (4.0, 0.05), "big-city": (3.0, 0.02), "province": (3.0, 0.02)}
"""Months and scale: enough closings for the rule of sizes to bind."""


def strength() -> dict[str, float]:
    """Median widths of PPI over those of everybody called, and of the same sample alone."""
    chance = np.random.default_rng(70)
    full, alone, tied = [], [], []
    for _ in range(ROUNDS):
        likely = 0.5 + chance.choice([-APART, APART], PEOPLE)
        said = (chance.random(PEOPLE) < likely).astype(float)
        ours = _width(ppi.share(ppi.mean(said[:ASKED], likely[:ASKED], likely[ASKED:])))
        full.append(ours / _width(intervals.wilson(said.sum(), PEOPLE)))
        alone.append(ours / _width(intervals.wilson(said[:ASKED].sum(), ASKED)))
        tied.append(np.corrcoef(said, likely)[0, 1])
    figures = {"ppi_to_full": median(full), "ppi_to_sample": median(alone), "correlation": median(tied)}
    return {name: round(float(value), 3) for name, value in figures.items()}


def effort(scenario: str) -> float:
    """The share of a scenario's units whose bounds are narrower by the sample than by calling everybody once."""
    say(f"  effort in {scenario} ...")
    months, scale = SIZES.get(scenario, (3.0, 0.05))
    with TemporaryDirectory(prefix="weisu-effort-") as place:
        life = city(scenario, "A", 2_001, Path(place), months=months, scale=scale)
        rows = closings(life, "effort").rows
        life.star.close()
    units, lots = np.array(rows["unit"].to_pylist()), np.array(rows["drawn"].to_pylist())
    yes = np.array([life.truth[ticket]["is_satisfied"] for ticket in rows["ticket_id"].to_pylist()])
    found = [unit for unit in np.unique(units) if (units == unit).sum() > sample_rule(NATIONAL).least]
    return float(np.mean([_narrower(yes[units == unit], lots[units == unit]) for unit in found]))


def _narrower(yes: np.ndarray, lots: np.ndarray) -> bool:
    return _bounded(yes[lots], MUCH) < _bounded(yes, LITTLE)


def _bounded(yes: np.ndarray, answering: float) -> float:
    """How wide the bounds are, sampling error included, if that share of those asked answers."""
    answered = round(answering * yes.size)
    found = nonresponse.bounds(round(yes.mean() * answered), answered, yes.size)
    return float(found.outer_high - found.outer_low)


def _width(found: intervals.Interval) -> float:
    return float(found.high - found.low)
