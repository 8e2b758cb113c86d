"""Which rules count where and when: the published packs, as the measures read them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from weisu.analytics.period import Period
from weisu.analytics.rules import Counting, counting
from weisu.org import queries as org
from weisu.policies.queries import in_force


def rule_on(region: str, day: date) -> Counting:
    """What counts how in a region on a day; of the root region without one."""
    noon = datetime.combine(day, time(12), ZoneInfo(settings.TIME_ZONE))
    return counting(in_force(region or org.root_region(), noon, ancestors=org.ancestors))


def rules_of(region: str, period: Period) -> Mapping[date, Counting]:
    """The rules of every month of a period, by its last day."""
    return {month.last_day: rule_on(region, month.last_day) for month in period.each()}
