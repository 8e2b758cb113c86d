"""Time until something happens, when much of it has not happened yet.

Paper: Kaplan & Meier 1958 (JASA 53:457); Greenwood 1926; Nelson 1972; Aalen 1978; Irwin 1949 for the restricted mean.
Formula: S = Π(1−d/n); var S = S²·Σd/(n(n−d)); H = Σd/n, var H = Σd/n²; RMST(τ) = ∫₀^τ S, var = Σ(∫ from tᵢ to τ of S)²·
    d/(n(n−d)). Ends of intervals on the log scale S·exp(±z·se/S), or the log–log scale S^exp(±z·se/(S·ln S)).
Answer: lung (R survival): 228 patients, 165 deaths, S(100, 200, 365) = 0.86396897, 0.68027286, 0.40924162, median 310
    (285–363 log, 284–361 log–log), RMST(365) = 263.2219.
Refuses: a time beyond the last one observed while some are still waiting; a median that is not reached is None.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Booleans, Floats, Malformed, need, need_units, numbers, row_of, summed
from weisu.science.intervals import Interval, z_of


class Scale(StrEnum):
    """Where the ends of an interval are reckoned; R's default is the first, lifelines' the second."""

    LOG = "log"
    LOG_LOG = "log_log"


class Tally(NamedTuple):
    """One row per distinct time, rising: how many ended then and how many were last seen waiting then.

    Tallies of days, units or files add up (`merged`), so a dashboard keeps them and never the tickets.
    """

    times: Floats
    events: Floats
    censored: Floats


class Curve(NamedTuple):
    """One row per distinct time: how many were waiting, how many ended, and the share still waiting with its variance.

    `cumulative_hazard` and its variance are those of Nelson and Aalen; `relative_variance` is var S / S².
    """

    times: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    relative_variance: Floats
    cumulative_hazard: Floats
    hazard_variance: Floats


def tally(durations: ArrayLike, is_event: ArrayLike) -> Tally:
    """Count durations (0 or more, any unit) by whether they ended or are still running; one pair per ticket.

    Raises: Malformed; NotEnough without any.
    """
    time, ended = durations_of(durations, is_event)
    times, place = np.unique(time, return_inverse=True)
    return Tally(times, summed(place, ended, times.size), summed(place, ~ended, times.size))


def merged(*tallies: Tally) -> Tally:
    """The tally of all tickets of several tallies.

    Raises: NotEnough without any.
    """
    need_units(len(tallies), 1, "tallies")
    times, place = np.unique(np.concatenate([one.times for one in tallies]), return_inverse=True)
    events, censored = (np.concatenate([one[column] for one in tallies]) for column in (1, 2))
    return Tally(times, summed(place, events, times.size), summed(place, censored, times.size))


def kaplan_meier(counted: Tally) -> Curve:
    """The share still waiting after each time, with Greenwood's variance and Nelson's hazard.

    Raises: NotEnough of nobody.
    """
    gone = counted.events + counted.censored
    need_units(int(gone.sum()), 1, "tickets")
    n = gone[::-1].cumsum()[::-1]
    d = counted.events
    left = np.where(n > d, n - d, np.inf)
    return Curve(
        counted.times,
        n,
        d,
        np.cumprod(1 - d / n),
        np.cumsum(d / (n * left)),
        np.cumsum(d / n),
        np.cumsum(d / n**2),
    )


def at(curve: Curve, times: ArrayLike, *, level: float = 0.95, scale: Scale = Scale.LOG) -> Interval:
    """The share still waiting after the given times, with its interval.

    Raises: Malformed; NotEnough for times nobody was watched to.
    """
    place = _places(curve, times)
    least = curve.at_risk[0] / (curve.at_risk[0] + z_of(level) ** 2)
    ends = zip((least, 1.0, 1.0), band(curve, level=level, scale=scale), strict=True)
    low, share, high = (np.concatenate([[start], values])[place] for start, values in ends)
    return Interval(low, share, high)


def hazard_at(curve: Curve, times: ArrayLike) -> tuple[Floats, Floats]:
    """Nelson's cumulative hazard at the given times, and its variance.

    Raises: Malformed; NotEnough for times nobody was watched to.
    """
    place = _places(curve, times)
    columns = (curve.cumulative_hazard, curve.hazard_variance)
    hazard, variance = (np.concatenate([[0.0], column])[place] for column in columns)
    return hazard, variance


def band(curve: Curve, *, level: float = 0.95, scale: Scale = Scale.LOG) -> Interval:
    """The interval around the curve at each of its times."""
    s = curve.survival
    half = z_of(level) * np.sqrt(curve.relative_variance)
    inside = (s > 0) & (s < 1)
    safe = np.where(inside, s, 0.5)
    if scale is Scale.LOG:
        low, high = safe * np.exp(-half), np.minimum(1.0, safe * np.exp(half))
    else:
        spread = np.exp(half / np.log(safe))
        low, high = safe ** (1 / spread), safe**spread
    # Nothing has happened yet: as Wilson has it of nobody out of those still watched. All has: as known before that.
    certain = curve.at_risk / (curve.at_risk + z_of(level) ** 2)
    low = np.where(s == 1, certain, np.where(inside, low, 0.0))
    high = np.where(inside | (s == 1), np.where(inside, high, 1.0), np.append(1.0, high[:-1]))
    return Interval(low, s, np.where((s == 0) & (np.arange(s.size) == 0), 1 - certain, high))


def quantile(
    curve: Curve, share: float = 0.5, *, level: float = 0.95, scale: Scale = Scale.LOG
) -> tuple[float | None, float | None, float | None]:
    """The time by which `share` has ended, between the ends of its interval; None for what is not reached.

    Raises: Malformed unless 0 < share < 1. On a flat stretch at exactly the share, the middle of it, as R has it.
    """
    if not 0 < share < 1:
        raise Malformed(f"share must lie between 0 and 1, not {share}.")
    ends = band(curve, level=level, scale=scale)
    low, estimate, high = (_first_at(curve.times, values, 1 - share) for values in ends)
    return low, estimate, high


def restricted_mean(curve: Curve, until: float, *, level: float = 0.95) -> Interval:
    """The mean time waited when every wait is cut off at `until`: the headline that the backlog cannot flatter.

    Raises: Malformed; NotEnough for a time nobody was watched to.
    """
    _places(curve, until)
    inside = curve.times < until
    edges = np.concatenate([[0.0], curve.times[inside], [until]])
    steps = np.concatenate([[1.0], curve.survival[inside]]) * np.diff(edges)
    later = steps[::-1].cumsum()[::-1][1:]
    jumps = np.diff(curve.relative_variance, prepend=0)[inside]
    mean, half = steps.sum(), z_of(level) * np.sqrt((later**2 * jumps).sum())
    # Where nothing has ended yet the error is not 0: the mean is at least the time times the share still waiting.
    low = mean - half if curve.events[inside].any() else until * at(curve, until, level=level).low
    return Interval(np.maximum(low, 0.0), mean, np.minimum(mean + half, until))


def durations_of(durations: ArrayLike, is_event: ArrayLike) -> tuple[Floats, Booleans]:
    """Durations of 0 or more and whether each ended, as two rows of one length.

    Raises: Malformed; NotEnough without any.
    """
    time = np.atleast_1d(numbers("durations", durations))
    ended = row_of("is_event", np.atleast_1d(numbers("is_event", is_event)), time.size)
    if (time < 0).any() or not np.isin(ended, (0, 1)).all():
        raise Malformed("durations must not be below 0, and is_event says yes or no.")
    need_units(time.size, 1, "tickets")
    return time, ended > 0


def _places(curve: Curve, times: ArrayLike) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """How many times of the curve lie at or before each given time."""
    wanted = numbers("times", times)
    if (wanted < 0).any():
        raise Malformed("times must not be below 0.")
    is_known = (wanted <= curve.times[-1]) | (curve.survival[-1] == 0)
    need(np.asarray(is_known), f"nobody was watched beyond {curve.times[-1]:g}")
    return np.asarray(np.searchsorted(curve.times, wanted, side="right"))


def _first_at(times: Floats, values: Floats, level: float) -> float | None:
    reached = np.flatnonzero(values <= level + 1e-12)
    if not reached.size:
        return None
    first = reached[0]
    if abs(values[first] - level) > 1e-12:
        return float(times[first])
    after = np.flatnonzero(values < level - 1e-12)
    return float((times[first] + times[after[0]]) / 2) if after.size else float(times[first])
