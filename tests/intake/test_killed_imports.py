"""A killed import goes on where its last whole batch ended, and leaves the log of an undisturbed one."""

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from django.db import connection

from tests.intake.office import IMPORTER, run
from weisu.tickets.models import Assignment, Ticket, TicketEvent
from weisu.tickets.replay import replay

KILLS = 10
WHEN_RECORDED = {"recorded_at", "prev_hash", "hash", "last_hash"}
"""Columns that say, or hash, when a fact became known here: a resumed import learns some of them later."""


@pytest.mark.slow
def test_an_import_killed_ten_times_leaves_the_same_log(fresh_prepared, shared_data):
    file = shared_data / "pingshan" / "tickets.csv"
    with fresh_prepared.undone():
        run(file, "pingshan", by=replace(IMPORTER, id="import:pingshan"))
        undisturbed = everything()
    connection.close()

    chance = random.Random(20180704)
    kills = 0
    while kills < KILLS:
        kills += killed(file, chance)
    done = subprocess.run(command(file), capture_output=True, text=True, env=os.environ, check=True)

    outcome = json.loads(done.stdout)
    assert outcome["registered"] + outcome["already_known"] == outcome["read"] == 6952
    assert outcome["already_known"] > 0
    assert everything() == undisturbed
    assert replay()["different"] == 0


def command(file):
    return [sys.executable, "-m", "weisu", "import", str(file), "--mapping", "pingshan", "--json"]


def killed(file, chance):
    """Start an import and SIGKILL it at a random moment; whether it was still at work."""
    process = subprocess.Popen(command(file), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ)
    # Half of them while the program starts or reads, half at some moment after its first batch.
    if chance.random() < 0.5:
        process.stderr.readline()
    time.sleep(chance.uniform(0, 0.5))
    was_running = process.poll() is None
    process.kill()
    process.communicate()
    return was_running


def everything():
    """Every event and every projected row, but for when it was recorded."""
    found = []
    for model in (TicketEvent, Ticket, Assignment):
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in WHEN_RECORDED]
        first = "seq" if model is TicketEvent else "pk"
        found.append(list(model.objects.order_by(first).values_list(*names)))
    return found
