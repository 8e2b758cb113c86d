"""XmR charts: what one number a week or a month does by itself, and whether it will meet its target.

Paper: Wheeler 1993 (Understanding Variation); NHS England, Making Data Count; Nelson 1982 (Journal of Quality
    Technology 14:172) for the screening.
Formula: mean x̄ ± 2.66·mean|xₜ−xₜ₋₁|; near limits at two thirds. Screened: ranges of 3.267 times their mean and more
    are left out once.
Answer: 1,2,1,2,10,1,2,1,2,1,2,1,2,1,2,1,2,1: −0.72, 1.94, 4.60 screened, −3.06 and 6.95 unscreened (NHSRplotthedots,
    vignette on deviations).
Refuses: fewer than seven points, the fewest any rule of `chart_rules` speaks about.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Floats, need_units, numbers

LEAST_POINTS = 7
TO_LIMIT, TO_SCREEN = 2.66, 3.267


class Chart(NamedTuple):
    """Arrays of one length, one place per point: centre line, natural limits, and the near limits at two thirds."""

    low: Floats
    near_low: Floats
    centre: Floats
    near_high: Floats
    high: Floats


class Assurance(StrEnum):
    """What the process, left alone, will make of its target."""

    PASSES = "consistently_passes"
    FAILS = "consistently_fails"
    HIT_OR_MISS = "hit_or_miss"


def chart_around(centre: ArrayLike, half_width: ArrayLike) -> Chart:
    """A chart with limits at that distance from its centre line."""
    middle, half = np.broadcast_arrays(np.asarray(centre, dtype=np.float64), np.asarray(half_width, dtype=np.float64))
    return Chart(middle - half, middle - half * 2 / 3, middle, middle + half * 2 / 3, middle + half)


def xmr(values: ArrayLike, *, is_screened: bool = True) -> Chart:
    """The chart of values in the order of time; rebase only at a recorded change, by handing in what came after it.

    Raises: Malformed; NotEnough of fewer than seven points.
    """
    points = numbers("values", values)
    need_units(points.size, LEAST_POINTS, "points")
    ranges = np.abs(np.diff(points))
    kept = ranges[ranges < TO_SCREEN * ranges.mean()] if is_screened and ranges.any() else ranges
    return chart_around(np.full(points.size, points.mean()), TO_LIMIT * kept.mean())


def assurance(chart: Chart, target: float, *, is_high_good: bool) -> Assurance:
    """Whether the process as it is now, at its last point, will meet the target: always, never, or by luck."""
    if chart.low[-1] <= target <= chart.high[-1]:
        return Assurance.HIT_OR_MISS
    return Assurance.PASSES if (target < chart.low[-1]) == is_high_good else Assurance.FAILS
