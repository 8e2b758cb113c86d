"""What size alone does to a score: the exact distribution of the score of units whose true rate is the same.

Paper: Wainer 2007 (The most dangerous equation, American Scientist 95:249), after de Moivre 1730.
Formula: a unit of n tickets gets the score of k/n with the binomial chance of k; parts of different tickets are added
    by convolution. First of a group is i with Σ_s p_i(s) ∫₀¹ Π_{j≠i} (P(s_j < s) + t p_j(s)) dt, ties being shared.
Answer: of a rule printed in 2022, clamp(p − 75, 0, 20) points at a true rate of 0.97: 17.8 points (sd 5.3) for 5
    tickets, 19.4 (1.5) for 30, 20.0 (0.1) for 300; at 0.93: 15.2 (7.3), 17.0 (3.6), 18.0 (1.4).
Refuses: a rate beyond 0 and 1; a unit without tickets; scores that are no finite numbers.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from weisu.science.arrays import Floats, Malformed, above_zero, need_units, numbers, row_of, shares, summed

NEVER = 1e-15
"""A chance this small is none."""
GRID = 0.001
"""Sums of parts are kept to the thousandth, so that their number stays small."""


class Spread(NamedTuple):
    """The distribution of one score: its possible values, rising, and the chance of each."""

    score: Floats
    chance: Floats


class Summary(NamedTuple):
    """Expected score, its standard deviation, and what 10 and 90 of a hundred such units stay at or below."""

    mean: float
    sd: float
    low: float
    high: float


class Ends(NamedTuple):
    """The chance of a unit of each kind to be first, and to be last, of the whole group; shared among ties."""

    first: Floats
    last: Floats


def counts_met(n: int, rate: float) -> Spread:
    """Of n tickets that meet a rule with the chance `rate`: the share that did, and how likely that is.

    Raises: Malformed; NotEnough without tickets.
    """
    need_units(n, 1, "tickets")
    chance = float(shares("rate", rate))
    met = np.arange(n + 1)
    return _kept(met / n, stats.binom.pmf(met, n, chance))


def spread(score: ArrayLike, chance: ArrayLike) -> Spread:
    """A distribution from scores in any order, equal ones put together.

    Raises: Malformed when the chances do not add up to 1.
    """
    values = numbers("score", score)
    weights = row_of("chance", shares("chance", chance), values.size)
    if abs(weights.sum() - 1) > 1e-6:
        raise Malformed(f"chances must add up to 1, not {weights.sum():g}.")
    return _kept(values, weights)


def added(spreads: Sequence[Spread], *, grid: float = GRID) -> Spread:
    """The distribution of a sum of independent scores, each to the nearest `grid`.

    Raises: Malformed; NotEnough without any.
    """
    need_units(len(spreads), 1, "scores")
    above_zero("grid", grid)
    total = Spread(np.zeros(1), np.ones(1))
    for one in spreads:
        score = np.rint(np.add.outer(total.score, one.score) / grid) * grid
        total = _kept(score.ravel(), np.multiply.outer(total.chance, one.chance).ravel())
    return total


def summary(one: Spread) -> Summary:
    """Mean, standard deviation, and the ends between which eight of ten such units lie."""
    mean = float(one.score @ one.chance)
    sd = float(np.sqrt(np.square(one.score - mean) @ one.chance))
    reached = np.cumsum(one.chance)
    low, high = (float(one.score[np.searchsorted(reached, part - 1e-12)]) for part in (0.1, 0.9))
    return Summary(mean, sd, low, high)


def ends(spreads: Sequence[Spread], each: int) -> Ends:
    """First and last of a group that has `each` units of every kind.

    Raises: NotEnough for a group of one unit.
    """
    need_units(len(spreads) * each, 2, "units")
    return Ends(_firsts(spreads, each), _firsts([Spread(-one.score[::-1], one.chance[::-1]) for one in spreads], each))


def _firsts(spreads: Sequence[Spread], each: int) -> Floats:
    """Integrated over the share of the ties that stand behind: a polynomial, so a few nodes are exact."""
    places = np.unique(np.round(np.concatenate([one.score for one in spreads]), 9))
    here = np.array([_at(places, one) for one in spreads])
    below = np.cumsum(here, axis=1) - here
    node, weight = np.polynomial.legendre.leggauss(len(spreads) * each // 2 + 1)
    found = np.zeros(len(spreads))
    for t, share in zip((node + 1) / 2, weight / 2, strict=True):
        behind = np.clip(below + t * here, 0, 1)
        powers = np.full((len(spreads), len(spreads)), each) - np.eye(len(spreads))
        for kind, power in enumerate(powers):
            found[kind] += share * float(here[kind] @ np.prod(behind ** power[:, None], axis=0))
    return found


def _at(places: Floats, one: Spread) -> Floats:
    """The chance of each place, among the values of all."""
    return summed(np.searchsorted(places, np.round(one.score, 9)), one.chance, places.size)


def _kept(score: Floats, chance: Floats) -> Spread:
    values, place = np.unique(np.round(score, 12), return_inverse=True)
    weights = np.bincount(place, chance, values.size)
    likely = weights > NEVER
    return Spread(values[likely], weights[likely] / weights[likely].sum())
