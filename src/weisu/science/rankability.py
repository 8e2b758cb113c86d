"""How much of a ranking is truth: the share of its variance that is not chance, and ranks that admit it.

Paper: van Dishoeck et al. 2011 (BMJ Quality & Safety 20:869) for rankability; Laird & Louis 1989 and Lingsma et al.
    2009 for expected ranks; Goldstein & Spiegelhalter 1996 (JRSS A 159:385) for the warning.
Formula: ρ = τ²/(τ² + median s²). Expected rank of unit i: 1 + Σ over j ≠ i of Φ((θᵢ−θⱼ)/√(vᵢ+vⱼ)). No order below
    ρ = 0.5, three bands below 0.75, an order with `rank_sets` from there on.
Answer: with τ² equal to the median error variance ρ is one half; of equal units every expected rank is the middle one
    (both follow from the formula; the papers print values of data that are not public).
Refuses: a single unit.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from weisu.science.arrays import Floats, Malformed, above_zero, need_units, numbers, row_of

THREE_BANDS_FROM, ORDER_FROM = 0.5, 0.75


class Order(StrEnum):
    """What may be shown of an order."""

    NONE = "none"
    THREE_BANDS = "three_bands"
    WITH_RANK_SETS = "with_rank_sets"


def rankability(s: ArrayLike, tau2: float) -> float:
    """The share (0..1) of what separates units that is truth, from standard errors `s` and the variance of truths.

    Raises: Malformed; NotEnough of fewer than two units. Source: van Dishoeck et al. 2011.
    """
    error = above_zero("s", s)
    need_units(error.size, 2, "units")
    if not tau2 >= 0:
        raise Malformed(f"tau2 must not be below 0; it is {tau2}.")
    return float(tau2 / (tau2 + np.median(error**2)))


def order_of(share: float) -> Order:
    """What may be shown of an order of units with that rankability."""
    if share < THREE_BANDS_FROM:
        return Order.NONE
    return Order.THREE_BANDS if share < ORDER_FROM else Order.WITH_RANK_SETS


def expected_ranks(estimates: ArrayLike, s: ArrayLike) -> Floats:
    """Ranks to be expected, 1 for the lowest estimate; units that cannot be told apart share the middle.

    Raises: Malformed; NotEnough of fewer than two units. Source: Laird & Louis 1989; Lingsma et al. 2009.
    """
    theta = numbers("estimates", estimates)
    error = row_of("s", above_zero("s", s), theta.size)
    need_units(theta.size, 2, "units")
    above: Floats = special.ndtr((theta[:, None] - theta) / np.hypot(error[:, None], error)).sum(axis=1)
    return above + 0.5
