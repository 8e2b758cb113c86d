"""Whether minutes or amounts heap on round digits, as they do when somebody fills them in afterwards.

Paper: Whipple's index (Shryock & Siegel 1976, The Methods and Materials of Demography, chapter 8); Pearson 1900.
Formula: W = (10/number of round digits)·(share on round digits), with digits 0 and 5: 1 without heaping, 5 when all are
    round. Test: χ² of the ten last digits against equal counts, 9 degrees of freedom.
Answer: equal counts give 1 and only zeros and fives give 5 (DemoTools, test-AGEHEAP; its
    printed 2.34 is of data that are not public).
Refuses: no value; a test of fewer than fifty values.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from weisu.science.arrays import Floats, Malformed, counts, need_units
from weisu.science.intervals import Interval, wilson

DIGITS, LEAST_TO_TEST = 10, 50


class Heaping(NamedTuple):
    """Counts of the last digits 0 to 9, and the test that they are equally frequent."""

    digits: Floats
    chi2: float
    p: float


def whipple(values: ArrayLike, *, round_digits: tuple[int, ...] = (0, 5), level: float = 0.95) -> Interval:
    """Whipple's index of whole-numbered values: 1 without heaping, with its interval.

    Give an interior range whose length is a multiple of ten. Raises: Malformed; NotEnough without a value.
    """
    digits = _digits(values)
    if not round_digits or not set(round_digits) <= set(range(DIGITS)):
        raise Malformed(f"round_digits must be digits from 0 to 9, not {round_digits}.")
    need_units(int(digits.sum()), 1, "values")
    chosen = sorted(set(round_digits))
    share = wilson(digits[chosen].sum(), digits.sum(), level=level)
    return Interval(*(end * (DIGITS / len(chosen)) for end in share))


def last_digits(values: ArrayLike) -> Heaping:
    """Whether the last digits of whole-numbered values are equally frequent.

    Raises: Malformed; NotEnough of fewer than fifty values, five to each digit.
    """
    digits = _digits(values)
    need_units(int(digits.sum()), LEAST_TO_TEST, "values")
    expected = digits.sum() / DIGITS
    chi2 = float(((digits - expected) ** 2 / expected).sum())
    return Heaping(digits, chi2, float(special.chdtrc(DIGITS - 1, chi2)))


def _digits(values: ArrayLike) -> Floats:
    whole = counts("values", values).astype(np.int64).ravel()
    return np.bincount(whole % DIGITS, minlength=DIGITS).astype(np.float64)
