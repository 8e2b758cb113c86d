"""The true share of repeats, when linking misses some and invents some.

Paper: Rogan & Gladen 1978 (American Journal of Epidemiology 107:71).
Formula: true = (apparent + Sp − 1)/(Se + Sp − 1); var = [a(1−a)/n + true²·Se(1−Se)/n₁ +
    (1−true)²·Sp(1−Sp)/n₀]/(Se+Sp−1)².
Answer: an apparent share of 0.3 at Se = 0.9, Sp = 0.8 is a true one of 1/7 (follows from the formula).
Refuses: a linker that is no better than a coin, Se + Sp ≤ 1.
"""

import numpy as np

from weisu.science.arrays import NotEnough, some_of
from weisu.science.intervals import Interval, z_of


def true_share(
    linked: tuple[float, float],
    found_repeats: tuple[float, float],
    left_alone: tuple[float, float],
    *,
    level: float = 0.95,
) -> Interval:
    """The true share of repeats from three counts of (how many, of how many).

    `linked` are apparent repeats of all closures; in a labelled sample `found_repeats` are true repeats that were
    linked (sensitivity) and `left_alone` others that were not (specificity). Half an answer is added to errors that
    were never seen, so that a small labelled sample is not taken for a perfect one. Raises: Malformed; NotEnough.
    """
    (a, n), (se, n1), (sp, n0) = (_share(*pair) for pair in (linked, found_repeats, left_alone))
    power = se + sp - 1
    if power <= 0:
        raise NotEnough("Not enough to say: this linker tells repeats no better than a coin.")
    true = min(1.0, max(0.0, (a + sp - 1) / power))
    parts = (_variance(a, n), true**2 * _variance(se, n1), (1 - true) ** 2 * _variance(sp, n0))
    half = z_of(level) * float(np.sqrt(sum(parts))) / power
    return Interval(np.asarray(max(0.0, true - half)), np.asarray(true), np.asarray(min(1.0, true + half)))


def _share(met: float, n: float) -> tuple[float, float]:
    met_, n_ = some_of(met, n)
    return float(met_ / n_), float(n_)


def _variance(share: float, n: float) -> float:
    """The variance of a share, with half an answer on either side where all or nobody met it."""
    if share in (0, 1):
        share, n = (share * n + 0.5) / (n + 1), n + 1
    return share * (1 - share) / n
