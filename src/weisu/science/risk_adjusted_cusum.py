"""Risk-adjusted CUSUM: ticket by ticket, whether a unit has become worse than its case mix lets expect.

Paper: Steiner, Cook, Farewell & Treasure 2000 (Biostatistics 1:441); Brook & Evans 1972 (Biometrika 59:539) for run
    lengths; Lovegrove et al. 1997 (Lancet 350:1128) for the VLAD.
Formula: y = 1 bad, p expected, R odds ratio to detect: W = y·ln R − ln(1−p+Rp); Sₜ = max(0, Sₜ₋₁+W); signal at S ≥ h.
    Run length of a Markov chain on `cells` states between 0 and h. VLAD: Σ(p−y), to show only.
Answer: logit p = −3.68+0.077s, s = 0,0,50,50, y = 0,1,0,1: −0.024, 0.669, −0.433, 0.260 for R = 2 and 0.012, −0.681,
    0.316, −0.377 for R = ½ (vlad, test-llr_score).
Refuses: expectations of 0 or 1, an odds ratio of 1, a false-alarm rate no limit reaches.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from weisu.science.arrays import Booleans, Floats, Malformed, NotEnough, need_units, numbers, row_of, solved

CELLS, HIGHEST = 200, 12.0


def scores(bad: ArrayLike, expected: ArrayLike, *, odds_ratio: float, odds_ratio_now: float = 1.0) -> Floats:
    """What each outcome says for odds that are `odds_ratio` instead of `odds_ratio_now` times the expected ones.

    Raises: Malformed. Source: Steiner et al. 2000, equation 3.
    """
    p = _chances(expected)
    y = row_of("bad", numbers("bad", bad), p.size)
    if not np.isin(y, (0, 1)).all():
        raise Malformed("bad must be 1 for a bad outcome and 0 for a good one.")
    if min(odds_ratio, odds_ratio_now) <= 0 or odds_ratio == odds_ratio_now:
        raise Malformed("An odds ratio to detect lies above 0 and differs from the present one.")
    either: Floats = np.log((1 - p + odds_ratio_now * p) / (1 - p + odds_ratio * p))
    return either + y * float(np.log(odds_ratio / odds_ratio_now))


def path(score: ArrayLike) -> Floats:
    """The sum of scores in the order of time, which never falls below 0."""
    total = np.cumsum(numbers("score", score))
    return total - np.minimum(0.0, np.minimum.accumulate(total))


def signals(score: ArrayLike, limit: float) -> Booleans:
    """Where the sum reaches the limit; it goes on, so that a page shows how long it stayed there."""
    return path(score) >= limit


def vlad(bad: ArrayLike, expected: ArrayLike) -> Floats:
    """Bad outcomes avoided so far against expectation: a picture, not a test. Source: Lovegrove et al. 1997."""
    p = _chances(expected)
    return np.cumsum(p - row_of("bad", numbers("bad", bad), p.size))


def run_length(expected: ArrayLike, limit: float, *, odds_ratio: float, cells: int = CELLS) -> float:
    """Tickets until a false signal, on average, when outcomes are as expected (case mix drawn from `expected`).

    Raises: Malformed; NotEnough without expectations. Source: Brook & Evans 1972.
    """
    p = _chances(expected)
    need_units(p.size, 1, "expectations")
    if limit <= 0:
        raise Malformed(f"limit must be above 0, not {limit}.")
    width = limit / (cells - 0.5)
    good, bad = (scores(np.full(p.size, y), p, odds_ratio=odds_ratio) for y in (0, 1))
    moves = np.concatenate([good, bad]), np.concatenate([1 - p, p]) / p.size
    between = np.array([_chances_to_move(state * width, width, cells, *moves) for state in range(cells)])
    return float(solved(np.eye(cells) - between, np.ones(cells))[0])


def limit_for(run: float, expected: ArrayLike, *, odds_ratio: float, cells: int = CELLS) -> float:
    """The limit that signals falsely once in `run` tickets on average.

    Raises: Malformed; NotEnough when no limit is that patient.
    """

    def miss(limit: float) -> float:
        return float(np.log(run_length(expected, limit, odds_ratio=odds_ratio, cells=cells) / run))

    low, high = 1e-3, 0.5
    while miss(high) < 0 and high <= HIGHEST:
        high *= 1.5
    if run <= 1 or miss(low) > 0 or high > HIGHEST:
        raise NotEnough(f"Not enough to say: no limit gives one false signal in {run:g} tickets.")
    return float(optimize.brentq(miss, low, high, xtol=1e-4))


def _chances_to_move(start: float, width: float, cells: int, move: Floats, weight: Floats) -> Floats:
    """Chances to be in each cell after one ticket; what lies beyond the last cell has signalled."""
    cell = np.floor((start + move) / width + 0.5)
    inside = cell < cells
    cells_reached = np.maximum(cell[inside], 0).astype(np.int64)
    return np.bincount(cells_reached, weight[inside], minlength=cells).astype(np.float64)


def _chances(expected: ArrayLike) -> Floats:
    p = numbers("expected", expected)
    if ((p <= 0) | (p >= 1)).any():
        raise Malformed("expected must lie above 0 and below 1.")
    return p
