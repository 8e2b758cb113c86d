"""dim_category and dim_day: what the packs in force say of matters and of days."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from weisu import lake as lakes
from weisu.analytics.engines.duckdb import Engine, parquet
from weisu.analytics.star import StarMark, root_of, star_mark
from weisu.domain.errors import CalendarExhausted
from weisu.domain.policy import Policy
from weisu.domain.worktime import WorkCalendar

EPOCH = date(1970, 1, 1).toordinal()


def write_dimensions(lake: Path, policy: Policy) -> None:
    """Write the matters of a policy, and the days of the star with the policy's calendar; nothing without a star."""
    mark = star_mark(lake)
    if not mark.parts:
        return
    matters = sorted(policy.categories.values())
    lakes.write_snapshot(lake, lakes.CATEGORIES, (one[:5] for one in matters))
    lakes.write_snapshot(lake, lakes.DAYS, _days(*_reach(lake, mark), policy.calendar))


def _reach(lake: Path, mark: StarMark) -> tuple[int, int]:
    """The first and the last local day of the star."""
    engine = Engine(root_of(lake) / ".spill")
    rows = parquet([root_of(lake) / part.path for part in mark.parts if part.table == "agg_day"])
    found = engine.connection.execute(f"SELECT min(day), max(day) FROM ({rows})").fetchone()
    engine.close()
    return found or (0, -1)


def _days(first: int, last: int, calendar: WorkCalendar) -> Iterator[tuple[int, str, str, int, bool | None]]:
    for number in range(first, last + 1):
        day = date.fromordinal(EPOCH + number)
        yield number, day.isoformat(), f"{day:%Y-%m}", day.isoweekday(), _is_working(calendar, day)


def _is_working(calendar: WorkCalendar, day: date) -> bool | None:
    try:
        return calendar.is_working(day)
    except CalendarExhausted:
        return None
