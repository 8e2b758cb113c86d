"""What the packs in force say of matters, days and office hours: dim_category, dim_day, dim_office, dim_office_of."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from weisu import lake as lakes
from weisu.analytics.engines.duckdb import Engine, parquet
from weisu.analytics.star import StarMark, root_of, star_mark
from weisu.domain.errors import CalendarExhausted
from weisu.domain.policy import Policy
from weisu.domain.worktime import WorkCalendar

EPOCH = date(1970, 1, 1).toordinal()


def write_dimensions(lake: Path, policy: Policy, elsewhere: Mapping[str, WorkCalendar]) -> None:
    """Write the matters of a policy, and the days and office hours of the star by its calendar; nothing without a star.

    `elsewhere` are the regions in which another calendar holds.
    """
    mark = star_mark(lake)
    if not mark.parts:
        return
    matters = sorted(policy.categories.values())
    lakes.write_snapshot(lake, lakes.CATEGORIES, (one[:5] for one in matters))
    first, last = _reach(lake, mark)
    lakes.write_snapshot(lake, lakes.DAYS, _days(first, last, policy.calendar))
    names = {calendar: code for code, calendar in sorted(elsewhere.items(), reverse=True)}
    lakes.write_snapshot(lake, lakes.OFFICE_OF, ((code, names[calendar]) for code, calendar in elsewhere.items()))
    named = [("", policy.calendar), *((code, calendar) for calendar, code in names.items())]
    lakes.write_snapshot(lake, lakes.OFFICE, (row for one in named for row in _office(*one, first, last)))


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


def _office(name: str, calendar: WorkCalendar, first: int, last: int) -> Iterator[tuple[str, int, int, int]]:
    before_us = 0
    for begin_us, end_us in calendar.office_spans_us(*(date.fromordinal(EPOCH + day) for day in (first, last))):
        yield name, begin_us, end_us, before_us
        before_us += end_us - begin_us


def _is_working(calendar: WorkCalendar, day: date) -> bool | None:
    try:
        return calendar.is_working(day)
    except CalendarExhausted:
        return None
