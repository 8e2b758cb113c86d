"""What those who did not answer could have said: bounds that hold whatever it was.

Paper: Manski 1989 (Journal of Human Resources 24:343) and Horowitz & Manski 1998; Schouten, Cobben & Bethlehem 2009
    (Survey Methodology 35:101) for the R-indicator; Lin & Schaeffer 1995 (POQ 59:236) for effort.
Formula: of a share r that answers with mean m the truth lies in [rm, rm + 1 − r]; with sampling error from the lower
    Wilson end of all others saying no to the upper end of all saying yes; drawn from N people, n of them are worth
    n·(N − 1)/(N − n) (Cochran 1977, section 3.2), and all N have no such error. R = 1 − 2·sd(chance to answer).
    Effort: a weighted line through the means by number of attempts, carried one attempt further to those never reached.
Answer: r = 0.35, m = 0.95: [0.3325, 0.9825], which says almost nothing.
Refuses: nobody asked; a line through fewer than three attempts.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import Floats, Malformed, counts, need, need_units, shares
from weisu.science.intervals import Interval, wilson, wilson_among


class Bounds(NamedTuple):
    """Where the truth lies whatever others would have said, and the same with the error of having asked a sample."""

    low: Floats
    high: Floats
    outer_low: Floats
    outer_high: Floats


class Effort(NamedTuple):
    """The mean among those never reached, if the trend by attempts goes on, and the mean of everybody with it."""

    per_attempt: float
    never_reached: float
    everybody: float


def bounds(
    met: ArrayLike, answered: ArrayLike, asked: ArrayLike, *, everybody: ArrayLike | None = None, level: float = 0.95
) -> Bounds:
    """Bounds of the share that would have said yes, from how many did, answered, and were asked; any shape.

    With `everybody` the share is that of exactly so many, of whom those asked were drawn; without, of people without
    end. Raises: Malformed; NotEnough where nobody was asked.
    """
    yes, said, all_asked = _of_those_asked(met, answered, asked)
    need(all_asked > 0, "nobody was asked")
    most = yes + all_asked - said
    low, high = (_error_of(count, all_asked, everybody, level) for count in (yes, most))
    return Bounds(low.estimate, high.estimate, low.low, high.high)


def _error_of(met: Floats, asked: Floats, everybody: ArrayLike | None, level: float) -> Interval:
    if everybody is None:
        return wilson(met, asked, level=level)
    return wilson_among(met / asked, asked, asked, everybody, level=level)


def tipping_point(met: float, answered: float, asked: float, limit: float) -> float | None:
    """The share of yes among those who did not answer at which the truth meets the limit; None if no share does.

    Raises: Malformed.
    """
    yes, said, all_asked = (float(value) for value in _of_those_asked(met, answered, asked))
    shares("limit", limit)
    silent = all_asked - said
    if not silent:
        return None
    point = (limit * all_asked - yes) / silent
    return point if 0 <= point <= 1 else None


def r_indicator(chances: ArrayLike) -> float:
    """How alike those who answered are to all asked: 1 when everybody answers with one chance, 0 at worst.

    Raises: Malformed; NotEnough of fewer than two. Source: Schouten et al. 2009.
    """
    chance = shares("chances", chances)
    need_units(chance.size, 2, "chances")
    return float(1 - 2 * chance.std(ddof=1))


def by_effort(met: ArrayLike, answered: ArrayLike, never_reached: float) -> Effort:
    """Carry the trend of answers by number of attempts (first to last) to those who were never reached.

    Raises: Malformed; NotEnough of fewer than three attempts with an answer.
    """
    yes, said, _ = _of_those_asked(met, answered, answered)
    silent = float(counts("never_reached", never_reached))
    reached = said > 0
    need_units(int(reached.sum()), 3, "attempts with an answer")
    attempt, weight = np.arange(1.0, said.size + 1), said
    share = np.divide(yes, said, out=np.zeros_like(yes), where=reached)
    centre = float(weight @ attempt / weight.sum())
    slope = float(weight @ ((attempt - centre) * share) / (weight @ (attempt - centre) ** 2))
    further = float(np.clip(yes.sum() / said.sum() + slope * (said.size + 1 - centre), 0, 1))
    return Effort(slope, further, float((yes.sum() + further * silent) / (said.sum() + silent)))


def _of_those_asked(met: ArrayLike, answered: ArrayLike, asked: ArrayLike) -> tuple[Floats, Floats, Floats]:
    rows = (counts("met", met), counts("answered", answered), counts("asked", asked))
    yes, said, all_asked = np.broadcast_arrays(*rows)
    if (yes > said).any() or (said > all_asked).any():
        raise Malformed(
            "Of those asked some answered, and of those who answered some said yes: met ≤ answered ≤ asked."
        )
    return yes, said, all_asked
