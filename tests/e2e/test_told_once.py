"""A worker that is killed again and again: every notice goes out once, none is lost, none comes twice."""

import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

KILLS = 50
TICKETS_BETWEEN = 4
PATIENCE_S = 120
KEY = re.compile(r"^\[([0-9a-f-]{36})\] .+$", re.M)


@pytest.fixture
def place(fresh_database, home, monkeypatch):
    """A city with people at their desks; workers print, write e-mails into a directory, and fill inboxes."""
    from tests.notices.conftest import take_seats
    from tests.tickets.city import build_city

    build_city()
    take_seats()
    home.mkdir(parents=True, exist_ok=True)
    monkeypatch.setenv("WEISU_NOTIFIERS", "inbox,console,email")
    monkeypatch.setenv("WEISU_EMAIL_URL", f"file://{home}/mail")
    return home


def dispatch_some(count):
    """Tickets dispatched to the housing bureau, as of now: two people are to be told of each."""
    from tests.tickets.cast import HOUSING, LIN, ZHOU
    from tests.tickets.stories import registered
    from weisu.tickets import services

    for _ in range(count):
        now = datetime.now(UTC)
        number = registered(now=now).number
        services.triage(number, outcome="accept", by=LIN, now=now)
        services.dispatch(number, lead=HOUSING, basis="职责清单", by=ZHOU, now=now)
    connection.close()


def work(place, *arguments):
    """A worker that prints into a file all workers share."""
    command = [sys.executable, "-m", "weisu", "work", *arguments]
    with (place / "printed").open("ab") as out:
        return subprocess.Popen(command, env=os.environ, stdout=out, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_every_notice_goes_out_once_through_fifty_kills(place):
    from weisu.notices import sending
    from weisu.notices.models import Notice
    from weisu.tickets.verify import verify

    chance = random.Random(50)
    for _ in range(KILLS):
        dispatch_some(TICKETS_BETWEEN)
        worker = work(place)
        assert worker.stderr.readline() == "Working.\n"
        time.sleep(chance.uniform(0.0, 0.5))
        worker.kill()
        worker.wait()
        worker.stderr.close()
    last = work(place, "--once")
    assert last.communicate(timeout=PATIENCE_S)[1] == ""
    assert last.returncode == 0
    sending.recover(now=datetime.now(UTC) + timedelta(hours=1))

    ways = Counter(Notice.objects.filter(rule="unit-dispatched").values_list("via", "state"))
    told = KILLS * TICKETS_BETWEEN * 2
    assert (ways["inbox", "sent"], ways["email", "sent"]) == (told, told)
    assert ways["console", "sent"] + ways["console", "unsure"] == told
    assert ways["console", "unsure"] <= KILLS

    printed = Counter(KEY.findall((place / "printed").read_text()))
    console = Notice.objects.filter(via="console")
    assert set(printed.values()) == {1}
    assert {sending.key_of(one) for one in console.filter(state="sent")} <= set(printed)
    assert set(printed) <= {sending.key_of(one) for one in console}
    mails = {path.stem for path in (place / "mail").glob("*.eml")}
    assert mails == {sending.key_of(one) for one in Notice.objects.filter(via="email")}
    assert verify().broken == []
