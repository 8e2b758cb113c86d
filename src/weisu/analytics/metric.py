"""A measure: one declared object, not a query. Catalogue, command line, pages and interfaces all read this object.

    from weisu.analytics.catalog import METRICS
    from weisu.analytics.asking import Period, ask
    results = ask(star, METRICS["closure_on_time"], Period.of("2026-01..2026-06"), by=("unit", "month"), rules=rules)

Names, definitions and bases stand in `metrics.csv`, in Chinese and English; what weighs how stands in the policy packs.
No measure scores a named handler: there is no grouping below the unit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import ibis.expr.types as ir

from weisu.analytics.rules import Counting


class Shape(StrEnum):
    """How a measure's rows become its value, and its interval."""

    SHARE = "share"
    """Those who met it of those who count; Wilson."""
    WEIGHED = "weighed"
    """The mean of a number between 0 and 1, for rules by which an answer counts in part, with Wilson's interval."""
    MEAN = "mean"
    """The mean of a number per row that counts; Student."""
    RATE = "rate"
    """Events per row that counts, or per row of the base; Garwood."""
    MEDIAN = "median"
    """The median of a duration in seconds; those still waiting are censored; Kaplan–Meier."""
    DURABLE = "durable"
    """The share whose problem has not come back after some days; Aalen–Johansen, links corrected as the rule says."""
    COUNT = "count"
    """How many; no interval, for nothing is estimated."""
    PER_PEOPLE = "per_people"
    """Rows that count for every 10,000 residents of a region and all regions in it; Garwood."""


class Direction(StrEnum):
    """Whether more is better. A neutral measure is never scored."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Asked(NamedTuple):
    """What an expression may depend on beside the row: the rule in force, and up to when the log reaches.

    `places` are the regions of which whoever asks sees every matter; None is every region.
    """

    rule: Counting
    as_of_us: int
    places: Sequence[str] | None = None


Condition = Callable[[ir.Table, Asked], ir.BooleanValue]
Number = Callable[[ir.Table, Asked], ir.Value]
Budget = Callable[[Counting], float | None]
Stated = Callable[[Counting], Sequence[str]]


def nothing(rule: Counting) -> Sequence[str]:
    """A remark in which nothing of the rule stands."""
    return ()


NOBODY_ANSWERED = "nobody_answered"
"""Why there is no value where requesters were to be asked."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One measure: whose rows, which of them count, which of those met it, and whom it is charged to.

    `when` is the instant that places a row in a period. `value` is a truth for a share, otherwise a number. For rates
    that lack answers `base` is who should have been asked, so that coverage and a lower bound stand beside; `unknown`
    says why there is no value when nothing is known of any of them (`reasons.csv`). `charged` is the column that names
    the unit, or the body that dispatched (a hotline without a unit by its region, `domain.effects.OF_REGION`); empty
    when none answers for it. `needs` names events without which nothing can be said; a log that has none of them gets a
    sentence, never a zero. Of curves, `ended` says what ended a row (0: it still runs). `joins` lends the columns of
    the ticket (`asking.FROM_TICKET`) to another table. `weight` names the column that says of how many a row tells,
    empty when of one. `remark` is a sentence that always stands beside the value (`reasons.csv`), with what is `stated`
    of the rule in it; of a `budget` is said whether the value keeps within it. `reads` names the settings that
    decide what counts, beside the fewest cases of which a value is given.
    """

    key: str
    theme: str
    table: str
    when: str
    counts: Condition
    value: Number
    shape: Shape = Shape.SHARE
    direction: Direction = Direction.HIGHER
    unit: str = "share"
    charged: str = ""
    base: Condition | None = None
    unknown: str = NOBODY_ANSWERED
    ended: Number | None = None
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    days: int = 0
    joins: bool = False
    weight: str = ""
    remark: str = ""
    stated: Stated = nothing
    budget: Budget | None = None


class Result(NamedTuple):
    """One answer: value and interval, what they rest on, or in words why there is none.

    `value` is a share 0..1, seconds, or a number per row, as the measure's `unit` says; None when `why` says why not.
    `n` counts the rows behind it, `numerator` what they add up to. `base` is who should have been asked and `coverage`
    n of base, `lower` the value if everybody who did not answer had said no; of a measure per people `base` is how many
    live there. `remark` is a sentence to show beside the value (`reasons.csv`) and what stands in it.
    """

    metric: str
    by: Mapping[str, str]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    numerator: float = 0.0
    n: int = 0
    base: int | None = None
    coverage: float | None = None
    lower: float | None = None
    why: str = ""
    note: str = ""
    remark: Sequence[str] = ()
