"""What follows what: the directly-follows graph, variants, rework, and what comes back to where it was.

Paper: van der Aalst 2016 (Process Mining, section 6.2).
Formula: count of neighbours (a, b) within a case and the median time between them; a variant is the whole sequence of a
    case; rework counts the cases in which an activity stands more than once; A–B–A counts runs that return at once.
Answer: pm4py 2.7: receipt 116 variants, 99 edges, 7,143 steps, T04→T05 1,177, T06→T10 1,165, T06 reworked in 59 cases;
    running example 6 variants, 16 edges, 36 steps, check ticket→decide 6.
Refuses: what `event_log` refuses. A log whose cases have one event each has no edge, and says so with empty arrays.
"""

from typing import NamedTuple

import numpy as np

from weisu.science.arrays import Floats, Integers
from weisu.science.event_log import EventLog, lengths
from weisu.science.intervals import ranks_of_median


class Edges(NamedTuple):
    """One row per pair that follows directly, by code: how often, the median time between, and its 95 % interval.

    Of fewer than six times the interval has no ends: it goes from −∞ to ∞.
    """

    source: Integers
    target: Integers
    n: Integers
    median: Floats
    low: Floats
    high: Floats


class Variants(NamedTuple):
    """The number of each case's variant; per variant, most frequent first, how many cases have it, and one of them."""

    of_case: Integers
    n: Integers
    example: Integers


class Returns(NamedTuple):
    """Per case: runs of one unit, how many distinct units, and how often it went A–B–A; runs − units are revisits."""

    runs: Integers
    units: Integers
    there_and_back: Integers


def edges(log: EventLog) -> Edges:
    """The directly-follows graph, the most frequent pair first; of units it is the matrix of hand-overs."""
    same = ~log.is_first[1:]
    width = int(log.activity.max()) + 1
    pair = (log.activity[:-1] * width + log.activity[1:])[same]
    gap = np.diff(log.time)[same]
    # Few pairs fit into sixteen bits, which are sorted by counting.
    pair = pair.astype(np.uint16) if width <= 256 else pair
    order = np.argsort(gap, kind="stable")
    order = order[np.argsort(pair[order], kind="stable")]
    found, first, count = np.unique(pair[order], return_index=True, return_counts=True)
    found = found.astype(np.int64)
    gap = gap[order]
    median = (gap[first + (count - 1) // 2] + gap[first + count // 2]) / 2 if found.size else np.zeros(0)
    rank = np.lexsort((found, -count))
    low, high = _around_median(gap, first, count)
    return Edges(found[rank] // width, found[rank] % width, count[rank], median[rank], low[rank], high[rank])


def _around_median(gap: Floats, first: Integers, count: Integers) -> tuple[Floats, Floats]:
    """The ends of the medians' intervals, of times sorted within each pair from its first place on."""
    if not count.size:
        return np.zeros(0), np.zeros(0)
    inwards = ranks_of_median(count)
    low, high = gap[first + np.maximum(inwards - 1, 0)], gap[first + count - np.maximum(inwards, 1)]
    return np.where(inwards > 0, low, -np.inf), np.where(inwards > 0, high, np.inf)


def variants(log: EventLog) -> Variants:
    """The sequences that cases take; equal numbers mean equal sequences, exactly."""
    length = lengths(log)
    first = np.flatnonzero(log.is_first)
    width = int(log.activity.max()) + 2
    code = np.zeros(length.size, dtype=np.int64)
    # One position after the other, each distinct beginning gets a number: exact, and no wider than the cases.
    for position in range(int(length.max())):
        alive = length > position
        step = np.zeros(length.size, dtype=np.int64)
        step[alive] = log.activity[first[alive] + position] + 1
        code = np.unique(code * width + step, return_inverse=True)[1]
    _, example, of_case, count = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    rank = np.lexsort((example, -count))
    place = np.empty_like(rank)
    place[rank] = np.arange(rank.size)
    return Variants(place[of_case], count[rank], log.case[first[example[rank]]])


def rework(log: EventLog) -> Integers:
    """By activity code: the cases in which it stands more than once."""
    width = int(log.activity.max()) + 1
    pair, count = np.unique(log.case * width + log.activity, return_counts=True)
    return np.bincount(pair[count > 1] % width, minlength=width)


def returns(log: EventLog) -> Returns:
    """How a case travels between units, when `activity` holds the unit of each event."""
    begins = log.is_first | np.concatenate([[True], log.activity[1:] != log.activity[:-1]])
    case, unit = log.case[begins], log.activity[begins]
    place = np.cumsum(log.is_first[begins]) - 1
    cases = int(place[-1]) + 1
    back = np.zeros(case.size, dtype=bool)
    back[2:] = (case[2:] == case[:-2]) & (unit[2:] == unit[:-2])
    width = int(unit.max()) + 1
    pair = np.sort(place * width + unit)
    distinct = pair[np.append(True, pair[1:] != pair[:-1])] // width
    return Returns(
        np.bincount(place, minlength=cases),
        np.bincount(distinct, minlength=cases),
        np.bincount(place, back, cases).astype(np.int64),
    )
