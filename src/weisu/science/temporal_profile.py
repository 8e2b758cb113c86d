"""How long after one step another one comes, usually, and which cases fall far outside.

Paper: Stertz, Mangler & Rinderle-Ma 2020 (temporal conformance checking at runtime, arXiv 2008.07262).
Formula: for every ordered pair (a before b anywhere in a case) mean μ and standard deviation σ of the time between;
    a pair of events deviates when |Δ − μ| > ζσ, ζ = 6 unless said. Profiles add up by counts, means and squared sums.
Answer: pm4py's running example: check ticket→decide 466,583.077 s ± 403,657.741; check ticket→check ticket 751,995 s ±
    266,259.253.
Refuses: what `event_log` refuses; the σ of a pair seen once is 0, and such a pair deviates never.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from weisu.science.arrays import Floats, Integers, Malformed, need_units, summed
from weisu.science.event_log import EventLog, lengths

ZETA = 6.0


class Profile(NamedTuple):
    """One row per ordered pair of activities, by code: how often it stands in a case, the mean time, and its spread.

    `squares` is the sum of squared differences from the mean, so that profiles of days or cities add up (`merged`).
    """

    before: Integers
    after: Integers
    n: Integers
    mean: Floats
    squares: Floats

    @property
    def deviation(self) -> Floats:
        """The standard deviation of the time between, 0 for a pair seen once."""
        return np.sqrt(self.squares / np.maximum(self.n - 1, 1))


class Deviations(NamedTuple):
    """One row per pair of events that lie unusually far apart: positions in the log, and how many σ from the mean."""

    first: Integers
    second: Integers
    zeta: Floats


def profile(log: EventLog) -> Profile:
    """The usual time between any two steps of a case."""
    parts = [_part(log.activity[first], log.activity[second], gap) for first, second, gap in _pairs(log)]
    return merged(*parts) if parts else _part(*(np.zeros(0, np.int64),) * 2, np.zeros(0))


def merged(*profiles: Profile) -> Profile:
    """The profile of all cases of several profiles.

    Raises: NotEnough without any.
    """
    need_units(len(profiles), 1, "profiles")
    before, after, count, mean, squares = (np.concatenate(columns) for columns in zip(*profiles, strict=True))
    width = int(after.max(initial=0)) + 1
    pair, place = np.unique(before * width + after, return_inverse=True)
    total = summed(place, count, pair.size)
    centre = summed(place, count * mean, pair.size) / total
    spread = summed(place, squares + count * (mean - centre[place]) ** 2, pair.size)
    return Profile(pair // width, pair % width, total.astype(np.int64), centre, spread)


def deviations(log: EventLog, usual: Profile, *, zeta: float = ZETA) -> Deviations:
    """The pairs of events of a log whose distance is more than ζ standard deviations from what is usual.

    Raises: Malformed for a ζ of 0 or less.
    """
    if zeta <= 0:
        raise Malformed(f"zeta must be above 0, not {zeta}.")
    width = int(max(log.activity.max(), usual.after.max(initial=0), usual.before.max(initial=0))) + 1
    known = np.append(usual.before * width + usual.after, -1)
    mean, deviation = np.append(usual.mean, 0.0), np.append(usual.deviation, 0.0)
    order = np.argsort(known)
    found = [Deviations(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    for first, second, gap in _pairs(log):
        pair = log.activity[first] * width + log.activity[second]
        place = order[np.minimum(np.searchsorted(known, pair, sorter=order), known.size - 1)]
        sigma = np.where(known[place] == pair, deviation[place], 0.0)
        away = np.divide(np.abs(gap - mean[place]), sigma, out=np.zeros_like(gap), where=sigma > 0)
        far = away > zeta
        found.append(Deviations(first[far], second[far], away[far]))
    return Deviations(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _pairs(log: EventLog) -> Iterator[tuple[Integers, Integers, Floats]]:
    """Positions of any two events of a case and the time between, all pairs of one distance at a time."""
    left = np.repeat(np.cumsum(lengths(log)), lengths(log)) - np.arange(log.case.size) - 1
    for distance in range(1, int(left.max()) + 1):
        first = np.flatnonzero(left >= distance)
        yield first, first + distance, log.time[first + distance] - log.time[first]


def _part(before: Integers, after: Integers, gap: Floats) -> Profile:
    width = int(after.max(initial=0)) + 1
    pair, place, count = np.unique(before * width + after, return_inverse=True, return_counts=True)
    mean = summed(place, gap, pair.size) / count
    return Profile(pair // width, pair % width, count, mean, summed(place, (gap - mean[place]) ** 2, pair.size))
