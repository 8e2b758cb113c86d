"""Units as they really are: how able, how fast, how loaded; and the team of a unit that serves one neighbourhood.

A unit's staff is divided over the neighbourhoods it serves by the work each brings. Neighbourhoods thus never wait for
each other, and a city can be lived on many cores with the same result.
"""

from dataclasses import dataclass
from heapq import heapreplace
from math import ceil

from weisu.domain.errors import CalendarExhausted
from weisu.domain.vocabulary import Timeline
from weisu.domain.worktime import WorkCalendar
from weisu.simulate.almanac import SECOND
from weisu.simulate.scenario import Prior, Unit
from weisu.simulate.scenario.settings import Units
from weisu.simulate.streams import Chance

OFFICE_HOURS_A_YEAR = 248 * 7.0
CLOCK_HOURS_A_YEAR = 365 * 24.0
SLOWEST = 0.5
NEVER = 1 << 61
"""Past everything that is simulated."""


@dataclass(frozen=True)
class Traits:
    """What a unit is like; the truth nobody in the city can read."""

    skill: float
    pace: float
    load: float
    contact_hours: float
    sign_hours: float
    by_due_date: float
    auto_close: float
    double_entry: float
    evidence: float


def traits(unit: Unit, settings: Units, chance: Chance) -> Traits:
    """Drawn once for each unit, each trait from a stream of its own."""

    def of(name: str) -> float:
        prior: Prior = getattr(settings, name)
        return prior.draw(chance.stream("trait", unit.id, name))

    return Traits(**{name: of(name) for name in Traits.__dataclass_fields__})


class Team:
    """The people of one unit who serve one neighbourhood: each takes the next piece of work when they are free."""

    def __init__(self, unit: Unit, own: Traits, *, work_hours_a_year: float) -> None:
        self.timeline = Timeline.NATURAL if unit.round_the_clock else Timeline.WORKING_HOURS
        year = CLOCK_HOURS_A_YEAR if unit.round_the_clock else OFFICE_HOURS_A_YEAR
        handlers = max(work_hours_a_year, 1.0) / (year * own.load)
        count = max(1, ceil(handlers))
        # A part of a handler works on one thing at a time, at least at half of full speed.
        self.speed = own.pace * max(handlers / count, SLOWEST)
        self.handlers = handlers
        self._free = [0] * count

    def take(self, at_us: int, work_hours: float, calendar: WorkCalendar) -> tuple[int, int]:
        """(when somebody begins, when they are done) with work of so many handler's hours, first come first served."""
        begin = max(at_us, self._free[0])
        done = self._working(begin, work_hours / self.speed, calendar)
        heapreplace(self._free, done)
        return begin, done

    def after(self, at_us: int, hours: float, calendar: WorkCalendar) -> int:
        """So many of the team's own hours later, at the earliest when it is there."""
        return max(self._working(at_us, hours, calendar), at_us + SECOND)

    def _working(self, at_us: int, hours: float, calendar: WorkCalendar) -> int:
        if at_us >= NEVER:
            return NEVER
        try:
            return calendar.add_us(at_us, self.timeline, int(hours * 3_600) + 60)
        except CalendarExhausted:
            return NEVER
