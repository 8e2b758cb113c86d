"""Followers: every fact once, in order, and their own writes together with their cursor."""

import pytest
from django.db import connection

from tests.tickets.cast import MONDAY
from tests.tickets.city import build_city
from tests.tickets.stories import acknowledged, registered
from weisu.domain.errors import LogBroken
from weisu.tickets import triggers
from weisu.tickets.followers import behind, follow
from weisu.tickets.models import Follower


def test_a_follower_sees_every_event_once_and_in_order(city):
    seen = []
    acknowledged()

    while follow("watch", lambda rows: seen.extend(row.seq for row in rows), now=MONDAY, batch=3):
        pass
    registered()
    follow("watch", lambda rows: seen.extend(row.seq for row in rows), now=MONDAY)

    assert seen == [1, 2, 3, 4, 5]
    assert behind("watch") == 0


def test_a_handler_that_fails_leaves_the_cursor_where_it_was(city):
    registered()

    def fail(rows):
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        follow("watch", fail, now=MONDAY)

    assert not Follower.objects.exists()
    assert behind("watch") == 1


def test_a_follower_stops_at_a_missing_event(database):
    build_city()
    acknowledged()
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ticket_event WHERE seq = 2")
    triggers.install(connection)

    with pytest.raises(LogBroken, match="Event 2 is missing"):
        follow("watch", lambda rows: None, now=MONDAY)
