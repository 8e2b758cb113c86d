"""A composite that a pack declares, computed for units: never without interval, rank interval and sensitivity.

    card = scorecard(policy.composites["bureaux"], units, np.random.default_rng(seed))

Indicators come as they were measured (value, interval, n). Where n is known a share is drawn from what its tickets
allow (Beta(k + ½, n − k + ½)); where only an interval is known, from a two-piece normal whose 95 % it is; what has
neither is taken as certain, and named. Units are only ranked within their group, and no order is given where half of
the rank intervals are wider than a quarter of the group.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from weisu.domain.formulas import Algebra
from weisu.domain.policy.composites import Composite, Part, printed, score
from weisu.science import score_uncertainty
from weisu.science.arrays import Floats
from weisu.science.intervals import z_of

DRAWS = 2_000
SEED = 12345
"""From which the draws of a scorecard that people look at begin, so that it stays the same for all of them."""
WIDEST = 0.25
"""The part of a group that half of the rank intervals may span, if an order is to be shown."""


class Given(NamedTuple):
    """An indicator of a unit as measured: value, 95 % interval and number of tickets, each if known."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None


class Measured(NamedTuple):
    """A unit, its peer group, how many tickets it had, and its indicators by name."""

    unit: str
    group: str
    indicators: Mapping[str, Given]
    tickets: int | None = None


class Standing(NamedTuple):
    """What a composite says of one unit.

    `low` to `high` hold 90 of 100 scores, and `rank_low` to `rank_high` ranks, when inputs vary as their tickets allow
    and weights by a quarter; `by_numbers` and `by_weights` are the widths that either makes alone. `shares` tells which
    part the doubt comes from, `without` the rank without each part. `why` is a reason of `reasons.csv` when there is
    no score: `outside_groups`, or `indicator_missing` with `missing`. `certain` names inputs without any interval.
    """

    unit: str
    group: str
    tickets: int | None
    total: float | None = None
    parts: Mapping[str, float] = {}
    low: float | None = None
    high: float | None = None
    by_numbers: float | None = None
    by_weights: float | None = None
    shares: Mapping[str, float] = {}
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    without: Mapping[str, int] = {}
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    certain: tuple[str, ...] = ()
    why: str = ""


class Scorecard(NamedTuple):
    """Every unit by group and score; `is_ordered` says of which groups an order may be shown."""

    composite: str
    standings: tuple[Standing, ...]
    is_ordered: Mapping[str, bool]


def scorecard(
    composite: Composite, units: Iterable[Measured], random: np.random.Generator, *, draws: int = DRAWS
) -> Scorecard:
    """Score, interval and sensitivity of every unit, group by group, best first.

    Raises: NotEnough below 100 draws.
    """
    found: list[Standing] = []
    groups: dict[str, list[Measured]] = {}
    for unit in units:
        standing = _plain(composite, unit)
        if standing.why:
            found.append(standing)
        else:
            groups.setdefault(unit.group, []).append(unit)
    for group in groups.values():
        found += _group(composite, group, random, draws)
    found.sort(key=lambda one: (one.group, one.total is None, -(one.total or 0), one.unit))
    return Scorecard(composite.id, tuple(found), {name: _is_ordered(found, name) for name in groups})


def _plain(composite: Composite, unit: Measured) -> Standing:
    """The score as printed, or why there is none."""
    base = Standing(unit.unit, unit.group, unit.tickets)
    if not composite.covers(unit.group):
        return base._replace(why="outside_groups")
    scored = score(composite, {name: given.value for name, given in unit.indicators.items()})
    why = "" if scored.total is not None else "indicator_missing"
    parts = {name: printed(points, composite.decimals) for name, points in scored.parts.items()}
    given = unit.indicators
    certain = tuple(sorted(name for name, kind in composite.indicators.items() if _is_certain(given.get(name), kind)))
    return base._replace(
        total=scored.total, parts=parts, missing=scored.missing, absent=scored.absent, certain=certain, why=why
    )


