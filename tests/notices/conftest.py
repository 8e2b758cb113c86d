"""The cast's city with people at their desks, and a worker whose clock the test sets."""

from collections import Counter

import pytest
from django.contrib.auth import get_user_model

from tests.tickets.cast import ADMIN, CHEN, GAO, HE, LIANG, MONDAY, SUN, WU, XU, ZHOU

DESKS = (ZHOU, HE, CHEN, SUN, WU, GAO, XU, LIANG)


def take_seats():
    """Everybody gets a sign-in with an address, and a post."""
    from weisu.org import services as org

    for who in DESKS:
        user = get_user_model().objects.create(username=who.id, email=f"{who.id}@city.test")
        org.create_staff(who.id, display_name=who.id, user_id=user.pk, by=ADMIN, now=MONDAY)
        (role,) = who.roles
        org.appoint(who.id, role=role, unit=who.unit_id, since=MONDAY, by=ADMIN, now=MONDAY)


@pytest.fixture
def city(database):
    from tests.tickets.city import build_city, check_replay

    build_city()
    take_seats()
    yield database
    check_replay()


@pytest.fixture
def work(home):
    """One pass of a worker at an instant; says what it did."""
    from weisu.jobs.worker import Worker

    worker = Worker()

    def once(now) -> Counter[str]:
        worker.outbox.rests_until = {}
        return worker.once(now=now)

    return once


@pytest.fixture
def told(city, work):
    """(rule, recipient) of everything in the outbox after a pass at an instant."""
    from weisu.notices.models import Notice

    def after(now):
        work(now)
        return set(Notice.objects.values_list("rule", "recipient"))

    return after
