"""PPI++: a few asked at random, a prediction for everybody, and a mean that is no worse than asking alone.

Paper: Angelopoulos et al. 2023 (Science 382:669); Angelopoulos, Duchi & Zrnic 2023 (PPI++, arXiv 2311.01453); Zrnic &
    Candès 2024 (PNAS 121) for predictions trained on the same answers.
Formula: θ = λ·mean over everybody else of f + mean over those asked of (y − λf); var = λ²·Var(f)/N + Var(y − λf)/n;
    λ = Cov(y, f)/((1 + n/N)·Var f) within 0 to 1. Worth: n·Var(y)/n ÷ var. Shares: Wilson around θ at that worth.
Answer: with λ = 1 and with λ = 0 the closed forms of the paper; with a correlation of 0.7 and N much larger than n, 300
    answers are worth about 590. Of 1,000 samples of 300 out of 20,300 between 0.93 and 0.97 hold the truth at 0.95. The
    paper's package (ppi_mean_ci) divides Var(y − λf) by n where we divide by n − 1; otherwise λ = 1 is its interval.
    `among` estimates what exactly these people would say, no population behind them: the regression estimator of
    Särndal, Swensson & Wretman 1992 (section 6.4), λ = Cov(y, f)/Var(f), var = (1 − n/(n+N))·Var(y − λf)/n,
    λ and Var(y − λf)/Var(y) from all groups together, around their own means.
Refuses: fewer than two answers, or nobody else. A sample that chose itself: see `nonresponse`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from weisu.science.arrays import (
    Floats,
    Integers,
    Malformed,
    NotEnough,
    above_zero,
    counts,
    need_units,
    numbers,
    row_of,
    shares,
)
from weisu.science.intervals import Interval, wilson_among, wilson_around, z_of

ROUNDING = 1e-20


class Estimate(NamedTuple):
    """A mean with its standard error: of `asked` answers, that are worth `worth` answers without the prediction.

    `reliance` is λ: 0 when the prediction says nothing, 1 when it is taken at its word.
    """

    mean: float
    error: float
    reliance: float
    asked: int
    worth: float


class Trust(NamedTuple):
    """What predictions are worth in all groups together: λ, and how many times more an answer tells with them."""

    reliance: float
    gain: float


def mean(
    answers: ArrayLike,
    predicted: ArrayLike,
    others: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    reliance: float | None = None,
) -> Estimate:
    """The mean over everybody from `answers` of a random sample, the predictions for them, and those for all `others`.

    `weights` are one over the chance to be asked. Predictions of a model trained on the same answers must be made out
    of its folds, and be averaged over the folds for others. Raises: Malformed; NotEnough.
    """
    y = numbers("answers", answers)
    f, w = _beside(y, predicted, weights)
    rest = numbers("others", others)
    need_units(y.size, 2, "answers")
    need_units(rest.size, 1, "others")
    lam = _best_reliance(y, f, rest, w) if reliance is None else float(shares("reliance", reliance))
    centre, variance = _weighted(y - lam * f, w)
    error2 = lam**2 * float(rest.var()) / rest.size + variance
    plain = _weighted(y, w)[1]
    worth = y.size * plain / error2 if error2 > 0 and plain > 0 else float(y.size)
    return Estimate(lam * float(rest.mean()) + centre, float(np.sqrt(error2)), lam, y.size, worth)


def trusted(answers: ArrayLike, predicted: ArrayLike, group: ArrayLike) -> Trust:
    """How far predictions tell people of one group apart, from all groups together; `group` holds whole numbers.

    Raises: Malformed; NotEnough of fewer than three answers.
    """
    y = numbers("answers", answers)
    need_units(y.size, 3, "answers")
    f, _ = _beside(y, predicted, None)
    place = row_of("group", counts("group", group).astype(np.int64), y.size)
    y, off = _within(y, place), _within(f, place)
    told = float(off @ off)
    # What is left of equal numbers less their mean is rounding, and tells nothing.
    lam = float(np.clip(y @ off / told, 0, 1)) if told > ROUNDING * float(f @ f) else 0.0
    missed = y - lam * off
    left = float(missed @ missed)
    return Trust(lam, float(y @ y) / left if left else 1.0)


def among(answers: ArrayLike, predicted: ArrayLike, others: ArrayLike, trust: Trust) -> Estimate:
    """The mean over exactly those who were asked at random and the `others` who were not; its error ends with them.

    `trust` is that of all groups: the few of one could make predictions look perfect by chance. Raises: Malformed;
    NotEnough of fewer than two answers.
    """
    y = numbers("answers", answers)
    f, _ = _beside(y, predicted, None)
    rest = numbers("others", others)
    need_units(y.size, 2, "answers")
    everybody = np.concatenate([f, rest])
    # Of nobody else nothing is predicted: what all said is the share, to the last digit.
    foreseen = trust.reliance * float(everybody.mean() - f.mean()) if rest.size else 0.0
    centre = foreseen + float(y.mean())
    worth = y.size * trust.gain
    error2 = float(y.var(ddof=1)) / worth * rest.size / everybody.size
    return Estimate(centre, float(np.sqrt(error2)), trust.reliance, y.size, worth)


def share_among(found: Estimate, everybody: int, *, level: float = 0.95) -> Interval:
    """The interval of a share of exactly `everybody`, of `among`; where all of them answered, it is the share itself.

    Raises: Malformed.
    """
    return wilson_among(min(1.0, max(0.0, found.mean)), found.worth, found.asked, everybody, level=level)


def combined(strata: Sequence[Estimate], sizes: ArrayLike) -> Estimate:
    """The mean over all strata, each estimated by itself, by the number of people in each.

    Raises: Malformed; NotEnough without a stratum.
    """
    size = row_of("sizes", above_zero("sizes", sizes), len(strata))
    need_units(len(strata), 1, "strata")
    part = size / size.sum()
    variance = np.array([one.error**2 for one in strata])
    error2 = float(part**2 @ variance)
    without = float(part**2 @ (variance * [one.worth / one.asked for one in strata]))
    asked = sum(one.asked for one in strata)
    return Estimate(
        float(part @ [one.mean for one in strata]),
        float(np.sqrt(error2)),
        float(part @ [one.reliance for one in strata]),
        asked,
        asked * without / error2 if error2 > 0 else float(asked),
    )


def normal(found: Estimate, *, level: float = 0.95) -> Interval:
    """The interval of a mean of any numbers.

    Raises: NotEnough when all answers are alike, because then the error is not known to be 0.
    """
    if not found.error:
        raise NotEnough("Not enough to say: all answers are alike; of shares use `share`.")
    half = z_of(level) * found.error
    return Interval(*(np.asarray(end) for end in (found.mean - half, found.mean, found.mean + half)))


def share(found: Estimate, *, level: float = 0.95) -> Interval:
    """The interval of a mean of yes and no, within 0 to 1, honest also when all answers are alike.

    Raises: Malformed.
    """
    centre = min(1.0, max(0.0, found.mean))
    spread = centre * (1 - centre)
    worth = spread / found.error**2 if found.error and spread else found.worth
    return wilson_around(centre, worth, level=level)


def _beside(y: Floats, predicted: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    if y.ndim != 1:
        raise Malformed(f"answers must be one row, not of shape {y.shape}.")
    f = row_of("predicted", numbers("predicted", predicted), y.size)
    w = np.ones(y.size) if weights is None else row_of("weights", above_zero("weights", weights), y.size)
    return f, w


def _within(values: Floats, place: Integers) -> Floats:
    """The values less the mean of their group."""
    sizes = np.bincount(place)
    return values - (np.bincount(place, values) / np.maximum(sizes, 1))[place]


def _best_reliance(y: Floats, f: Floats, rest: Floats, w: Floats) -> float:
    """The λ with the least variance; 0 when predictions do not differ."""
    everybody = np.concatenate([f, rest])
    if not np.ptp(everybody):
        return 0.0
    spread = float(everybody.var(ddof=1))
    part = w / w.sum()
    together = float(part @ ((y - part @ y) * (f - part @ f))) * y.size / (y.size - 1)
    return float(np.clip(together / ((1 + y.size / rest.size) * spread), 0, 1))


def _weighted(values: Floats, w: Floats) -> tuple[float, float]:
    """The weighted mean and the variance of that mean, in ratio form."""
    part = w / w.sum()
    # From the first value on, so that equal values have exactly no variance.
    centre = float(values[0] + part @ (values - values[0]))
    return centre, float((part**2) @ (values - centre) ** 2) * values.size / (values.size - 1)
