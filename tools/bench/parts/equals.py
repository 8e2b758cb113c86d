"""Units that do equally well at very different volumes: how many does chance alone single out?"""

import numpy as np
from scipy import stats

from weisu.science import false_discovery, funnel, intervals

VOLUMES = (5, 15, 50, 150, 500, 1_500, 5_000, 15_000, 50_000)
UNITS_EACH = 5
RATE = 0.82
SURE = 0.999
"""Level at which a volume is said to be singled out too often: nine are looked at."""


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
