"""The true share of repeats, when linking misses some and invents some.

Paper: Rogan & Gladen 1978 (American Journal of Epidemiology 107:71); Aalen & Johansen 1978 (Scandinavian Journal of
    Statistics 5:141) for shares of which some are still watched; Newcombe 1998 (Statistics in Medicine 17:873) for ends
    that are squared and added.
Formula: true = (apparent + Sp − 1)/(Se + Sp − 1) = (apparent + Sp − 1)/J; var = [a(1−a)/n + true²·Se(1−Se)/n₁ +
    (1−true)²·Sp(1−Sp)/n₀]/J². Of incidences F₀ told for certain and F₁ by links: F₀ + (1−F₀)·true of a = F₁/(1−F₀),
    which is F₀(1 + (1−Sp)/J) + F₁/J − (1−Sp)/J; its variance by the delta method from those of F₀, F₁ and F₀ + F₁.
Answer: an apparent share of 0.3 at Se = 0.9, Sp = 0.8 is a true one of 1/7 (follows from the formula).
Refuses: a linker that is no better than a coin, Se + Sp ≤ 1; a time nobody was watched to.
"""

from typing import NamedTuple

import numpy as np

from weisu.science.arrays import Floats, NotEnough, some_of
from weisu.science.competing_risks import Causes, Incidence, aalen_johansen, at
from weisu.science.intervals import Interval, z_of


class _Linker(NamedTuple):
    """Sensitivity and specificity with their variances, and Se + Sp − 1."""

    se: float
    se_variance: float
    sp: float
    sp_variance: float
    power: float

    def true(self, apparent: float) -> float:
        """Rogan and Gladen's share, which may lie outside 0 to 1."""
        return (apparent + self.sp - 1) / self.power

    def doubt(self, true: float) -> float:
        """What not knowing the linker for sure adds to the variance of a true share."""
        return (true**2 * self.se_variance + (1 - true) ** 2 * self.sp_variance) / self.power**2


def true_share(
    linked: tuple[float, float],
    found_repeats: tuple[float, float],
    left_alone: tuple[float, float],
    *,
    level: float = 0.95,
) -> Interval:
    """The true share of repeats from three counts of (how many, of how many).

    `linked` are apparent repeats of all closures; in a labelled sample `found_repeats` are true repeats that were
    linked (sensitivity) and `left_alone` others that were not (specificity). Half an answer is added to errors that
    were never seen, so that a small labelled sample is not taken for a perfect one. Raises: Malformed; NotEnough.
    """
    (a, n), linker = _share(*linked), _linker(found_repeats, left_alone)
    true = min(1.0, max(0.0, linker.true(a)))
    half = z_of(level) * float(np.sqrt(_variance(a, n) / linker.power**2 + linker.doubt(true)))
    return _within(true - half, true, true + half)


def true_incidence(
    counted: Causes,
    until: float,
    found_repeats: tuple[float, float],
    left_alone: tuple[float, float],
    *,
    level: float = 0.95,
) -> Interval:
    """The true share that came back by `until`, if linking is as good as in a labelled sample, as in `true_share`.

    The columns of `counted` are: came back for certain, came back by a link, and whatever else ended the wait. What is
    certain is not corrected. The interval is that of Aalen and Johansen, stretched as the estimate is, and widened by
    the labelled sample. Raises: Malformed; NotEnough.
    """
    linker = _linker(found_repeats, left_alone)
    whole = aalen_johansen(counted._replace(events=came_back_at_all(counted.events)))
    low, seen, high = (float(end[0, 0]) for end in at(whole, [until], level=level))
    (certain, linked), variances = _reached(aalen_johansen(counted), until)
    left = 1 - certain
    raw = linker.true(linked / left) if left else 0.0
    true = min(1.0, max(0.0, raw))
    stretch = _stretch(linker, variances, float(_reached(whole, until)[1][0]))
    doubt = z_of(level) * left * float(np.sqrt(linker.doubt(true)))
    middle = certain + left * raw
    down, up = np.hypot((seen - low) * stretch, doubt), np.hypot((high - seen) * stretch, doubt)
    return _within(middle - down, certain + left * true, middle + up)


def came_back_at_all(events: Floats) -> Floats:
    """The first two columns of causes, told for certain and by a link, as one."""
    return np.column_stack([events[:, :2].sum(axis=1), events[:, 2:]])


def _reached(found: Incidence, until: float) -> tuple[tuple[float, float], Floats]:
    """The first two incidences by a time, and the variances of all."""
    place = int(np.searchsorted(found.times, until, side="right")) - 1
    if place < 0:
        return (0.0, 0.0), np.zeros(found.variance.shape[1])
    return (float(found.incidence[place, 0]), float(found.incidence[place, 1])), found.variance[place]


def _stretch(linker: _Linker, variances: Floats, of_both: float) -> float:
    """How many times the standard error of what was seen that of the true share is; links alone where none was seen."""
    for_certain, for_linked = 1 + (1 - linker.sp) / linker.power, 1 / linker.power
    if of_both <= 0:
        return for_linked
    certain, linked = float(variances[0]), float(variances[1])
    together = (of_both - certain - linked) / 2
    parts = for_certain**2 * certain, for_linked**2 * linked, 2 * for_certain * for_linked * together
    return float(np.sqrt(max(sum(parts), 0.0) / of_both))


def _linker(found_repeats: tuple[float, float], left_alone: tuple[float, float]) -> _Linker:
    (se, n1), (sp, n0) = _share(*found_repeats), _share(*left_alone)
    if se + sp <= 1:
        raise NotEnough("Not enough to say: this linker tells repeats no better than a coin.")
    return _Linker(se, _variance(se, n1), sp, _variance(sp, n0), se + sp - 1)


def _within(low: float, middle: float, high: float) -> Interval:
    low, high = min(max(low, 0.0), middle), max(min(high, 1.0), middle)
    return Interval(np.asarray(low), np.asarray(middle), np.asarray(high))


def _share(met: float, n: float) -> tuple[float, float]:
    met_, n_ = some_of(met, n)
    return float(met_ / n_), float(n_)


def _variance(share: float, n: float) -> float:
    """The variance of a share, with half an answer on either side where all or nobody met it."""
    if share in (0, 1):
        share, n = (share * n + 0.5) / (n + 1), n + 1
    return share * (1 - share) / n
