"""The draws of Demo City: its analyst draws from the last months that are over, whom the city's log says were asked."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from weisu.analytics.period import Period
from weisu.demo.building import REGION, latest
from weisu.insight import drawing
from weisu.insight.asking import lake
from weisu.insight.drawing import NobodyToDraw, NotOver
from weisu.jobs.bridge import Bridge
from weisu.org import queries as org

ANALYST = "p-wei"
MONTHS = 2


def draw_months(*, now: datetime, progress: Callable[[str], None]) -> int:
    """Bring the log to the tables, and draw from the last months that are over; returns how many were drawn from."""
    progress("Building the tables behind the measures ...")
    Bridge(lake(), every=timedelta(minutes=1), zone=settings.TIME_ZONE).bring(now=now, go_on=lambda: True)
    by, before = org.principal(ANALYST, now), len(drawing.kept())
    for month in months_over(latest(now)):
        with suppress(NobodyToDraw, NotOver):
            drawing.make(lake(), REGION, Period.of(month), seed=f"Demo City {month}", by=by, now=now)
    return len(drawing.kept()) - before


def months_over(now: datetime) -> list[str]:
    """The last months that are over, the earlier first."""
    day = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    found: list[str] = []
    for _ in range(MONTHS):
        day = date(day.year, day.month, 1) - timedelta(days=1)
        found.insert(0, f"{day:%Y-%m}")
    return found
