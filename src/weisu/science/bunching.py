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

from weisu.science.arrays import Booleans, Floats, Integers, Malformed, NotEnough, counts, need_units, numbers, row_of
from weisu.science.intervals import Interval, z_of

ROUNDS, SPARE = 200, 3


class Window(NamedTuple):
    """Bins around a limit: how many left and right of the one on it, and from where to where cases may be moved.

    `excluded` are places of bins, 0 for the one on the limit: (−2, 0) is the last two before it and the one on it.
    """

    limit: float
    width: float
    left: int
    right: int
    excluded: tuple[int, int] = (0, 0)
    order: int = 4


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


def bunching(bins: ArrayLike, window: Window, *, marks: ArrayLike | None = None, is_corrected: bool = True) -> Bunching:
    """What stands at the limit above a smooth curve, from the counts of the window's bins.

    `marks` gives bins with round times (the end of the day) a kind above 0, so that their heaps are not taken for
    moved cases. Uncorrected, cases are not taken to come from the right. Raises: Malformed; NotEnough.
    """
    seen = row_of("bins", counts("bins", bins), window.left + window.right + 1)
    model = _model(window, np.zeros(seen.size) if marks is None else row_of("marks", counts("marks", marks), seen.size))
    return _found(model, window, seen, is_corrected=is_corrected)


def interval(
    found: Bunching,
    window: Window,
    *,
    chance: np.random.Generator,
    marks: ArrayLike | None = None,
    is_corrected: bool = True,
    draws: int = 200,
    level: float = 0.95,
) -> Interval:
    """The interval around the moved cases, by drawing the residuals of the other bins anew.

    Raises: Malformed; NotEnough. Source: Chetty et al. 2011, residual bootstrap.
    """
    model = _model(window, np.zeros(found.counts.size) if marks is None else counts("marks", marks))
    fitted = model.smooth @ (model.fit @ found.counts)[: model.smooth.shape[1]]
    fitted = np.where(model.excluded, found.counts, fitted)
    pool = (found.counts - fitted)[~model.excluded] * np.sqrt(_freedom(model))
    excess = [
        _found(
            model, window, np.maximum(fitted + chance.choice(pool, fitted.size), 0), is_corrected=is_corrected
        ).excess
        for _ in range(draws)
    ]
    half = z_of(level) * float(np.std(excess, ddof=1))
    return Interval(*(np.asarray(found.excess + end) for end in (-half, 0.0, half)))


def _freedom(model: _Model) -> float:
    """How much larger errors are than residuals, because the curve was fitted to them."""
    moved = int(model.excluded.sum())
    others, terms = len(model.excluded) - moved, len(model.fit) - moved
    return others / (others - terms)


def _model(window: Window, marks: Floats) -> _Model:
    places = np.arange(-window.left, window.right + 1)
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


def _found(model: _Model, window: Window, seen: Floats, *, is_corrected: bool) -> Bunching:
    right = float(seen[model.right].sum())
    if is_corrected and not right:
        raise NotEnough("Not enough to say: there is no case right of the limit.")
    excess, curve = _excess(model, seen, seen)
    for _ in range(ROUNDS if is_corrected else 0):
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
