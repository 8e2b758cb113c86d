"""Units and regions that changed after work had begun: before and after, one name is two things."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from weisu.analytics import tables
from weisu.analytics.held import spans_of
from weisu.analytics.period import Period
from weisu.analytics.star import Star

DATED = {"unit": tables.UNIT, "region": tables.REGION}
"""Groupings whose values begin and end, and where it is said."""

UNKNOWN = "to_review"
"""The state of a unit that an import met: when it began, nobody has said yet."""


class Change(NamedTuple):
    """What is called so, and the instants at which it began or ended."""

    name: str
    at_us: Sequence[int]


Changes = Mapping[tuple[str, str], Change]
"""By grouping and value."""


def changes_of(star: Star, by: Sequence[str]) -> Changes:
    """What began or ended of the groupings asked for; who is only called or placed otherwise stays who it is.

    Whoever was there before the first event was written did not begin then: that is the day of the installation.
    """
    found: dict[tuple[str, str], Change] = {}
    for name in by:
        if name in DATED:
            for one, spans in spans_of(star, DATED[name]).items():
                ends = (_begun(spans[0], star.begun_us), spans[-1]["valid_until_us"])
                found[name, one] = Change(spans[-1]["name"], [at_us for at_us in ends if at_us is not None])
    return found


def _begun(row: Mapping[str, object], first_us: int) -> int | None:
    at_us = row["valid_from_us"]
    return at_us if isinstance(at_us, int) and at_us > first_us and row.get("state") != UNKNOWN else None


def changed_within(changes: Changes, by: Mapping[str, str], period: Period, offset_us: int) -> str:
    """The name of what changed within the period of a group, or within its month if it is of one; empty: nothing."""
    own = [changes[pair] for pair in by.items() if pair in changes]
    if not own:
        return ""
    start, end = (Period.of(by["month"]) if "month" in by else period).bounds(offset_us)
    return next((one.name for one in own if any(start < at_us < end for at_us in one.at_us)), "")
