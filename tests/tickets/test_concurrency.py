"""Many at once: nobody waits for ever, nothing is lost, and whoever follows the log misses nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event as Flag

import pytest
from django.db import connection

from tests.tickets.cast import LIN, ZHOU, later
from tests.tickets.stories import accepted, registered
from weisu.domain.errors import GuardRefused, TransitionRefused
from weisu.tickets import services
from weisu.tickets.followers import follow
from weisu.tickets.models import Ticket, TicketEvent
from weisu.tickets.replay import replay
from weisu.tickets.verify import verify


def closing_the_connection(work):
    """A thread's own connection, closed when its work is done."""

    def run(*arguments):
        try:
            return work(*arguments)
        finally:
            connection.close()

    return run


def test_registrations_at_once_get_different_numbers(fresh_city):
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(closing_the_connection(lambda _place: registered().number), range(12)))

    assert len(set(numbers)) == 12
    assert replay()["different"] == 0


def test_one_retry_storm_writes_once(fresh_city):
    with ThreadPoolExecutor(4) as pool:
        numbers = set(pool.map(closing_the_connection(lambda _place: registered(key="same").number), range(8)))

    assert len(numbers) == 1
    assert TicketEvent.objects.count() == 1


def test_merging_two_tickets_into_each_other_at_once_is_settled_without_a_deadlock(fresh_city):
    for _round in range(5):
        one, other = accepted(), accepted()

        def merge(pair):
            try:
                return services.merge(pair[0], into=pair[1], ground="same", by=ZHOU, now=later(hours=1)).status
            except (GuardRefused, TransitionRefused):
                return "refused"

        pairs = [(one.number, other.number), (other.number, one.number)]
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(closing_the_connection(merge), pairs)) == ["merged", "refused"]

    assert verify().broken == []


@pytest.mark.slow
def test_four_writers_and_a_follower_for_half_a_minute_miss_nothing(fresh_city):
    seconds = 30
    numbers = [accepted().number for _ in range(40)]
    over = Flag()
    seen: list[int] = []

    def write(writer):
        written = 0
        while not over.is_set():
            number = numbers[(written * 4 + writer) % len(numbers)]
            services.supplement(number, words="还有", by=LIN, now=datetime(2026, 1, 6, tzinfo=UTC))
            written += 1
        return written

    def watch():
        while not over.is_set():
            follow_on()

    def follow_on():
        return follow("watch", lambda rows: seen.extend(row.seq for row in rows), now=later(days=1))

    with ThreadPoolExecutor(5) as pool:
        watching = pool.submit(closing_the_connection(watch))
        writing = [pool.submit(closing_the_connection(write), writer) for writer in range(4)]
        time.sleep(seconds)
        over.set()
        written = sum(one.result() for one in writing)
        watching.result()
    while follow_on():
        pass

    assert seen == list(range(1, 80 + written + 1))
    assert TicketEvent.objects.count() == 80 + written
    assert Ticket.objects.count() == 40
    assert verify().broken == []
