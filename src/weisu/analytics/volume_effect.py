"""What volume alone does to a composite: units whose true rates are the same, scored by it at different volumes.

    table = volume_effect(composite, {"按时办结率": 0.97}, sizes=(5, 30, 300))

Exact: every share comes from as many independent tickets as the unit has, and the chance of each score is added up.
A fair score would give every size the same mean, and every unit one chance in all units to be first or last.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from weisu.analytics.composite import part_points
from weisu.domain.errors import DomainError
from weisu.domain.policy.composites import Composite, Part
from weisu.science import equal_units
from weisu.science.arrays import Floats
from weisu.science.equal_units import Spread

SIZES = (5, 30, 300)
EACH = 10
MOST_AT_ONCE = 1_000_000


class CannotScore(DomainError):
    """A composite that cannot be computed from what was given."""

    code = "cannot_score"


class Volume(NamedTuple):
    """The score of a unit of so many tickets: mean, standard deviation, between what eight of ten such units lie.

    `first` and `last` are its chances within a group of `each` equal units of every size; `fair` is what luck that
    treats all alike would give.
    """

    tickets: int
    mean: float
    sd: float
    low: float
    high: float
    first: float
    last: float
    fair: float


def volume_effect(
    composite: Composite, rates: Mapping[str, float], sizes: Sequence[int] = SIZES, *, each: int = EACH
) -> tuple[Volume, ...]:
    """One row per size. Shares vary by chance around `rates`; an indicator in tickets is the size; others stay.

    Raises: CannotScore, naming the indicator that lacks a rate or the parts that hang together too widely; Malformed.
    """
    _require_known(composite, rates)
    spreads = [_spread(composite, rates, size) for size in sizes]
    ends = equal_units.ends(spreads, each)
    fair = 1 / (each * len(sizes))
    return tuple(
        Volume(size, *equal_units.summary(spread), float(first), float(last), fair)
        for size, spread, first, last in zip(sizes, spreads, ends.first, ends.last, strict=True)
    )


def _require_known(composite: Composite, rates: Mapping[str, float]) -> None:
    for name in rates:
        if name not in composite.indicators:
            raise CannotScore(f"{composite.id} has no indicator {name!r}.", instead=list(composite.indicators))
    for part in composite.parts:
        lacking = sorted(name for name in part.points.names - rates.keys() if composite.indicators[name] != "tickets")
        if lacking and part.absent is None:
            raise CannotScore(f"Say at which true value {', '.join(lacking)} is held; {part.id} is computed from it.")


def _spread(composite: Composite, rates: Mapping[str, float], size: int) -> Spread:
    """Parts that share an indicator are computed together, the others added as independent."""
    fixed = {name: np.full(1, float(size)) for name, unit in composite.indicators.items() if unit == "tickets"}
    fixed |= {name: np.full(1, rate) for name, rate in rates.items() if composite.indicators[name] != "share"}
    spreads = [_joint(parts, names, fixed, rates, size) for parts, names in _connected(composite, rates)]
    whole = equal_units.added([*spreads, Spread(np.array([composite.fixed]), np.ones(1))])
    scale: int = 10**composite.decimals
    return equal_units.spread(np.floor(whole.score * scale + 0.5 + 1e-9) / scale, whole.chance)


def _joint(
    parts: Iterable[Part], names: Sequence[str], fixed: Mapping[str, Floats], rates: Mapping[str, float], size: int
) -> Spread:
    if (size + 1) ** len(names) > MOST_AT_ONCE:
        raise CannotScore(
            f"{' and '.join(names)} hang together in one part: too many cases for {size} tickets.",
            instead=["name smaller sizes", "make parts of one indicator each"],
        )
    counted = [equal_units.counts_met(size, rates[name]) for name in names]
    cases = list(product(*(one.score for one in counted))) or [()]
    chances = np.array([np.prod(case) for case in product(*(one.chance for one in counted))] or [1.0])
    given = {**fixed, **{name: np.array(column) for name, column in zip(names, zip(*cases, strict=True), strict=True)}}
    points = sum((part.weight * part_points(part, given) for part in parts), start=np.zeros(len(cases)))
    return equal_units.spread(np.broadcast_to(points, chances.shape), chances / chances.sum())


def _connected(composite: Composite, rates: Mapping[str, float]) -> list[tuple[list[Part], list[str]]]:
    """Parts in groups that share no varying indicator with each other, with the indicators of each group."""
    groups: list[tuple[list[Part], set[str]]] = []
    for part in composite.parts:
        names = {name for name in part.points.names if composite.indicators[name] == "share" and name in rates}
        touching = [group for group in groups if group[1] & names]
        parts = [one for group in touching for one in group[0]] + [part]
        groups = [group for group in groups if group not in touching]
        groups.append((parts, names.union(*(group[1] for group in touching))))
    return [(parts, sorted(names)) for parts, names in groups]
