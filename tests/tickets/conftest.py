"""A city with rules, units and keys, and the law that every service call is held to: replay equals reality."""

import pytest


@pytest.fixture
def city(database):
    """The cast's city in a database whose changes are undone; at the end every row must follow from the log."""
    from tests.tickets.city import build_city, check_replay

    build_city()
    yield database
    check_replay()


@pytest.fixture
def fresh_city(fresh_database):
    """The same in a database of its own, with real commits."""
    from tests.tickets.city import build_city

    build_city()
    return fresh_database
