"""What is started for tests and benches is stopped, whatever happens to who started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.databases import started

START_AND_WAIT = """
import sys, time
from tools import postgres
server = postgres.start()
print(server.pid, flush=True)
time.sleep(60)
"""


def is_running(pid):
    """Whether the process is there and not only waiting to be buried."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_the_server_stops_when_its_owner_is_killed():
    owner = subprocess.Popen([sys.executable, "-c", START_AND_WAIT], stdout=subprocess.PIPE, text=True)
    pid = int(owner.stdout.readline())
    assert is_running(pid)

    owner.send_signal(signal.SIGKILL)
    owner.communicate()

    deadline = time.monotonic() + 20
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)


@pytest.mark.parametrize("name", ["sqlite", "postgres"])
def test_an_engine_of_a_bench_serves_fresh_databases_and_stops(name):
    from django.contrib.auth.models import Group

    with started(name) as engine, engine.fresh() as database:
        Group.objects.create(name="measured")
        pid = engine.server_pid
        assert database.engine == name
        assert (name == "postgres" and not os.environ.get("WEISU_TEST_POSTGRES_URL")) == (pid is not None)

    assert pid is None or not is_running(pid)
