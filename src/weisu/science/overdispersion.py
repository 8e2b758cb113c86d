"""Funnels of units that differ by more than chance: z-scores, their spread, and limits that allow for it.

Paper: Spiegelhalter 2005 (Statistics in Medicine 24:1185); DerSimonian & Laird 1986; NHS Digital's SHMI method for
    truncation; Benjamini & Hochberg 1995 for signals (`false_discovery`).
Formula: z = (y−θ)/s with y and s of the scale: log ratio ln(O/E), 1/√E; root ratio √(O/E), 1/2√E; share asin√(O/n),
    1/2√n; rate √(O/n), 1/2√n; ratio of counts ln((O+½)/(D+½)), √(O/(O+½)² + D/(D+½)²). φ = mean z² after winsorising
    (10 %, 90 %) or truncating (tenths by rank). τ² = max(0, (Iφ−(I−1)) / (Σw − Σw²/Σw)), w = 1/s². Limits
    θ ± z√(s²+τ²), carried back.
Answer: six units of FunnelPlotR's tests: φ = 2.948033. medpar, truncated log ratios: φ = 8.532055, τ² = 0.02840721, and
    nine of 54 hospitals outside 99.8 % where exact limits flag 25.
Refuses: fewer than ten units, because then next to nothing is screened and an outlier excuses itself: hand in the
    spread of the peers' history. A log of no events: take the root scale, or exact limits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from weisu.science.arrays import Booleans, Floats, above_zero, counts, need, need_units, numbers, parts_of, row_of
from weisu.science.funnel import SIGNAL, Limits

LEAST_UNITS = 10
"""Below this many units, truncating a tenth on either side removes nobody, and winsorising one at most."""

Back = Callable[[Floats], Floats]
Screen = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Scale:
    """Every unit on a scale where its error is known: `y`, its standard error `s`, the target, and the way back."""

    y: Floats
    s: Floats
    target: float
    back: Back

    @property
    def z(self) -> Floats:
        """How many standard errors each unit lies from the target."""
        return (self.y - self.target) / self.s


class Spread(NamedTuple):
    """How much more units vary than chance: `phi` multiplies a variance, `tau2` is added to it; `units` were used."""

    phi: float
    tau2: float
    units: int


def log_ratio(observed: ArrayLike, expected: ArrayLike) -> Scale:
    """Logarithms of observed over expected, as in the SHMI; target 1.

    Raises: Malformed; NotEnough where nothing was observed.
    """
    seen, mean = _units("observed", counts("observed", observed), above_zero("expected", expected))
    need(seen > 0, "nothing was observed, and 0 has no logarithm; take root_ratio,")
    return Scale(np.log(seen / mean), 1 / np.sqrt(mean), 0.0, np.exp)


def root_ratio(observed: ArrayLike, expected: ArrayLike) -> Scale:
    """Square roots of observed over expected, as the CQC takes them; target 1, and 0 events are welcome.

    Raises: Malformed.
    """
    seen, mean = _units("observed", counts("observed", observed), above_zero("expected", expected))
    return Scale(np.sqrt(seen / mean), 1 / (2 * np.sqrt(mean)), 1.0, _square)


def share(met: ArrayLike, n: ArrayLike) -> Scale:
    """Arc sines of the roots of shares; the target is the share of all units together.

    Of `met` somebody may be a part, who then varies less than yes and no do. Raises: Malformed; NotEnough where n is 0.
    """
    met, n = _units("met", *parts_of(met, n))
    return Scale(
        _arcsine(met / n), 1 / (2 * np.sqrt(n)), float(_arcsine(np.asarray(met.sum() / n.sum()))), _sine_squared
    )


def rate(events: ArrayLike, exposure: ArrayLike) -> Scale:
    """Square roots of rates per exposure, whose error knows no target; the target is the rate of all units together.

    Raises: Malformed; NotEnough where there is no event at all.
    """
    seen, size = _units("events", counts("events", events), above_zero("exposure", exposure))
    need(np.array([seen.sum() > 0]), "no event happened")
    return Scale(np.sqrt(seen / size), 1 / (2 * np.sqrt(size)), float(np.sqrt(seen.sum() / size.sum())), _square)


def ratio_of_counts(observed: ArrayLike, other: ArrayLike) -> Scale:
    """Logarithms of one count over another, each with half an event added; the target is the ratio of the totals.

    Raises: Malformed; NotEnough where both are 0, or one is 0 everywhere.
    """
    one, two = _units("observed", counts("observed", observed), counts("other", other))
    need(one + two > 0, "neither count has an event")
    need(np.array([one.sum() > 0, two.sum() > 0]), "one of the two counts is 0 everywhere")
    s = np.sqrt(one / (one + 0.5) ** 2 + two / (two + 0.5) ** 2)
    return Scale(np.log((one + 0.5) / (two + 0.5)), s, float(np.log(one.sum() / two.sum())), np.exp)


def winsorised(z: Floats) -> Floats:
    """The scores, with what lies beyond the 10 % and 90 % quantiles drawn in to them; none is dropped."""
    low, high = np.quantile(z, [0.1, 0.9])
    return np.clip(z, low, high)


def truncated(z: Floats) -> Floats:
    """The scores without the lowest and the highest tenth by rank, as the SHMI has it; ties share their rank."""
    return z[_middle(z)]


def phi_of(z: ArrayLike, *, screen: Screen = winsorised) -> float:
    """The mean of squared scores of units after screening: 1 when nothing but chance is at work.

    Raises: Malformed; NotEnough of fewer than two units.
    """
    scores = numbers("z", z)
    need_units(scores.size, 2, "units")
    return float(np.mean(screen(scores) ** 2))


def spread(scale: Scale, *, screen: Screen = winsorised) -> Spread:
    """How much more these units vary than chance, whatever the few at the ends do.

    Raises: NotEnough of fewer than ten units. Source: Spiegelhalter 2005; DerSimonian & Laird 1986.
    """
    need_units(scale.y.size, LEAST_UNITS, "units")
    phi = phi_of(scale.z, screen=screen)
    weight = 1 / scale.s[_middle(scale.z)] ** 2 if screen is truncated else 1 / scale.s**2
    excess = weight.size * phi - (weight.size - 1)
    divisor = weight.sum() - (weight**2).sum() / weight.sum()
    return Spread(phi, max(0.0, float(excess / divisor)), weight.size)


def limits(scale: Scale, spread: Spread, *, tail: float = SIGNAL) -> Limits:
    """Limits that add the spread between units to each unit's own error, on the scale that people read.

    Source: Spiegelhalter 2005, additive form. On the root scale the limits are squared back, never below 0.
    """
    half = special.ndtri(1 - tail) * np.sqrt(scale.s**2 + spread.tau2)
    return Limits(scale.back(scale.target - half), scale.back(scale.target + half))


def multiplied_limits(scale: Scale, spread: Spread, *, tail: float = SIGNAL) -> Limits:
    """Limits that multiply every unit's own error; for comparison, since they still flag large units for trifles."""
    half = special.ndtri(1 - tail) * scale.s * np.sqrt(max(1.0, spread.phi))
    return Limits(scale.back(scale.target - half), scale.back(scale.target + half))


def adjusted_z(scale: Scale, spread: Spread) -> Floats:
    """Every unit's distance from the target, measured in its own error and the spread between units together."""
    return (scale.y - scale.target) / np.sqrt(scale.s**2 + spread.tau2)


def p_values(z: ArrayLike) -> Floats:
    """Two-sided normal tail probabilities of the scores."""
    return 2 * special.ndtr(-np.abs(numbers("z", z)))


def _middle(z: Floats) -> Booleans:
    tenth = np.floor(stats.rankdata(z) * 10 / (z.size + 1))
    return (tenth > 0) & (tenth < 9)


def _units(name: str, first: Floats, second: Floats) -> tuple[Floats, Floats]:
    first = np.atleast_1d(first)
    need_units(first.size, 1, "units")
    return row_of(name, first, first.size), row_of(f"the partner of {name}", np.atleast_1d(second), first.size)


def _arcsine(values: Floats) -> Floats:
    return np.arcsin(np.sqrt(values))


def _square(values: Floats) -> Floats:
    return np.maximum(values, 0) ** 2


def _sine_squared(values: Floats) -> Floats:
    return np.sin(np.clip(values, 0, np.pi / 2)) ** 2
