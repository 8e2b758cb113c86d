"""The days of a simulated time: which of them people work on, their weather, how the year leans on each matter."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import cos, pi, sin
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from weisu.domain.instants import from_us, to_us
from weisu.domain.worktime import WorkCalendar
from weisu.simulate.scenario import Matter
from weisu.simulate.streams import Chance, Stream

SECOND, MINUTE, HOUR, DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
"""Microseconds."""

WEATHERS = ("rain", "cold", "heat")
RAIN_MONTH, HEAT_MONTH, COLD_MONTH = 7, 7, 1
STORM = 8.0
"""How many times the usual a day of the weather that gives birth to a problem weighs."""

HOURS = (2, 1, 1, 1, 1, 2, 5, 12, 26, 34, 33, 28, 20, 21, 29, 30, 27, 23, 19, 18, 16, 12, 7, 4)
"""How contacts fall on the hours of a day: two peaks, and a night that is never quite empty."""

RUNNING = tuple(sum(HOURS[: hour + 1]) / sum(HOURS) for hour in range(24))


@dataclass(frozen=True)
class Day:
    """One day: where it begins, whether people work, and which weathers it has."""

    number: int
    date: date
    start_us: int
    works: bool
    weathers: frozenset[str]


class Almanac:
    """The days from `start` for so many months, with some more before and after; the same for every neighbourhood."""

    def __init__(self, chance: Chance, start: date, months: float, calendar: WorkCalendar) -> None:
        zone = ZoneInfo(calendar.time_zone)
        count = round(months * 365.25 / 12)
        self.days = [self._day(chance, start + timedelta(days=n), n, calendar, zone) for n in range(count)]
        self.start_us = self.days[0].start_us
        self.end_us = _midnight(start + timedelta(days=count), zone)
        self.calendar = calendar
        self._leans: dict[tuple[str, int], float] = {}
        self._tables: dict[tuple[str, ...], NDArray[np.float64]] = {}

    def _day(self, chance: Chance, day: date, number: int, calendar: WorkCalendar, zone: ZoneInfo) -> Day:
        stream = chance.stream("weather", day.toordinal())
        weathers = frozenset(name for name in WEATHERS if stream.chance(_weather_rate(name, day)))
        return Day(number, day, _midnight(day, zone), calendar.is_working(day), weathers)

    @staticmethod
    def midnight_us(day: date, zone: str = "UTC") -> int:
        """Where a day begins on the wall of a zone."""
        return _midnight(day, ZoneInfo(zone))

    def day_of(self, at_us: int) -> Day:
        """The day an instant falls on (clamped to the simulated time)."""
        number = (at_us - self.start_us) // DAY
        return self.days[min(max(number, 0), len(self.days) - 1)]

    def lean(self, matter: Matter, day: Day) -> float:
        """How many times the yearly mean of a matter this day brings, by season and weather."""
        key = (matter.key, day.number)
        lean = self._leans.get(key)
        if lean is None:
            lean = self._leans[key] = self._lean(matter, day)
        return lean

    def leans(self, matters: Sequence[Matter]) -> NDArray[np.float64]:
        """`lean` of every day (rows) for every matter (columns)."""
        names = tuple(matter.key for matter in matters)
        if names not in self._tables:
            self._tables[names] = np.array([[self.lean(matter, day) for matter in matters] for day in self.days])
        return self._tables[names]

    def _lean(self, matter: Matter, day: Day) -> float:
        lean = _season(matter, day.date)
        if matter.weather:
            rate = _weather_rate(matter.weather, day.date)
            lean *= (STORM if matter.weather in day.weathers else 1.0) / (1.0 + (STORM - 1.0) * rate)
        return lean


def _season(matter: Matter, day: date) -> float:
    """A wave with mean one over the year and its top in the middle of the peak month."""
    if not matter.season:
        return 1.0
    angle = 2 * pi * (day.timetuple().tm_yday - (matter.peak_month - 0.5) * 365.25 / 12) / 365.25
    width = matter.season / (1.0 + matter.season)
    return max(0.0, (1.0 + width * cos(angle)) ** (1.0 + matter.season)) / _mean_wave(width, 1.0 + matter.season)


@lru_cache(maxsize=1_024)
def _mean_wave(width: float, power: float) -> float:
    steps = 48
    return sum((1.0 + width * sin(2 * pi * n / steps)) ** power for n in range(steps)) / steps


def _weather_rate(name: str, day: date) -> float:
    peak = {"rain": RAIN_MONTH, "heat": HEAT_MONTH, "cold": COLD_MONTH}[name]
    angle = 2 * pi * (day.timetuple().tm_yday - (peak - 0.5) * 365.25 / 12) / 365.25
    return max(0.0, 0.10 + 0.12 * cos(angle))


def _midnight(day: date, zone: ZoneInfo) -> int:
    return to_us(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC))


def time_of_day(stream: Stream) -> int:
    """Microseconds after midnight at which somebody speaks."""
    lot = stream.uniform()
    hour = min(bisect_right(RUNNING, lot), 23)
    return hour * HOUR + int(stream.uniform() * HOUR)


def local_day(at_us: int, calendar: WorkCalendar) -> tuple[date, int]:
    """The day on the wall calendar, and the instant at which it ends."""
    day = calendar.local(from_us(at_us)).date()
    return day, _midnight(day + timedelta(days=1), ZoneInfo(calendar.time_zone))
