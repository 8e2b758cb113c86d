"""What ends a wait first, when it can end in several ways: cumulative incidence of each.

Paper: Aalen & Johansen 1978 (Scandinavian Journal of Statistics 5:141); Gaynor et al. 1993 (JASA 88:400) for variances.
Formula: F_k(t) = Σ S(tᵢ−)·d_kᵢ/nᵢ over tᵢ ≤ t, S of all causes together; never 1 − KM of one cause. Variance by the
    delta method on multinomial hazards; with one cause it is Greenwood's. Durable resolution DR(N) = 1 − F of repeats.
Answer: mgus2 (R survival) at 60, 120, 240, 360 months: progression 0.03410371, 0.06372217, 0.09981372, 0.13404164;
    death 0.3203670, 0.5318177, 0.7240280, 0.7842082.
Refuses: a time beyond the last one observed while some are still waiting.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from weisu.science.arrays import Floats, Malformed, counts, need, need_units, numbers, row_of
from weisu.science.intervals import Interval, z_of


class Causes(NamedTuple):
    """One row per distinct time, rising: how many ended then by each cause (columns), and how many were last seen."""

    times: Floats
    events: Floats
    censored: Floats


class Incidence(NamedTuple):
    """One row per distinct time: who is watched, the share ended by each cause so far (columns) and its variance, S."""

    times: Floats
    at_risk: Floats
    incidence: Floats
    variance: Floats
    survival: Floats


def tally(durations: ArrayLike, cause: ArrayLike, causes: int) -> Causes:
    """Count durations by what ended them: 1 to `causes`, or 0 while running; one pair per ticket.

    Raises: Malformed; NotEnough without any.
    """
    time = np.atleast_1d(numbers("durations", durations))
    code = row_of("cause", np.atleast_1d(counts("cause", cause)), time.size).astype(np.int64)
    if (time < 0).any() or (code > causes).any():
        raise Malformed(f"durations must not be below 0, and causes run from 1 to {causes}.")
    need_units(time.size, 1, "tickets")
    times, place = np.unique(time, return_inverse=True)
    table = np.bincount(place * (causes + 1) + code, minlength=times.size * (causes + 1)).astype(np.float64)
    table = table.reshape(times.size, causes + 1)
    return Causes(times, table[:, 1:], table[:, 0])


def merged(*tallies: Causes) -> Causes:
    """The tally of all tickets of several tallies with the same causes.

    Raises: NotEnough without any.
    """
    need_units(len(tallies), 1, "tallies")
    times, place = np.unique(np.concatenate([one.times for one in tallies]), return_inverse=True)
    events, censored = np.zeros((times.size, tallies[0].events.shape[1])), np.zeros(times.size)
    np.add.at(events, place, np.concatenate([one.events for one in tallies]))
    np.add.at(censored, place, np.concatenate([one.censored for one in tallies]))
    return Causes(times, events, censored)


def aalen_johansen(counted: Causes) -> Incidence:
    """The share that each cause has ended by each time, in closed form; ties keep their order-free meaning.

    Raises: NotEnough of nobody.
    """
    every = counted.events.sum(axis=1)
    n = (every + counted.censored)[::-1].cumsum()[::-1]
    need_units(int(n[0]) if n.size else 0, 1, "tickets")
    survival = np.cumprod(1 - every / n)
    before = np.concatenate([[1.0], survival[:-1]])
    part = counted.events / n[:, None]
    incidence = np.cumsum(before[:, None] * part, axis=0)
    return Incidence(counted.times, n, incidence, _variance(incidence, part, before, n), survival)


def at(found: Incidence, times: ArrayLike, *, level: float = 0.95) -> Interval:
    """The share ended by each cause after the given times (rows: times, columns: causes), with log–log intervals.

    Raises: Malformed; NotEnough for times nobody was watched to.
    """
    wanted = np.atleast_1d(numbers("times", times))
    if (wanted < 0).any():
        raise Malformed("times must not be below 0.")
    need((wanted <= found.times[-1]) | (found.survival[-1] == 0), f"nobody was watched beyond {found.times[-1]:g}")
    place = np.searchsorted(found.times, wanted, side="right")
    share, variance = (_from_zero(column)[place] for column in (found.incidence, found.variance))
    return _log_log(share, variance, found.at_risk[np.maximum(place - 1, 0)][:, None], z_of(level))


def _variance(incidence: Floats, part: Floats, before: Floats, n: Floats) -> Floats:
    """Σ over earlier times of S²h_k(1−h_k)/n − 2(F−Fᵢ)S·h_k/n + (F−Fᵢ)²·h/((1−h)n), by running sums."""
    every = part.sum(axis=1)
    s, size = before[:, None], n[:, None]
    ratio = np.where(every < 1, every / (np.where(every < 1, 1 - every, 1) * n), 0.0)[:, None]
    own = np.cumsum(s**2 * part * (1 - part) / size, axis=0)
    cross = s * part / size
    pulled = incidence * np.cumsum(cross, axis=0) - np.cumsum(cross * incidence, axis=0)
    squared = (
        incidence**2 * np.cumsum(ratio, axis=0)
        - 2 * incidence * np.cumsum(ratio * incidence, axis=0)
        + np.cumsum(ratio * incidence**2, axis=0)
    )
    return np.asarray(np.maximum(own - 2 * pulled + squared, 0.0))


def _log_log(share: Floats, variance: Floats, at_risk: Floats, z: float) -> Interval:
    inside = (share > 0) & (share < 1)
    stay = np.where(inside, 1 - share, 0.5)
    spread = np.exp(z * np.sqrt(variance) / (stay * np.abs(np.log(stay))))
    low, high = -special.expm1(np.log(stay) / spread), -special.expm1(np.log(stay) * spread)
    # Nobody or everybody so far is no certainty: as Wilson has it of those watched last.
    slack = z * z / (at_risk + z * z)
    low, high = np.where(share == 1, 1 - slack, low), np.where(share == 0, slack, high)
    return Interval(np.where(share == 0, 0.0, low), share, np.where(share == 1, 1.0, high))


def _from_zero(columns: Floats) -> Floats:
    return np.concatenate([np.zeros((1, columns.shape[1])), columns])
