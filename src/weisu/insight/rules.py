"""Which rules count where and when: the published packs, as the measures read them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from weisu.analytics.period import Period
from weisu.analytics.rules import Counting, NoRule, SampleRule, counting, sample_rule
from weisu.domain.policy import Policy
from weisu.org import queries as org
from weisu.policies.queries import in_force


def rule_on(region: str, day: date) -> Counting:
    """What counts how in a region on a day; of the root region without one."""
    return counting(_policy_on(region, day))


def sample_rule_on(region: str, day: date) -> SampleRule:
    """How many are drawn for a follow-up in a region on a day; of the root region without one."""
    return sample_rule(_policy_on(region, day))


def _policy_on(region: str, day: date) -> Policy:
    noon = datetime.combine(day, time(12), ZoneInfo(settings.TIME_ZONE))
    return in_force(region or org.root_region(), noon, ancestors=org.ancestors)


def rules_of(region: str, period: Period, now: datetime) -> Mapping[date, Counting]:
    """The rules of every month of a period, by its last day.

    Imported tickets may be older than any rule: a month from before the first counts under those in force now.
    """
    days = rule_days(region, period, now)
    return {month.last_day: rule_on(region, days[month.months[0]]) for month in period.each()}


def rule_days(region: str, period: Period, now: datetime) -> Mapping[str, date]:
    """The day whose rules count in each month: its last one, or today where there were none yet."""
    return {month.months[0]: _day_with_rules(region, month.last_day, now) for month in period.each()}


def _day_with_rules(region: str, day: date, now: datetime) -> date:
    try:
        rule_on(region, day)
    except NoRule:
        return now.date()
    return day
