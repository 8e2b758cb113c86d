"""A city in which Zhou has a sign-in, a password and no second step yet."""

import pytest
from django.contrib.auth import get_user_model

from tests.tickets.cast import ADMIN, MONDAY, ZHOU

PASSWORD = "copper kettle 7"


@pytest.fixture(autouse=True)
def quick_hashes(settings_of):
    """What makes a password slow to guess is Django's affair; here it would only make the tests slow."""
    settings_of(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])


@pytest.fixture
def settings_of():
    """Other settings for the length of a test."""
    from contextlib import ExitStack

    from django.test import override_settings

    with ExitStack() as stack:
        yield lambda **others: stack.enter_context(override_settings(**others))


@pytest.fixture
def zhou(database):
    """The dispatcher's sign-in."""
    from tests.tickets.city import build_city
    from weisu.org import services as org

    build_city()
    org.create_staff(ZHOU.id, display_name="Zhou", by=ADMIN, now=MONDAY)
    (role,) = ZHOU.roles
    org.appoint(ZHOU.id, role=role, unit=ZHOU.unit_id, since=MONDAY, by=ADMIN, now=MONDAY)
    org.open_sign_in(ZHOU.id, name="zhou", password=PASSWORD, by=ADMIN, now=MONDAY)
    return get_user_model().objects.get(username="zhou")
