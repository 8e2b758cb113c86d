"""Which groups an answer has: those with rows, and those that say something by having none."""

from collections.abc import Collection, Mapping, Sequence
from itertools import product

from weisu.analytics import tables
from weisu.analytics.period import Period
from weisu.analytics.star import Star

OF_TICKET = {
    "region": "region_code",
    "category": "category",
    "kind": "kind",
    "channel": "channel",
    "anonymity": "anonymity",
}
"""Groupings by what a ticket is."""

Key = tuple[str, ...]
"""The values of a group, in the order in which the grouping was asked for."""


def with_silent(star: Star, period: Period, by: Sequence[str], found: Collection[Key]) -> Mapping[Key, bool]:
    """Every group, and whether anything in it was found in any month.

    To the groups found come those of the same unit, matter and so on in the other months of the period; and matters of
    which tickets were registered, though none of them counts. What never occurred together is no group: of 500 units,
    900 matters and 12 months most are not.
    """
    if not by:
        return {(): True}
    beside = [place for place, name in enumerate(by) if name != "month"]
    occurred = {tuple(key[place] for place in beside) for key in found}
    silent = _registered_only(star, period, [by[place] for place in beside], occurred)
    if "month" not in by:
        return dict.fromkeys(occurred, True) | dict.fromkeys(silent, False)
    if not beside:
        return {(month,): True for month in period.months}
    place = list(by).index("month")
    return {
        (*some[:place], month, *some[place:]): some in occurred
        for some, month in product(sorted(occurred | silent), period.months)
    }


def _registered_only(star: Star, period: Period, names: Sequence[str], occurred: Collection[Key]) -> set[Key]:
    """Matters that were registered in the period and in none of the groups found, with whatever else a ticket is.

    No unit has them, and they are of no stratum: nobody handled them.
    """
    if "category" not in names:
        return set()
    known = _registered(star, period, [name for name in names if name in OF_TICKET])
    said = [place for place, name in enumerate(names) if name in OF_TICKET]
    seen = {tuple(key[place] for place in said) for key in occurred}
    silent = (dict(zip(said, key, strict=True)) for key in known - seen)
    return {tuple(key.get(place, "") for place in range(len(names))) for key in silent}


def _registered(star: Star, period: Period, names: Sequence[str]) -> set[Key]:
    start, end = period.bounds(star.mark.offset_us)
    ticket = tables.TICKET
    asked = ticket.filter(ticket.registered_us >= start, ticket.registered_us < end)
    rows = star.engine.answer(asked.select(*(OF_TICKET[name] for name in names)).distinct())
    columns = (rows.column(OF_TICKET[name]).to_pylist() for name in names)
    return {tuple(value or "" for value in key) for key in zip(*columns, strict=True)}
