"""A clock in words: what is timed, till when, how much working time is left or over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weisu.domain.errors import CalendarExhausted
from weisu.domain.vocabulary import RIGHTS, ClockStatus, Timeline
from weisu.domain.worktime import WorkCalendar
from weisu.web.components.labels import CLOCKS, label

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400
SOON = 5
"""Due soon: less than a fifth of the whole time is left."""


class Clock(Protocol):
    """What a clock's row says."""

    clock: str
    unit_id: str
    timeline: str
    status: str
    start_at: datetime
    due_at: datetime
    remaining_s: int
    stopped_at: datetime | None


@dataclass(frozen=True)
class Due:
    """One clock as people read it; `level` is fine, soon, late, met or rest."""

    name: str
    unit_id: str
    due_at: datetime
    level: str
    words: str


def due(clock: Clock, *, calendar: WorkCalendar, now: datetime) -> Due:
    """The clock at this instant."""
    timeline = Timeline(clock.timeline)
    name = label(CLOCKS, clock.clock)
    if clock.status == ClockStatus.PAUSED:
        words = _("Rests; %(left)s left when it goes on") % {"left": amount(max(0, clock.remaining_s), timeline)}
        return Due(name, clock.unit_id, clock.due_at, "rest", words)
    if clock.status == ClockStatus.STOPPED and clock.stopped_at is not None:
        late = clock.stopped_at > clock.due_at
        words = _over(clock.due_at, clock.stopped_at, timeline, calendar) if late else _("Done in time")
        return Due(name, clock.unit_id, clock.due_at, "late" if late else "met", words)
    if now > clock.due_at and clock.clock in RIGHTS:
        return Due(name, clock.unit_id, clock.due_at, "rest", _("Has passed"))
    if now > clock.due_at:
        return Due(name, clock.unit_id, clock.due_at, "late", _over(clock.due_at, now, timeline, calendar))
    left = between(now, clock.due_at, timeline, calendar)
    whole = between(clock.start_at, clock.due_at, timeline, calendar)
    level = "soon" if left * SOON < whole else "fine"
    return Due(name, clock.unit_id, clock.due_at, level, _("%(left)s left") % {"left": amount(left, timeline)})


def between(begin: datetime, end: datetime, timeline: Timeline, calendar: WorkCalendar) -> int:
    """Seconds on the timeline; wall seconds where the calendar ends too soon."""
    try:
        return calendar.between(begin, end, timeline)
    except CalendarExhausted:
        return int((end - begin).total_seconds())


def amount(seconds: int, timeline: Timeline) -> str:
    """Two units at most: days and hours, or hours and minutes; it says so when only working time counts."""
    if timeline == Timeline.WORKING_HOURS:
        hours, minutes = divmod(seconds // MINUTE_S, 60)
        return _("%(amount)s of office hours") % {"amount": _hours(hours, minutes)}
    days, rest = divmod(seconds, DAY_S)
    hours, minutes = divmod(rest // MINUTE_S, 60)
    if not days:
        return _hours(hours, minutes)
    if timeline == Timeline.WORKING_DAYS:
        told = ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}
    else:
        told = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    return _both(told, _count_hours(hours)) if hours else told


def _hours(hours: int, minutes: int) -> str:
    told = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if not hours:
        return told
    return _both(_count_hours(hours), told) if minutes else _count_hours(hours)


def _both(larger: str, smaller: str) -> str:
    return _("%(larger)s %(smaller)s") % {"larger": larger, "smaller": smaller}


def _count_hours(hours: int) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


def _over(due_at: datetime, end: datetime, timeline: Timeline, calendar: WorkCalendar) -> str:
    return _("Overdue by %(over)s") % {"over": amount(between(due_at, end, timeline, calendar), timeline)}
