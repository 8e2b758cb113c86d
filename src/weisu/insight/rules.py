"""Which rules count where and when: the published packs, as the measures read them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from weisu.analytics.period import Period
from weisu.analytics.rules import Counting, SampleRule, counting, sample_rule
from weisu.domain.policy import Policy
from weisu.org import queries as org
from weisu.policies.queries import in_force


def sample_rule_on(region: str, day: date) -> SampleRule:
    """How many are drawn for a follow-up in a region on a day; of the root region without one."""
    return sample_rule(_policy_on(region, day))


def _policy_on(region: str, day: date) -> Policy:
    noon = datetime.combine(day, time(12), ZoneInfo(settings.TIME_ZONE))
    return in_force(region or org.root_region(), noon, ancestors=org.ancestors)


def rules_of(region: str, period: Period, now: datetime) -> Mapping[date, Counting]:
    """The rules of every month of a period, by its last day; of the root region without one.

    What was not ruled on such a day counts as it is ruled now.
    """
    today = _policy_on(region, now.date())
    return {day: counting(_policy_on(region, day), today) for day in (month.last_day for month in period.each())}
