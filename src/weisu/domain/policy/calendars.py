"""The working calendar of a stack of packs: the national years, plus each region's own days."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from weisu.domain.policy.problems import Problem, problem
from weisu.domain.policy.rows import MergedRow, Row
from weisu.domain.worktime import DEFAULT_OFFICE_HOURS, OfficeSpan, WorkCalendar

_ALONE = (
    "a region's own days of {} lie on no whole year; publish the nation's calendar of that year first, or write"
    " whole_year = true when this file holds every holiday of it"
)


class CalendarYear(NamedTuple):
    """One calendar file: its holidays with their names, and its make-up workdays."""

    year: int
    holidays: Mapping[date, str]
    makeup_days: Mapping[date, str]


def read_year(row: Row | MergedRow) -> tuple[CalendarYear, list[Problem]]:
    """The days of one calendar file, and what is wrong with them."""
    problems: list[Problem] = []
    year = row.values.get("year")
    number = year if isinstance(year, int) else 0
    holidays = _days(row, "holidays", number, problems)
    makeup = _days(row, "makeup_days", number, problems)
    for day in sorted(set(holidays) & set(makeup)):
        problems.append(_fault(row, "makeup_days", f"{day} is both a holiday and a make-up workday"))
    for day in sorted(makeup):
        if day.weekday() < 5:
            problems.append(_fault(row, "makeup_days", f"{day} is a {day:%A}; a make-up workday lies on a weekend"))
    return CalendarYear(number, holidays, makeup), problems


def year_faults(rows: Sequence[MergedRow]) -> list[Problem]:
    """Years that are missing, or that a region's own days alone would seem to cover."""
    whole = {row.number("year"): row for row in rows if row.values.get("whole_year") is True}
    found = [_fault(row, "year", _ALONE.format(row.number("year"))) for row in rows if row.number("year") not in whole]
    if not whole:
        return found
    first, last = min(whole), max(whole)
    gaps = sorted(set(range(first, last + 1)) - set(whole))
    text = f"the calendar of {gaps[0]} is missing between {first} and {last}" if gaps else ""
    return [*found, _fault(whole[last], "year", text)] if gaps else found


def build_calendar(rows: Sequence[MergedRow], *, time_zone: str, office_hours: object) -> WorkCalendar:
    """Join the years in the order of the layers; a later layer's day beats an earlier one's.

    Raises: ValueError, when there is no calendar at all or office hours cannot be read.
    """
    holidays: set[date] = set()
    makeup: set[date] = set()
    years: dict[int, str] = {}
    for row in rows:
        found, _problems = read_year(row)
        years.setdefault(found.year, row.source.file)
        holidays = (holidays | set(found.holidays)) - set(found.makeup_days)
        makeup = (makeup | set(found.makeup_days)) - set(found.holidays)
    if not years:
        raise ValueError("the packs hold no calendar; add calendar/<year>.toml to the national pack.")
    return WorkCalendar(
        first_day=date(min(years), 1, 1),
        last_day=date(max(years), 12, 31),
        holidays=frozenset(holidays),
        makeup_days=frozenset(makeup),
        office_hours=read_office_hours(office_hours),
        time_zone=time_zone,
        table=years[max(years)],
    )


def read_office_hours(written: object) -> tuple[OfficeSpan, ...]:
    """Office hours from `["09:00-12:00", "13:30-17:30"]`; the default when nothing is written.

    Raises: ValueError, when they overlap, are out of order, or cannot be read.
    """
    if written is None:
        return DEFAULT_OFFICE_HOURS
    if not isinstance(written, list | tuple) or not written:
        raise ValueError(f"office hours {written!r} are no list of spans like 09:00-12:00.")
    spans = tuple(OfficeSpan.parse(str(text)) for text in written)
    if any(one.end_s > two.start_s for one, two in pairwise(spans)):
        raise ValueError("office hours overlap or are out of order.")
    return spans


def _days(row: Row | MergedRow, key: str, year: int, problems: list[Problem]) -> dict[date, str]:
    """Days written as `{ day = 2026-01-01, name = "..." }`, or from `day` to `last_day`."""
    found: dict[date, str] = {}
    written = row.values.get(key, [])
    for index, entry in enumerate(written if isinstance(written, list) else []):
        day, last = entry.get("day"), entry.get("last_day", entry.get("day"))
        if not isinstance(day, date) or not isinstance(last, date) or last < day or (last - day).days > 60:
            problems.append(_fault(row, key, f"{key} entry {index + 1} needs day (and last_day) as dates in order"))
            continue
        for ordinal in range(day.toordinal(), last.toordinal() + 1):
            one = date.fromordinal(ordinal)
            if one.year != year:
                problems.append(_fault(row, key, f"{one} does not lie in {year}"))
            if one in found:
                problems.append(_fault(row, key, f"{one} is written twice"))
            found[one] = str(entry.get("name", ""))
    return found


def _fault(row: Row | MergedRow, key: str, text: str) -> Problem:
    return problem(row.source_of(key), row.id, text)
