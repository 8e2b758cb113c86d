"""Which of many signals to follow so that few of those followed are false.

Paper: Benjamini & Hochberg 1995 (JRSS B 57:289).
Formula: the k smallest of m p-values are signals, k the largest with p₍k₎ ≤ kq/m; adjusted p₍i₎ = min over j ≥ i of
    m·p₍j₎/j.
Answer: fifteen p-values of the thrombolysis trial (their section 4.1): four signals at q = 0.05, where Bonferroni finds
    three.
Refuses: p-values outside 0 to 1; an empty family.
"""

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Booleans, Floats, need_units, shares


def adjusted(p: ArrayLike) -> Floats:
    """The smallest q at which each p-value of the family would still be a signal.

    Raises: Malformed; NotEnough of no p-value.
    """
    values = shares("p", p)
    need_units(values.size, 1, "p-values")
    order = np.argsort(values, axis=None)[::-1]
    places = np.arange(values.size, 0, -1)
    result = np.empty(values.size)
    result[order] = np.minimum.accumulate(np.minimum(1.0, values.ravel()[order] * (values.size / places)))
    return result.reshape(values.shape)


def signals(p: ArrayLike, *, q: float = 0.05) -> Booleans:
    """Which p-values of one family are signals, so that on average at most the share `q` of them is false.

    Raises: Malformed; NotEnough of no p-value. Source: Benjamini & Hochberg 1995.
    """
    shares("q", q)
    return adjusted(p) <= q
