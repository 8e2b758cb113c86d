"""Four rules that tell a change from noise on a chart, and what the latest point says.

Paper: NHS England, Making Data Count; Nelson 1984 (Journal of Quality Technology 16:237).
Formula: outside the limits; seven in a row on one side of the centre line; seven rising or falling; two of three
    between near limit and limit, all three on that side. A point on the line, or equal to the one before, breaks a
    run. When several apply: outside, then trend, then two of three, then shift.
Answer: of eight points above and one below, the seventh and eighth complete a shift; 1 to 7 completes a trend,
    1,2,3,3,4,5,6 does not (NHSRplotthedots, test-ptd_calculate_point_type).
Refuses: values and a chart of different length.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Booleans, Floats, Integers, numbers, row_of
from weisu.science.xmr import Chart

RUN = 7


class Rules(NamedTuple):
    """One place per point: +1 where a rule holds on the high side or rising, −1 on the low side or falling, else 0."""

    outside: Integers
    trend: Integers
    two_of_three: Integers
    shift: Integers

    @property
    def first(self) -> Integers:
        """The direction of the rule that goes before the others, per point."""
        result = np.zeros_like(self.outside)
        for rule in self:
            result = np.where(result == 0, rule, result)
        return result


class Variation(StrEnum):
    """What the latest point says about the process."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    COMMON_CAUSE = "common_cause"


def rules(values: ArrayLike, chart: Chart) -> Rules:
    """Which points of the chart take part in which of the four rules.

    Raises: Malformed. Source: Making Data Count.
    """
    points = row_of("values", numbers("values", values), chart.centre.size)
    side = np.sign(points - chart.centre).astype(np.int64)
    outside = (points > chart.high).astype(np.int64) - (points < chart.low)
    is_near = ((points > chart.near_high) & (points <= chart.high)) | (
        (points < chart.near_low) & (points >= chart.low)
    )
    return Rules(outside, _trend(points), _two_of_three(side, is_near), _members(side, RUN))


def completes_shift(sides: ArrayLike) -> Integers:
    """The points that are at least the seventh on one side; `sides` holds +1, −1 and 0 on the line."""
    side = np.asarray(sides, dtype=np.int64)
    return np.where(_run_so_far(side) >= RUN, side, 0)


def completes_trend(values: ArrayLike) -> Integers:
    """The points that are at least the seventh of a rise (+1) or fall (−1)."""
    step = np.sign(np.diff(numbers("values", values), prepend=np.nan))
    direction = np.nan_to_num(step).astype(np.int64)
    return np.where(_run_so_far(direction) >= RUN - 1, direction, 0)


def variation(found: Rules, *, is_high_good: bool | None) -> Variation:
    """The face of the chart: what the latest point says; without a good side any signal is a concern."""
    latest = int(found.first[-1])
    if not latest:
        return Variation.COMMON_CAUSE
    return Variation.IMPROVEMENT if is_high_good is not None and (latest > 0) == is_high_good else Variation.CONCERN


def _run_so_far(codes: Integers) -> Integers:
    """How many equal codes in a row end at each position; 0 where the code is 0."""
    places = np.arange(codes.size)
    starts = np.maximum.accumulate(np.where(np.diff(codes, prepend=2) != 0, places, 0))
    return np.where(codes == 0, 0, places - starts + 1)


def _members(codes: Integers, length: int) -> Integers:
    """The codes of all positions that belong to a run of at least that length."""
    ahead = _run_so_far(codes[::-1])[::-1]
    return np.where(_run_so_far(codes) + ahead - 1 >= length, codes, 0)


def _trend(points: Floats) -> Integers:
    steps = _members(np.sign(np.diff(points)).astype(np.int64), RUN - 1)
    result = np.zeros(points.size, dtype=np.int64)
    result[:-1] = steps
    result[1:] = np.where(steps != 0, steps, result[1:])
    return result


def _two_of_three(side: Integers, is_near: Booleans) -> Integers:
    result = np.zeros_like(side)
    near = np.where(is_near, side, 0)
    for start in range(side.size - 2):
        window = slice(start, start + 3)
        together = abs(side[window].sum()) == 3 and abs(near[window].sum()) >= 2
        result[window] = np.where(near[window] != 0, near[window], result[window]) if together else result[window]
    return result
