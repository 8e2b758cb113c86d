"""Readers of the pages: a signed-in browser for members of the cast, and the instant their requests arrive at."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.tickets.cast import ADMIN, CHEN, GAO, HE, LIANG, LIN, MA, MONDAY, SUN, WU, XU, ZHOU, later

EVERYBODY = (LIN, ZHOU, HE, CHEN, SUN, WU, GAO, XU, MA, LIANG, ADMIN)


@pytest.fixture
def city(database):
    """The cast's city with people who can sign in."""
    from tests.tickets.city import build_city, check_replay
    from weisu.org import services as org

    build_city()
    for principal in EVERYBODY:
        user = get_user_model().objects.create(username=principal.id)
        org.create_staff(principal.id, display_name=principal.id[-4:], user_id=user.pk, by=ADMIN, now=MONDAY)
        (role,) = principal.roles
        org.appoint(principal.id, role=role, unit=principal.unit_id, since=MONDAY, by=ADMIN, now=MONDAY)
    yield database
    check_replay()


@pytest.fixture
def everybody(city):
    """Every member of the cast who can sign in."""
    return EVERYBODY


@pytest.fixture(autouse=True)
def arrival(monkeypatch):
    """Requests arrive an hour after Monday's opening; a test may set another instant."""
    from weisu.web import edge

    at = {"now": later(hours=1)}
    monkeypatch.setattr(edge, "instant", lambda: at["now"])
    return at


@pytest.fixture
def browser(city):
    """A browser in which a member of the cast has signed in."""

    def signed_in(principal):
        client = Client(HTTP_HOST="localhost")
        client.force_login(get_user_model().objects.get(username=principal.id))
        return client

    return signed_in
