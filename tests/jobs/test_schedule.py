"""Silence past the return window becomes acceptance where the rules say so, once, signed by the clock."""

from datetime import timedelta

import pytest

from tests.tickets.cast import HOUSING, ZHOU, later
from tests.tickets.stories import acknowledged, dispatched, types
from weisu.tickets import queries


@pytest.fixture
def city(database):
    from tests.tickets.city import build_city, check_replay

    build_city()
    yield database
    check_replay()


def imply(now):
    from weisu.jobs.schedule import imply_acceptance

    return imply_acceptance(now=now)


def window_ends(ticket):
    clocks = queries.clocks(ZHOU, ticket.number)
    return next(clock.due_at for clock in clocks if clock.clock == "return_window")


@pytest.fixture
def silence(monkeypatch):
    """Silence means acceptance, or it does not."""
    from weisu.domain.policy import Policy

    said = Policy.setting

    def of(means):
        def setting(self, name, default=None):
            return means if name == "return.silence_is_acceptance" else said(self, name, default)

        monkeypatch.setattr(Policy, "setting", setting)

    return of


def test_silence_past_the_window_is_acceptance(city, silence):
    silence(True)
    ticket = dispatched()
    end = window_ends(ticket)

    assert imply(end - timedelta(seconds=1)) == 0
    assert imply(end + timedelta(seconds=1)) == 1
    assert imply(end + timedelta(seconds=2)) == 0
    assert types(ticket)[-1] == "ticket.acknowledged"
    (part,) = queries.parts(ZHOU, ticket.number)
    assert (part.unit_id, part.implied) == (HOUSING, True)


def test_silence_means_nothing_where_the_rules_do_not_say_so(city, silence):
    silence(False)
    ticket = dispatched()

    assert imply(window_ends(ticket) + timedelta(seconds=1)) == 0
    assert types(ticket)[-1] == "ticket.dispatched"


def test_who_has_acknowledged_was_not_silent(city, silence):
    silence(True)
    ticket = acknowledged()

    assert imply(later(days=30)) == 0
    assert types(ticket)[-1] == "ticket.acknowledged"


def test_a_pass_of_the_worker_seals_what_is_new(city, silence, home):
    from weisu.jobs.worker import Worker
    from weisu.tickets.verify import verify

    silence(True)
    ticket = dispatched()

    Worker().once(now=window_ends(ticket) + timedelta(seconds=1))

    report = verify()
    assert (report.events, report.unsealed, report.broken) == (len(types(ticket)), 0, [])
