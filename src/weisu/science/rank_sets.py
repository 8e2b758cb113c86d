"""Confidence sets for ranks: between which places a unit may stand, given how well each is known.

Paper: Mogstad, Romano, Shaikh & Wilhelm 2024 (Review of Economic Studies 91:476).
Formula: unit i against j: |θᵢ−θⱼ|/√(sᵢ²+sⱼ²) above c, the 1−α quantile of the largest |Zᵢ−Zⱼ|/√(sᵢ²+sⱼ²) over the pairs
    not yet told apart, Z normal with errors s; repeat until nothing more is told apart. Best place 1 + units told to be
    better, worst place I − units told to be worse. Simultaneous: c over all pairs of all units.
Answer: PISA 2018, mathematics, 38 countries: United Kingdom 13th, set [8, 23]; eleven countries may be among the best
    five at 90 % (vignette of csranks).
Refuses: a single unit.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Booleans, Floats, Integers, Malformed, above_zero, need_units, numbers, row_of

DRAWS = 20_000


class RankSets(NamedTuple):
    """One row per unit, place 1 being the highest estimate: its place, and the best and worst place it may hold."""

    place: Integers
    best: Integers
    worst: Integers


def rank_sets(estimates: ArrayLike, s: ArrayLike, *, chance: np.random.Generator, level: float = 0.95) -> RankSets:
    """Places that each unit may hold, each set by itself right with that level.

    Raises: Malformed; NotEnough of fewer than two units. Source: Mogstad et al. 2024, stepwise.
    """
    theta, error, z = _drawn(estimates, s, chance)
    told = [_told_apart(_gaps(theta, error, i), _gaps(z, error, i), level) for i in range(theta.size)]
    return _sets(theta, np.array(told))


def simultaneous(estimates: ArrayLike, s: ArrayLike, *, chance: np.random.Generator, level: float = 0.95) -> RankSets:
    """Places that each unit may hold, all sets right together with that level.

    Raises: Malformed; NotEnough of fewer than two units. Source: Mogstad et al. 2024, stepwise over all pairs.
    """
    theta, error, z = _drawn(estimates, s, chance)
    return _sets(theta, _all_pairs(theta, error, z, level, np.abs))


def among_the_best(
    estimates: ArrayLike, s: ArrayLike, *, best: int, chance: np.random.Generator, level: float = 0.95
) -> Booleans:
    """Which units may be among the `best` highest; with that level all that are, are among them.

    Raises: Malformed; NotEnough of fewer than two units. Source: Mogstad et al. 2024, τ-best.
    """
    theta, error, z = _drawn(estimates, s, chance)
    if not 1 <= best <= theta.size:
        raise Malformed(f"best must lie between 1 and {theta.size}, not {best}.")
    better: Integers = _all_pairs(theta, error, z, level, np.asarray).sum(axis=1)
    return np.less(better, best)


def _drawn(estimates: ArrayLike, s: ArrayLike, chance: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    theta = numbers("estimates", estimates)
    error = row_of("s", above_zero("s", s), theta.size)
    need_units(theta.size, 2, "units")
    return theta, error, chance.standard_normal((DRAWS, theta.size)) * error


def _gaps(values: Floats, error: Floats, i: int) -> Floats:
    """How far every unit stands above unit i, in errors of the difference; the last axis runs over units."""
    gaps: Floats = (values - values[..., i : i + 1]) / np.hypot(error, error[i])
    return gaps


def _told_apart(gaps: Floats, by_chance: Floats, level: float) -> Integers:
    """+1 where a unit is told to be above unit i, −1 below, 0 where they may be equal."""
    told = np.zeros(gaps.size, dtype=np.int64)
    by_chance = np.abs(by_chance)
    while True:
        cut = np.quantile(by_chance[:, told == 0].max(axis=1), level)
        fresh = (told == 0) & (np.abs(gaps) > cut)
        if not fresh.any():
            return told
        told[fresh] = np.sign(gaps[fresh])


def _all_pairs(theta: Floats, error: Floats, z: Floats, level: float, size: Callable[[Floats], Floats]) -> Integers:
    """The same for all pairs under one cut; `size` decides whether falling below counts."""
    units = theta.size
    gaps = np.array([_gaps(theta, error, i) for i in range(units)])
    told = np.zeros((units, units), dtype=np.int64)
    while True:
        largest = [size(_gaps(z, error, i)[:, told[i] == 0]).max(axis=1) for i in range(units)]
        fresh = (told == 0) & (size(gaps) > np.quantile(np.max(largest, axis=0), level))
        if not fresh.any():
            return told
        told[fresh] = np.sign(gaps[fresh])


def _sets(theta: Floats, told: Integers) -> RankSets:
    above = (theta > theta[:, None]).sum(axis=1)
    return RankSets(above + 1, (told > 0).sum(axis=1) + 1, theta.size - (told < 0).sum(axis=1))
