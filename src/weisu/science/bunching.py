"""How many cases were moved to one side of a limit: what stands there above a smooth curve through the rest.

Paper: Chetty, Friedman, Olsen & Pistaferri 2011 (QJE 126:749); Kleven 2016 (Annual Review of Economics 8:435).
Formula: counts c of bins of width δ centred on the limit, on a polynomial of their place and one dummy per excluded
    bin and per marked kind of bin; ĉ without the excluded; B = Σ(c−ĉ) over the excluded, b = B/mean ĉ there.
    Corrected: counts right of the excluded times 1 + B/Σ right, again until B moves by less than one case.
Answer: kink_vector of the package bunching, limit 10,000, width 50, order 4: B = 629.5111, b = 1.822088; uncorrected
    b = 1.989.
Refuses: fewer bins than the curve has terms and a few to spare; a curve that is not above 0 at the limit.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from weisu.science.arrays import Booleans, Floats, Integers, Malformed, NotEnough, counts, need_units, numbers, row_of
from weisu.science.intervals import Interval, tail_of

ROUNDS, SPARE = 200, 3


class Window(NamedTuple):
    """Bins around a limit: how many left and right of the one on it, and from where to where cases may be moved.

    `excluded` are places of bins, 0 for the one on the limit: (−2, 0) is the last two before it and the one on it.
    `marks` gives every bin a kind, 0 for most, and one above 0 for those with a round time (the end of the day), so
    that their heaps are not taken for moved cases. Uncorrected, cases are not taken to come from the right.
    """

    limit: float
    width: float
    left: int
    right: int
    excluded: tuple[int, int] = (0, 0)
    order: int = 4
    marks: tuple[int, ...] = ()
    is_corrected: bool = True


class Bunching(NamedTuple):
    """Moved cases, in cases and in multiples of what was to be expected; per bin its place, count and smooth curve."""

    excess: float
    relative: float
    places: Integers
    counts: Floats
    curve: Floats


class _Model(NamedTuple):
    """The terms of each bin, the matrix that fits counts to them, and which bins are excluded or right of those."""

    smooth: Floats
    fit: Floats
    excluded: Booleans
    right: Booleans


def counts_of(values: ArrayLike, window: Window) -> Floats:
    """How many values fall into each bin; bins are centred and hold their lower edge.

    Raises: Malformed.
    """
    if window.width <= 0 or window.left < 1 or window.right < 1 or window.order < 1:
        raise Malformed("A window has bins of a width above 0 on either side and a curve of order 1 or more.")
    place = np.floor((numbers("values", values) - window.limit) / window.width + 0.5).astype(np.int64) + window.left
    inside = (place >= 0) & (place <= window.left + window.right)
    return np.bincount(place[inside], minlength=window.left + window.right + 1).astype(np.float64)


def bunching(bins: ArrayLike, window: Window) -> Bunching:
    """What stands at the limit above a smooth curve, from the counts of the window's bins.

    Raises: Malformed; NotEnough. Source: Chetty et al. 2011.
    """
    return _found(_model(window), window, _bins(bins, window))


def interval(
    bins: ArrayLike, window: Window, *, chance: np.random.Generator, draws: int = 200, level: float = 0.95
) -> Interval:
    """The interval around the moved cases, by drawing the residuals of the other bins anew, in roots of the curve.

    Raises: Malformed; NotEnough. Source: Chetty et al. 2011, residual bootstrap, with a quantile of Student's t.
    """
    seen, model = _bins(bins, window), _model(window)
    found = _found(model, window, seen).excess
    curve = _excess(model, seen, seen)[1]
    fitted = np.where(model.excluded, seen, curve)
    # Counts err by about the root of what was expected; and by more than residuals show, since the curve was fitted.
    root = np.sqrt(np.maximum(curve, 1))
    pool = ((seen - fitted) / root)[~model.excluded] * np.sqrt((~model.excluded).sum() / _spare_bins(model))
    drawn = np.maximum(fitted + root * chance.choice(pool, (draws, seen.size)), 0)
    excess = [_found(model, window, row).excess for row in drawn]
    half = float(special.stdtrit(_spare_bins(model), 1 - tail_of(level)) * np.std(excess, ddof=1))
    return Interval(*(np.asarray(found + end) for end in (-half, 0.0, half)))


def _bins(bins: ArrayLike, window: Window) -> Floats:
    return row_of("bins", counts("bins", bins), window.left + window.right + 1)


def _spare_bins(model: _Model) -> int:
    """How many bins there are beyond the terms of the model: what is left to judge its error by."""
    return len(model.excluded) - len(model.fit)


def _model(window: Window) -> _Model:
    places = np.arange(-window.left, window.right + 1)
    marks = row_of("marks", np.array(window.marks or np.zeros(places.size)), places.size)
    first, last = window.excluded
    if not -window.left < first <= last < window.right:
        raise Malformed("excluded must lie within the window, from its first bin to its last.")
    excluded = (places >= first) & (places <= last)
    smooth = np.vander(places / max(window.left, window.right), window.order + 1, increasing=True)
    kinds = [(marks == kind) & ~excluded for kind in np.unique(marks[~excluded]) if kind]
    dummies = [places == place for place in places[excluded]]
    smooth = np.column_stack([smooth, *kinds])
    terms = np.column_stack([smooth, *dummies]).astype(np.float64)
    need_units(places.size, terms.shape[1] + SPARE, "bins")
    if np.linalg.matrix_rank(terms) < terms.shape[1]:
        raise NotEnough("Not enough to say: the marked bins leave nothing to draw the curve through.")
    return _Model(smooth.astype(np.float64), np.asarray(np.linalg.pinv(terms)), excluded, places > last)


def _found(model: _Model, window: Window, seen: Floats) -> Bunching:
    right = float(seen[model.right].sum())
    if window.is_corrected and not right:
        raise NotEnough("Not enough to say: there is no case right of the limit.")
    excess, curve = _excess(model, seen, seen)
    for _ in range(ROUNDS if window.is_corrected else 0):
        last = excess
        excess, curve = _excess(model, seen, np.where(model.right, seen * (1 + last / right), seen))
        if abs(excess - last) < 1:
            break
    expected = float(curve[model.excluded].mean())
    if expected <= 0:
        raise NotEnough("Not enough to say: the curve through the other bins expects no case at the limit.")
    return Bunching(excess, excess / expected, np.arange(-window.left, window.right + 1), seen, curve)


def _excess(model: _Model, seen: Floats, inflated: Floats) -> tuple[float, Floats]:
    curve = model.smooth @ (model.fit @ inflated)[: model.smooth.shape[1]]
    return float((seen - curve)[model.excluded].sum()), curve
