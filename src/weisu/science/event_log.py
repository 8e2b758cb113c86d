"""Rows of events in the order of each case: what the measures of a process start from.

Paper: van der Aalst 2016 (Process Mining, chapter 5).
Formula: order by case, then time, then sequence; two rows follow directly when they are neighbours of one case.
Answer: pm4py's running example: 42 events, 6 cases, 8 activities; receipt: 8,577, 1,434, 27.
Refuses: columns of different length; codes below 0; no event at all.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Booleans, Floats, Integers, Malformed, need_units, numbers, row_of


class EventLog(NamedTuple):
    """One row per event, in order: the case's code, the activity's code (or a unit's, or a person's), and its time.

    `is_first` marks where a case begins. Times are numbers of any unit, whole or not.
    """

    case: Integers
    activity: Integers
    time: Floats
    is_first: Booleans


def event_log(case: ArrayLike, activity: ArrayLike, time: ArrayLike, sequence: ArrayLike | None = None) -> EventLog:
    """Put events into order; of one time they stand by `sequence`, or as they came.

    Raises: Malformed; NotEnough without an event.
    """
    owner = _codes("case", case)
    what = row_of("activity", _codes("activity", activity), owner.size)
    when = row_of("time", numbers("time", time), owner.size)
    keys: list[Floats | Integers] = [when, owner]
    if sequence is not None:
        keys.insert(0, row_of("sequence", numbers("sequence", sequence), owner.size))
    if not _is_in_order(keys):
        order = np.lexsort(keys)
        owner, what, when = owner[order], what[order], when[order]
    is_first = np.concatenate([[True], owner[1:] != owner[:-1]])
    return EventLog(owner, what, when, is_first)


def lengths(log: EventLog) -> Integers:
    """Events of each case, in the order of cases."""
    return np.diff(np.append(np.flatnonzero(log.is_first), log.case.size))


def durations(log: EventLog) -> Floats:
    """Time from the first to the last event of each case, in the order of cases."""
    first = np.flatnonzero(log.is_first)
    last = np.append(first[1:], log.case.size) - 1
    found: Floats = log.time[last] - log.time[first]
    return found


def _is_in_order(keys: Sequence[Floats | Integers]) -> bool:
    """Whether rows stand in the order of the keys already, the last one first, as a database hands them out."""
    tied = np.ones(keys[0].size - 1, dtype=np.bool_)
    for key in reversed(keys):
        if (tied & (key[1:] < key[:-1])).any():
            return False
        tied &= key[1:] == key[:-1]
    return True


def _codes(name: str, values: ArrayLike) -> Integers:
    codes = np.asarray(values)
    if codes.ndim != 1 or (codes.size and not np.issubdtype(codes.dtype, np.integer)):
        raise Malformed(f"{name} must be one row of whole-numbered codes.")
    need_units(codes.size, 1, "events")
    if (codes < 0).any():
        raise Malformed(f"{name} must not hold codes below 0.")
    return codes.astype(np.int64)