def _group(composite: Composite, units: Sequence[Measured], random: np.random.Generator, draws: int) -> list[Standing]:
    weights = np.array([part.weight for part in composite.parts])
    sure, drawn = (_points(composite, units, random, draws, vary=vary) for vary in (False, True))
    as_declared = np.tile(weights, (draws, 1))
    varied = score_uncertainty.varied_weights(weights, draws, random)
    fixed = composite.fixed
    both = score_uncertainty.totals(drawn, varied, fixed)
    spread = score_uncertainty.middle(both)
    numbers = score_uncertainty.middle(score_uncertainty.totals(drawn, as_declared, fixed)).width
    by_weights = score_uncertainty.middle(score_uncertainty.totals(sure, varied, fixed)).width
    shares = score_uncertainty.variance_shares(drawn, varied)
    names = [part.id for part in composite.parts]
    found = []
    for place, unit in enumerate(units):
        plain = _plain(composite, unit)
        total = plain.total or 0.0
        found.append(
            plain._replace(
                low=min(float(spread.low[place]), total),
                high=max(float(spread.high[place]), total),
                by_numbers=float(numbers[place]),
                by_weights=float(by_weights[place]),
                shares=dict(zip(names, shares[place].tolist(), strict=True)),
            )
        )
    return found if len(units) < 2 else _ranked(composite, found, both, sure[0])


def _ranked(composite: Composite, found: list[Standing], both: Floats, points: Floats) -> list[Standing]:
    weights = np.array([part.weight for part in composite.parts])
    rank = score_uncertainty.ranks([one.total or 0.0 for one in found])
    spread = score_uncertainty.middle(score_uncertainty.ranks(both))
    left: dict[str, Floats] = {}
    if len(composite.parts) > 1:
        scores = score_uncertainty.without_each(points, weights, composite.fixed)
        left = {part.id: row for part, row in zip(composite.parts, score_uncertainty.ranks(scores), strict=True)}
    return [
        one._replace(
            rank=int(rank[place]),
            rank_low=min(int(spread.low[place]), int(rank[place])),
            rank_high=max(int(spread.high[place]), int(rank[place])),
            without={part: int(row[place]) for part, row in left.items()},
        )
        for place, one in enumerate(found)
    ]


def _is_ordered(found: Iterable[Standing], group: str) -> bool:
    widths = [
        one.rank_high - one.rank_low
        for one in found
        if one.group == group and one.rank_high is not None and one.rank_low is not None
    ]
    return bool(widths) and float(np.median(widths)) <= WIDEST * len(widths)


def _points(
    composite: Composite, units: Sequence[Measured], random: np.random.Generator, draws: int, *, vary: bool
) -> Floats:
    """Draws × units × parts, before weighing."""
    found = np.empty((draws, len(units), len(composite.parts)))
    for place, unit in enumerate(units):
        drawn = {
            name: _drawn(given, composite.indicators[name], random, draws if vary else 0)
            for name, given in unit.indicators.items()
            if name in composite.indicators and given.value is not None
        }
        for which, part in enumerate(composite.parts):
            found[:, place, which] = part_points(part, drawn)
    return found


def part_points(part: Part, drawn: Mapping[str, Floats]) -> Floats | float:
    """Points of a part for whole columns of values; what the pack grants where a value is missing."""
    if part.points.names - drawn.keys():
        return part.absent or 0.0
    return part.points.value(drawn, ARRAYS)  # type: ignore[no-any-return]


def _drawn(given: Given, unit: str, random: np.random.Generator, draws: int) -> Floats:
    value = float(given.value or 0.0)
    if not draws or _is_certain(given, unit):
        return np.full(max(draws, 1), value)
    if unit == "share" and given.n:
        met = value * given.n
        return random.beta(met + 0.5, given.n - met + 0.5, draws)
    low, high = (value if end is None else end for end in (given.low, given.high))
    z = random.standard_normal(draws)
    found = value + np.where(z < 0, value - low, high - value) * z / z_of(0.95)
    return np.asarray(np.clip(found, 0, 1) if unit == "share" else found)


def _is_certain(given: Given | None, unit: str) -> bool:
    """Whether a value is counted and not estimated; a share of n is estimated even where no interval came with it."""
    if given is None or given.value is None or given.low is not None or given.high is not None:
        return False
    return not (unit == "share" and given.n)


def _rounded(values: Floats, to: float) -> Floats:
    return np.asarray(np.copysign(np.floor(np.abs(values) / to + 0.5 + 1e-9) * to, values))


ARRAYS: Algebra = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "negative": np.negative,
    "min": lambda *terms: np.minimum.reduce(np.broadcast_arrays(*terms)),
    "max": lambda *terms: np.maximum.reduce(np.broadcast_arrays(*terms)),
    "clamp": lambda value, low, high: np.minimum(np.maximum(value, low), high),
    "round": _rounded,
    "step": lambda value, start, below, above: np.where(np.greater_equal(value, start), above, below),
}
"""The operations of formulas on columns."""
