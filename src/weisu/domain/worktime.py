"""Working days and hours of one region: adding an amount of time, and measuring it.

Three timelines are counted (`Timeline`): natural time, the 24 hours of each working day, and office hours of working
days. Every working-time sum is two look-ups in arrays of cumulative seconds, because a year of a large city asks for
millions of them. Holidays and make-up workdays (调休) come from the policy pack; natural limits never read them.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from weisu.domain.errors import CalendarExhausted
from weisu.domain.instants import from_us, to_us
from weisu.domain.vocabulary import Timeline

SECOND_US = 1_000_000
DAY_S = 86_400
DAY = timedelta(days=1)

UNITS: Mapping[str, tuple[Timeline, int]] = {
    "minutes": (Timeline.NATURAL, 60),
    "hours": (Timeline.NATURAL, 3_600),
    "days": (Timeline.NATURAL, DAY_S),
    "working_days": (Timeline.WORKING_DAYS, DAY_S),
    "working_hours": (Timeline.WORKING_HOURS, 3_600),
}
"""What a pack may write in a limit, the timeline it runs on and its length in seconds."""


class Limit(NamedTuple):
    """An amount of time on one timeline: what a rule grants."""

    timeline: Timeline
    amount_s: int
    text: str

    @classmethod
    def parse(cls, table: object) -> "Limit":
        """Read `{ working_days = 5 }`.

        Raises: ValueError, saying what a limit looks like.
        """
        if not isinstance(table, Mapping) or len(table) != 1:
            raise ValueError(f"{table!r} is no limit; write one of {', '.join(UNITS)} with a whole number.")
        unit, amount = next(iter(table.items()))
        if unit not in UNITS:
            raise ValueError(f"{unit!r} is no unit of time; use one of {', '.join(UNITS)}.")
        if isinstance(amount, bool) or not isinstance(amount, int) or amount <= 0:
            raise ValueError(f"{unit} must be a whole number above zero, not {amount!r}.")
        timeline, seconds = UNITS[unit]
        return cls(timeline, amount * seconds, f"{amount} {unit}")


class OfficeSpan(NamedTuple):
    """One stretch of office hours, in seconds after local midnight; the end does not belong to it."""

    start_s: int
    end_s: int

    @classmethod
    def parse(cls, text: str) -> "OfficeSpan":
        """Read `09:00-12:00`.

        Raises: ValueError.
        """
        ends = [_seconds_of_clock(part) for part in text.split("-")]
        if len(ends) != 2 or not 0 <= ends[0] < ends[1] <= DAY_S:
            raise ValueError(f"{text!r} is no stretch of office hours; write 09:00-12:00.")
        return cls(*ends)


DEFAULT_OFFICE_HOURS = (OfficeSpan(9 * 3_600, 12 * 3_600), OfficeSpan(13 * 3_600 + 1_800, 17 * 3_600 + 1_800))


@dataclass(frozen=True)
class WorkCalendar:
    """Which days and hours count in one region, from `first_day` to `last_day`, both included.

    `table` names the file the calendar ends with, so that a refusal can say what to extend.
    """

    first_day: date
    last_day: date
    holidays: frozenset[date] = frozenset()
    makeup_days: frozenset[date] = frozenset()
    office_hours: tuple[OfficeSpan, ...] = DEFAULT_OFFICE_HOURS
    time_zone: str = "Asia/Shanghai"
    table: str = "calendar"
    _starts: Sequence[int] = field(init=False, repr=False, compare=False)
    _days: Sequence[int] = field(init=False, repr=False, compare=False)
    _hours: Sequence[int] = field(init=False, repr=False, compare=False)
    _spans_us: Sequence[tuple[int, int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        count = (self.last_day - self.first_day).days + 1
        days = [self.first_day + DAY * offset for offset in range(count)]
        starts = [_midnight_us(day, ZoneInfo(self.time_zone)) for day in [*days, self.last_day + DAY]]
        office_us = sum(span.end_s - span.start_s for span in self.office_hours) * SECOND_US
        day_totals, hour_totals = [0], [0]
        for index, day in enumerate(days):
            works = self.is_working(day)
            day_totals.append(day_totals[-1] + (starts[index + 1] - starts[index] if works else 0))
            hour_totals.append(hour_totals[-1] + (office_us if works else 0))
        spans = [(span.start_s * SECOND_US, span.end_s * SECOND_US) for span in self.office_hours]
        sums = (("_starts", starts), ("_days", day_totals), ("_hours", hour_totals), ("_spans_us", spans))
        for name, values in sums:
            object.__setattr__(self, name, values)

    @property
    def _count(self) -> int:
        return len(self._starts) - 1

    def is_working(self, day: date) -> bool:
        """Whether people work on that day; a make-up workday beats a weekend, a holiday beats a weekday.

        Raises: CalendarExhausted outside the covered days.
        """
        if not self.first_day <= day <= self.last_day:
            raise self._exhausted(day)
        return day in self.makeup_days or (day.weekday() < 5 and day not in self.holidays)

    def add(self, start: datetime, timeline: Timeline, seconds: int) -> datetime:
        """The instant `seconds` later on the timeline, in UTC; the inverse of `between`.

        A start outside working time counts from the next working time. An amount that uses a working day up to its
        last second ends at 00:00 of the next working day; one that uses up the office hours ends at closing time.

        Raises: CalendarExhausted when working time past the end of the calendar would be needed.
        """
        return from_us(self.add_us(to_us(start), timeline, seconds))

    def add_us(self, start_us: int, timeline: Timeline, seconds: int) -> int:
        """`add` for instants in microseconds since the epoch."""
        if timeline is Timeline.NATURAL:
            return start_us + seconds * SECOND_US
        target = self._position(start_us, timeline) + seconds * SECOND_US
        if timeline is Timeline.WORKING_DAYS:
            found = self._at_day_position(target)
            return min(found, start_us) if seconds < 0 else max(found, start_us)
        return self._add_hours(start_us, target, seconds)

    def between(self, begin: datetime, end: datetime, timeline: Timeline) -> int:
        """Whole seconds from `begin` to `end` on the timeline; negative when `end` is earlier.

        Raises: CalendarExhausted when either end lies outside the calendar of a working timeline.
        """
        return self.between_us(to_us(begin), to_us(end), timeline)

    def between_us(self, begin_us: int, end_us: int, timeline: Timeline) -> int:
        """`between` for instants in microseconds since the epoch."""
        if timeline is Timeline.NATURAL:
            gap = end_us - begin_us
        else:
            gap = self._position(end_us, timeline) - self._position(begin_us, timeline)
        return gap // SECOND_US if gap >= 0 else -(-gap // SECOND_US)

    def due(self, start: datetime, limit: Limit) -> datetime:
        """When a limit that began at `start` runs out."""
        return self.add(start, limit.timeline, limit.amount_s)

    def due_us(self, start_us: int, limit: Limit) -> int:
        """`due` for instants in microseconds since the epoch."""
        return self.add_us(start_us, limit.timeline, limit.amount_s)

    def office_spans_us(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        """(begin, end) of every stretch of office hours from day to day, both included, of those days it covers."""
        for index in range(max((first - self.first_day).days, 0), min((last - self.first_day).days + 1, self._count)):
            if self._hours[index] < self._hours[index + 1]:
                yield from ((self._starts[index] + begin, self._starts[index] + end) for begin, end in self._spans_us)

    def local(self, moment: datetime) -> datetime:
        """The instant on the region's own wall clock."""
        return moment.astimezone(ZoneInfo(self.time_zone))

    def _position(self, moment_us: int, timeline: Timeline) -> int:
        """Microseconds of working time from the first day to the instant."""
        starts = self._starts
        index = bisect_right(starts, moment_us) - 1
        if index < 0 or index >= len(starts) - 1:
            if moment_us == starts[-1]:
                return (self._days if timeline is Timeline.WORKING_DAYS else self._hours)[-1]
            raise self._exhausted(from_us(moment_us).astimezone(ZoneInfo(self.time_zone)).date())
        into_us = moment_us - starts[index]
        if timeline is Timeline.WORKING_DAYS:
            return min(self._days[index] + into_us, self._days[index + 1])
        begun = self._hours[index]
        return begun if begun == self._hours[index + 1] else begun + self._office_us_before(into_us)

    def _office_us_before(self, into_us: int) -> int:
        total = 0
        for begin_us, end_us in self._spans_us:
            if into_us <= begin_us:
                break
            total += (into_us if into_us < end_us else end_us) - begin_us
        return total

    def _at_day_position(self, target: int) -> int:
        index = bisect_right(self._days, target) - 1
        if index < 0 or index >= len(self._days) - 1:
            raise self._exhausted(None if index >= 0 else self.first_day - DAY)
        return self._starts[index] + target - self._days[index]

    def _add_hours(self, start_us: int, target: int, seconds: int) -> int:
        """Office hours end at closing time, not at the next opening; only a start outside them moves forward."""
        if seconds < 0:
            return min(self._at_hour_position(target, closing=False), start_us)
        if seconds > 0:
            return self._at_hour_position(target, closing=True)
        closing = self._at_hour_position(target, closing=True) if target else -1
        return start_us if closing == start_us else max(start_us, self._at_hour_position(target, closing=False))

    def _at_hour_position(self, target: int, *, closing: bool) -> int:
        """The last instant (`closing`) or the first working instant with that much office time before it."""
        index = bisect_right(self._hours, target - 1 if closing else target) - 1
        if index < 0 or index >= len(self._hours) - 1:
            raise self._exhausted(None if index >= 0 else self.first_day - DAY)
        left_us = target - self._hours[index]
        for span in self.office_hours:
            length_us = (span.end_s - span.start_s) * SECOND_US
            if left_us < length_us or (closing and left_us == length_us):
                return self._starts[index] + span.start_s * SECOND_US + left_us
            left_us -= length_us
        raise AssertionError("a working day holds all of its office hours")

    def _exhausted(self, day: date | None) -> CalendarExhausted:
        if day is not None and day < self.first_day:
            return CalendarExhausted(
                f"The working calendar begins on {self.first_day}; {day} lies before it.",
                instead=[f"add calendar/{day.year}.toml to the national pack"],
                table=self.table,
            )
        return CalendarExhausted(
            f"The working calendar ends on {self.last_day} with {self.table}; no working time is known after it.",
            instead=[f"publish calendar/{self.last_day.year + 1}.toml (holidays and make-up workdays of that year)"],
            table=self.table,
        )


def _midnight_us(day: date, zone: ZoneInfo) -> int:
    return to_us(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC))


def _seconds_of_clock(text: str) -> int:
    hours, colon, minutes = text.strip().partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit() and int(minutes) < 60):
        raise ValueError(f"{text!r} is no time of day; write 09:00.")
    return int(hours) * 3_600 + int(minutes) * 60
