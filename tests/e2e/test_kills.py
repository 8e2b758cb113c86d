"""200 SIGKILLs of web and worker under load: nothing acknowledged is lost, nothing is half there."""

import json
import random
import threading
import time
from collections import Counter

import pytest
from django.db import connection

from tests.e2e.load import Clerk
from tests.e2e.processes import Processes, free_port

KILLS = 200
CLERKS = 4


@pytest.fixture
def sessions(fresh_database):
    """(session, ticket) for each clerk: the same person in several browsers, each at a ticket of their own."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore

    from tests.tickets.cast import ADMIN, CHEN, MONDAY
    from tests.tickets.city import build_city
    from tests.tickets.stories import acknowledged
    from weisu.domain.vocabulary import Role
    from weisu.org import services as org

    build_city()
    user = get_user_model().objects.create(username="chen")
    org.create_staff(CHEN.id, display_name="陈", user_id=user.pk, by=ADMIN, now=MONDAY)
    org.appoint(CHEN.id, role=Role.UNIT_STAFF, unit=CHEN.unit_id, since=MONDAY, by=ADMIN, now=MONDAY)
    found = []
    for _ in range(CLERKS):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        found.append((session.session_key, acknowledged().number))
    connection.close()
    return found


@pytest.fixture
def processes(sessions, home, monkeypatch):
    """Web and worker; stopped at the end, whatever happened."""
    from django.conf import settings

    monkeypatch.setenv("WEISU_SECRET_KEY", settings.SECRET_KEY)
    home.mkdir(parents=True, exist_ok=True)
    running = Processes(free_port(), home / "processes.log")
    yield running
    running.stop()


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(sessions, processes):
    chance = random.Random(200)
    done = threading.Event()
    clerks = [Clerk(processes.port, session, number, done) for session, number in sessions]
    for clerk in clerks:
        clerk.start()
    killed = Counter()
    for kill in range(KILLS):
        if kill % 2:
            wait_for_work(clerks, len(acknowledged_by(clerks)))
        time.sleep(chance.uniform(0.05, 0.4))
        killed[processes.kill_one(chance)] += 1
    time.sleep(2)
    done.set()
    for clerk in clerks:
        clerk.join(30)
    processes.stop()

    check_log()
    check_notes(clerks)
    assert sum(killed.values()) == KILLS
    assert min(killed.values()) > 5


def acknowledged_by(clerks):
    return [words for clerk in clerks for words in clerk.acknowledged]


def wait_for_work(clerks, known):
    """Until one more note was acknowledged: on a busy machine a killed web takes its time to come back."""
    patience = time.monotonic() + 60
    while len(acknowledged_by(clerks)) == known and time.monotonic() < patience:
        time.sleep(0.02)


def check_log():
    """Chains, seals, rows and words are whole, and folding the log gives the rows."""
    from weisu.tickets.replay import replay
    from weisu.tickets.verify import verify

    assert verify().broken == []
    assert replay()["different"] == 0


def check_notes(clerks):
    """Every acknowledged note is in the log once, no other more than once, and no words lie there without an event."""
    from datetime import UTC, datetime

    from tests.tickets.cast import ADMIN
    from weisu.tickets.models import TicketEvent
    from weisu.vault.models import Text
    from weisu.vault.services import read_many

    payloads = TicketEvent.objects.filter(type="progress.noted").values_list("payload", flat=True)
    ids = [json.loads(payload)["words"]["text_id"] for payload in payloads]
    written = Counter(read_many(ids, by=ADMIN, now=datetime.now(UTC), purpose="test").values())

    acknowledged = acknowledged_by(clerks)
    assert len(acknowledged) >= KILLS // 2
    assert [words for words in acknowledged if written[words] != 1] == []
    assert [words for words, times in written.items() if times != 1] == []
    referred = {
        value["text_id"]
        for payload in TicketEvent.objects.values_list("payload", flat=True)
        for value in json.loads(payload).values()
        if isinstance(value, dict) and "text_id" in value
    }
    assert {str(text_id) for text_id in Text.objects.values_list("text_id", flat=True)} == referred
