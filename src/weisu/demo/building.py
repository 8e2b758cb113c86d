"""Building Demo City in one transaction: it is there whole, or not at all."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from weisu.demo import founding, people, planning, reading, year
from weisu.demo.telling import Teller
from weisu.domain.context import Principal
from weisu.domain.vocabulary import Role
from weisu.org import queries as org
from weisu.org import services as org_services
from weisu.policies import queries as policies

FOUNDED = timedelta(days=430)
"""The city is so much older than the last moment of its stories: older than the year it has lived."""

BEFORE_THE_END = timedelta(days=38)
"""No deadline of a story may fall past the end of the working calendar."""

REGION = "9901"


def is_built() -> datetime | None:
    """When the city was built; None while there is none."""
    return org.noted("demo")


@transaction.atomic
def build(*, months: float, by: Principal, now: datetime, progress: Callable[[str], None]) -> int:
    """The whole city with so many months behind it; returns how many tickets the stories told by hand have."""
    cast = reading.cast()
    steps, names = reading.steps()
    anchor = latest(now)
    since = anchor - FOUNDED
    founding.found(cast, by=by, now=since)
    policy = policies.in_force(REGION, anchor, ancestors=org.ancestors)
    requesters = [str(one) for one in people.enrol_all(names, by=by, now=since)]
    welcome(requesters[0], names=names, by=by, now=since)
    if months:
        zone = policy.calendar.time_zone
        year.live(until=anchor, months=months, zone=zone, names=names, by=by, progress=progress)
    moments = planning.plan(
        reading.stories(),
        reading.matters(),
        steps,
        cast,
        anchor=anchor,
        policy=policy,
        people=people.COUNT,
    )
    teller = Teller(cast, names, policy.calendar, requesters, since)
    for told in teller.tell(moments):
        if told % 500 == 0:
            progress(f"{told} of {len(moments)} steps told ...")
    org_services.note("demo", subject=f"{len(teller.numbers)} tickets", by=by, now=now)
    return len(teller.numbers)


def latest(now: datetime) -> datetime:
    """The last moment of the stories: now, unless the city's working calendar ends too soon after it."""
    calendar = founding.rules(now).calendar
    end = datetime.combine(calendar.last_day, time(), ZoneInfo(calendar.time_zone))
    return min(now, end - BEFORE_THE_END).astimezone(UTC).replace(microsecond=0)


def welcome(requester: str, *, names: reading.Names, by: Principal, now: datetime) -> None:
    """The first requester can sign in, too: a person of the organisation with no rights but a requester's."""
    org_services.create_staff(requester, display_name=people.name_of(0, names), by=by, now=now)
    org_services.appoint(requester, role=Role.REQUESTER, region=REGION, since=now, by=by, now=now)
