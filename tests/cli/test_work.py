"""`weisu work`: once for cron, a status for whoever watches it, and an end within seconds."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

PATIENCE_S = 60


def weisu(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "weisu", *arguments], env=os.environ, capture_output=True, text=True, timeout=PATIENCE_S
    )


@pytest.fixture
def ready(fresh_database, home):
    from django.db import connection

    from tests.notices.conftest import take_seats
    from tests.tickets.city import build_city
    from tests.tickets.stories import dispatched

    build_city()
    take_seats()
    dispatched()
    connection.close()
    return fresh_database


def test_one_pass_tells_what_it_did_and_the_status_says_so(ready):
    assert json.loads(weisu("work", "--status", "--json").stdout)["behind"] == {"alarms": 3, "notices": 3}

    done = weisu("work", "--once", "--json")

    assert done.returncode == 0, done.stderr
    status = weisu("work", "--status", "--json")
    found = json.loads(status.stdout)
    assert (status.returncode, found["healthy"], found["alarms_due"]) == (0, True, 0)
    assert max(found["behind"].values()) <= json.loads(done.stdout).get("warnings", 0)


def test_a_worker_that_is_told_to_stop_ends_within_seconds(ready):
    worker = subprocess.Popen(
        [sys.executable, "-m", "weisu", "work"], env=os.environ, stderr=subprocess.PIPE, text=True
    )
    assert worker.stderr.readline() == "Working.\n"
    time.sleep(0.5)
    asked = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    _, said = worker.communicate(timeout=PATIENCE_S)

    assert (worker.returncode, said.splitlines()[-1]) == (0, "Stopped.")
    assert time.monotonic() - asked < 5


def test_what_is_unsure_is_unhealthy_until_somebody_sends_it_again(ready):
    from datetime import UTC, datetime

    from weisu.notices.models import Notice, State

    now = datetime.now(UTC)
    Notice.objects.create(
        seq=1, rule="r", recipient="staff:x", via="email", ticket_id="0" * 32, number="1", made_at=now, next_at=now,
        state=State.UNSURE,
    )  # fmt: skip

    status = weisu("work", "--status")
    assert status.returncode == 1
    assert "--send-again" in status.stdout
    assert weisu("work", "--send-again").stdout == "1 notices wait again.\n"
