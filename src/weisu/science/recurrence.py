"""How often the same matter comes back, on average, by each time after it was closed.

Paper: Nelson 1988 (Journal of Quality Technology 20:24); Lawless & Nadeau 1995 (Technometrics 37:158) for the variance.
Formula: M(t) = Σ dN(tᵢ)/Y(tᵢ), Y who is watched at tᵢ; var M = Σ over matters of (∫ (dNⱼ − Yⱼ dM)/Y)².
Answer: bladder2 (R survival) at 12, 24, 36 months: placebo 0.7168284, 1.4467742, 1.9332158; thiotepa 0.4473736,
    0.8898365, 1.3481009.
Refuses: a time nobody is watched to; stretches that end before they begin.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Booleans, Floats, Integers, Malformed, need, need_units, numbers, row_of
from weisu.science.intervals import Interval, garwood, z_of


class Stretches(NamedTuple):
    """One row per stretch of watching: from `start` (excluded) to `stop`, whether it ended in a repeat, and whose."""

    start: Floats
    stop: Floats
    is_event: Booleans
    who: Integers


class MeanCount(NamedTuple):
    """One row per distinct time of a repeat: how many are watched, how many repeats, and their mean so far."""

    times: Floats
    at_risk: Floats
    events: Floats
    mean: Floats


def stretches(start: ArrayLike, stop: ArrayLike, is_event: ArrayLike, who: ArrayLike) -> Stretches:
    """Check stretches of watching; `who` are whole numbers that say which stretches belong to one matter.

    Raises: Malformed; NotEnough without any.
    """
    begin = np.atleast_1d(numbers("start", start))
    end, event, owner = (
        row_of(name, np.atleast_1d(numbers(name, values)), begin.size)
        for name, values in (("stop", stop), ("is_event", is_event), ("who", who))
    )
    need_units(begin.size, 1, "stretches")
    if (end <= begin).any() or not np.isin(event, (0, 1)).all():
        raise Malformed("Every stretch must end after it begins, and is_event says yes or no.")
    return Stretches(begin, end, event > 0, owner.astype(np.int64))


def mean_count(watched: Stretches) -> MeanCount:
    """The mean number of repeats of one matter by each time, whatever depends on what within a matter."""
    times, events = np.unique(watched.stop[watched.is_event], return_counts=True)
    at_risk = _still(watched.stop, times) - _still(watched.start, times)
    return MeanCount(times, at_risk, events.astype(np.float64), np.cumsum(events / at_risk))


def at(watched: Stretches, times: ArrayLike, *, level: float = 0.95) -> Interval:
    """The mean number of repeats by the given times, with intervals that let repeats of one matter hang together.

    Raises: Malformed; NotEnough for times nobody is watched to, or when only one matter is watched.
    """
    wanted = np.atleast_1d(numbers("times", times))
    need(wanted <= watched.stop.max(), f"nobody was watched beyond {watched.stop.max():g}")
    owners, owner = np.unique(watched.who, return_inverse=True)
    need_units(owners.size, 2, "matters")
    found = mean_count(watched)
    place = np.searchsorted(found.times, wanted, side="right")
    mean = np.concatenate([[0.0], found.mean])[place]
    variance = [_variance(watched, found, owner, owners.size, float(time)) for time in wanted]
    half = z_of(level) * np.sqrt(np.array(variance))
    # No repeat so far is no certainty: the exact upper end of a count of 0 among those still watched.
    watched_now = np.maximum(_still(watched.stop, wanted) - _still(watched.start, wanted), 1)
    none_yet = garwood(np.zeros(wanted.size), watched_now, level=level).high
    return Interval(np.maximum(mean - half, 0.0), mean, np.where(mean > 0, mean + half, none_yet))


def _still(ends: Floats, times: Floats) -> Floats:
    """How many ends lie at or after each time."""
    return np.asarray(ends.size - np.searchsorted(np.sort(ends), times, side="left"), dtype=np.float64)


def _variance(watched: Stretches, found: MeanCount, owner: Integers, owners: int, until: float) -> float:
    """Σ over matters of their squared influence on the mean at one time."""
    share = np.concatenate([[0.0], np.cumsum(found.events / found.at_risk**2)])
    stop, start = np.minimum(watched.stop, until), np.minimum(watched.start, until)
    expected = share[np.searchsorted(found.times, stop, "right")] - share[np.searchsorted(found.times, start, "right")]
    counted = watched.is_event & (watched.stop <= until)
    at_risk = np.ones(watched.stop.size)
    at_risk[counted] = found.at_risk[np.searchsorted(found.times, watched.stop[counted])]
    influence = np.bincount(owner, counted / at_risk - expected, owners)
    return float((influence**2).sum())
