"""What a region or a unit was before it became another thing: kept, so that old months are told of it as it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from weisu.org.models import FormerRegion, FormerUnit, Region, Unit, UnitState

SAID = {
    Region: (FormerRegion, ("name", "level", "parent_id", "residents")),
    Unit: (FormerUnit, ("name", "level", "kind", "region_code", "parent_id")),
}
"""Where the spans of each table lie, and what they say."""


def keep_former(row: Region | Unit, becomes: Mapping[str, Any], now: datetime) -> None:
    """Keep what a row has said until now, if it is to say something else.

    Whoever has not begun, is over, or still waits for somebody to look at it, is corrected, and leaves no span behind.
    """
    table, fields = SAID[type(row)]
    says = {field: getattr(row, field) for field in fields}
    is_same = all(becomes.get(field, value) == value for field, value in says.items())
    if is_same or not _holds(row, now) or row.former.filter(until__gte=now).exists():
        return
    table.objects.create(of=row, until=now, **says)


def _holds(row: Region | Unit, now: datetime) -> bool:
    is_over = row.valid_until is not None and row.valid_until <= now
    is_known = not isinstance(row, Unit) or row.state != UnitState.TO_REVIEW
    return row.valid_from < now and not is_over and is_known
