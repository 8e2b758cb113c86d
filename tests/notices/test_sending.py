"""Sending: nobody gets a message twice, nothing is lost in silence, one refusal holds nobody else up."""

from datetime import timedelta

import pytest

from tests.tickets.cast import CHEN, SUN, later
from tests.tickets.stories import dispatched
from weisu.jobs.schedule import CLOCK
from weisu.plugins import Undeliverable, Undelivered, Unreachable, Unsure

MINUTE = timedelta(minutes=1)
NOW = later(minutes=11)


class Fake:
    """A way that does as it is told: refuses for these addresses, repeats safely or not."""

    address = "email"
    repeats_safely = False

    def __init__(self):
        self.sent = []
        self.refusals = {}

    def send(self, message):
        self.sent.append(message.to)
        refusals = self.refusals.get(message.to, [])
        if refusals:
            raise refusals.pop(0)
        return "ok"


@pytest.fixture
def way(city, monkeypatch):
    """The one way people are reached."""
    from weisu import plugins

    fake = Fake()
    monkeypatch.setattr(plugins, "notifier", lambda name: fake)
    monkeypatch.setattr("django.conf.settings.NOTIFIERS", ["email"])
    return fake


@pytest.fixture
def two(way):
    """Two people of the housing bureau are to be told."""
    dispatched()
    return [f"{CHEN.id}@city.test", f"{SUN.id}@city.test"]


def states():
    from weisu.notices.models import Notice

    return list(Notice.objects.order_by("recipient").values_list("state", flat=True))


def test_each_is_told_once(two, way, work):
    assert work(NOW)["sent"] == 2
    work(NOW + MINUTE)

    assert sorted(way.sent) == sorted(two)


def test_a_failure_comes_back_later_and_later_and_bothers_nobody_else(two, way, work):
    first = two[1]
    way.refusals[first] = [Undelivered("busy"), Undelivered("busy")]

    work(NOW)
    work(NOW + 0.5 * MINUTE)
    assert way.sent.count(first) == 1
    work(NOW + 1.1 * MINUTE)
    assert way.sent.count(first) == 2
    work(NOW + 2 * MINUTE)
    assert way.sent.count(first) == 2
    work(NOW + 3.2 * MINUTE)

    assert way.sent.count(first) == 3
    assert way.sent.count(two[0]) == 1
    assert states() == ["sent", "sent"]


def test_what_cannot_be_reached_at_all_is_asked_once_a_pass(two, way, work):
    way.refusals = {to: [Unreachable("no route")] for to in two}

    assert work(NOW)["unreachable"] == 1
    assert len(way.sent) == 1
    work(NOW + 2 * MINUTE)
    work(NOW + 4 * MINUTE)

    assert states() == ["sent", "sent"]


def test_an_address_that_does_not_exist_is_given_up(two, way, work):
    way.refusals[two[0]] = [Undeliverable("no such box")]

    work(NOW)
    work(NOW + 20 * MINUTE)

    assert way.sent.count(two[0]) == 1
    assert sorted(states()) == ["failed", "sent"]


def test_what_may_have_arrived_is_sent_again_by_a_person_only(two, way, work):
    from weisu.notices import sending

    way.refusals[two[0]] = [Unsure("silence")]
    work(NOW)
    work(NOW + timedelta(hours=1))
    assert sorted(states()) == ["sent", "unsure"]

    assert sending.send_again(now=NOW + timedelta(hours=2)) == 1
    work(NOW + timedelta(hours=2))

    assert states() == ["sent", "sent"]
    assert way.sent.count(two[0]) == 2


def test_a_sender_who_dies_while_sending_leaves_the_message_unsure(two, way, work):
    way.refusals[two[0]] = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        work(NOW)

    work(NOW + MINUTE)
    assert sorted(states()) == ["claimed", "sent"]
    work(NOW + 10 * MINUTE)

    assert sorted(states()) == ["sent", "unsure"]
    assert way.sent.count(two[0]) == 1


def test_what_repeats_safely_is_sent_again_after_a_crash(two, way, work, monkeypatch):
    monkeypatch.setattr(Fake, "repeats_safely", True)
    way.refusals[two[0]] = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        work(NOW)

    work(NOW)

    assert states() == ["sent", "sent"]
    assert way.sent.count(two[1]) == 1


def test_two_workers_never_send_the_same_message(two, way, work):
    from weisu.jobs import following
    from weisu.notices import sending

    following.tell(now=NOW, go_on=lambda: True)
    one, other = sending.waiting("email", now=NOW), sending.waiting("email", now=NOW)
    for notice in one:
        assert sending.send(notice, way, by=CLOCK, now=NOW) == "sent"
    for notice in other:
        assert sending.send(notice, way, by=CLOCK, now=NOW) == ""

    assert sorted(way.sent) == sorted(two)


def test_a_requesters_address_is_revealed_with_a_record(way, work):
    from tests.tickets.cast import LIN
    from tests.tickets.stories import accepted
    from weisu.vault.models import AccessRecord
    from weisu.vault.services import enrol

    details = {"name": "王秀兰", "telephone": "13907650918", "email": "wang@home.test"}
    wang = enrol(details=details, by=LIN, now=later()).requester_id
    ticket = accepted(requester=str(wang))
    work(NOW)

    assert way.sent == ["wang@home.test"]
    record = AccessRecord.objects.get(act="reveal", subject_id=wang)
    assert (record.field, record.by, ticket.number in record.purpose) == ("email", "clock", True)


def test_who_has_no_address_is_not_written_to(way, work):
    from tests.tickets.cast import LIN
    from tests.tickets.stories import accepted
    from weisu.vault.services import enrol

    wang = enrol(details={"name": "王秀兰", "telephone": "13907650918"}, by=LIN, now=later()).requester_id
    accepted(requester=str(wang))
    work(NOW)

    assert (way.sent, states()) == ([], [])


def test_who_lost_the_right_to_see_a_ticket_is_not_written_to_any_more(two, way, work):
    from tests.tickets.cast import ADMIN
    from weisu.org import services as org

    way.refusals[two[0]] = [Undelivered("busy")]
    work(NOW)
    org.leave(CHEN.id, by=ADMIN, now=NOW + MINUTE)
    work(NOW + 2 * MINUTE)

    assert way.sent.count(two[0]) == 1
    assert sorted(states()) == ["dropped", "sent"]
