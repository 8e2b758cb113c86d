"""Units that do equally well at very different volumes: how many does chance alone single out?"""

import numpy as np
from scipy import stats

from weisu.analytics.expectation import Tickets, peers_by
from weisu.analytics.unit_comparison import Comparison, compared
from weisu.science import false_discovery, funnel, intervals

VOLUMES = (5, 15, 50, 150, 500, 1_500, 5_000, 15_000, 50_000)
UNITS_EACH = 5
RATE = 0.82
SURE = 0.999
"""Level at which a volume is said to be singled out too often: nine are looked at."""
BANDS = (30, 300, 3_000)
"""Volumes at which units become peers of larger ones, where they are compared as a page does it."""


def figures(rounds: int) -> dict[str, float]:
    """By how much the worst volume is outside the limits more often than chance, and how often FDR names anybody."""
    chance = np.random.default_rng(82)
    volumes = np.repeat(VOLUMES, UNITS_EACH)
    outside = np.zeros(len(volumes))
    alarms = 0
    for _ in range(rounds):
        met = chance.binomial(volumes, RATE)
        together = met.sum() / volumes.sum()
        outside += funnel.share_limits(volumes, together).outside(met / volumes)
        alarms += bool(false_discovery.signals(p_values(met, volumes, together)).any())
    often = outside.reshape(len(VOLUMES), UNITS_EACH).sum(axis=1)
    sure = intervals.wilson(often, np.full(len(VOLUMES), rounds * UNITS_EACH), level=SURE)
    shares = {f"singled_out_{n}": round(float(share), 5) for n, share in zip(VOLUMES, sure.estimate, strict=True)}
    return shares | {
        "singled_out_excess": round(max(0.0, float((sure.low - 2 * funnel.SIGNAL).max())), 5),
        "family_alarms": round(alarms / rounds, 4),
    }


def p_values(met: np.ndarray, n: np.ndarray, share: float) -> np.ndarray:
    """Twice the smaller tail of the count, at most 1."""
    low, high = stats.binom.cdf(met, n, share), stats.binom.sf(met - 1, n, share)
    return np.minimum(1.0, 2 * np.minimum(low, high))


def as_pages_compare(rounds: int) -> dict[str, float]:
    """How often the comparison that pages show puts equal units outside, by its funnel and by its case mix."""
    chance = np.random.default_rng(83)
    names = [f"{n} {number}" for n in VOLUMES for number in range(UNITS_EACH)]
    units = np.repeat(names, np.repeat(VOLUMES, UNITS_EACH)).tolist()
    sides = [(row.outside, row.outside_mix) for _ in range(rounds) for row in _compared(units, chance).rows]
    by_funnel = [outside != 0 for outside, _ in sides]
    by_mix = [outside != 0 for _, outside in sides if outside is not None]
    return {
        "compared_excess": max(_excess(by_funnel), _excess(by_mix)),
        "compared_by_funnel": round(float(np.mean(by_funnel)), 5),
        "compared_by_mix": round(float(np.mean(by_mix)), 5),
        "compared_units": len(by_mix),
    }


def _compared(units: list[str], chance: np.random.Generator) -> Comparison:
    met = chance.random(len(units)) < RATE
    features = {name: chance.choice(["a", "b", "c"], len(units)).tolist() for name in ("category", "kind")}
    return compared(Tickets(units, met, features), peers_by(units, {}, BANDS))


def _excess(outside: list[bool]) -> float:
    sure = intervals.wilson(sum(outside), len(outside), level=SURE)
    return round(max(0.0, float(sure.low) - 2 * funnel.SIGNAL), 5)
