"""A locked database and a full disk: one sentence, the right code, and the log whole."""

import json
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from tests.tickets.cast import ADMIN, CHEN, LIN, MONDAY, later
from tests.tickets.stories import dispatched, types
from weisu.cli import main

IMPATIENT_MS = 200


@pytest.fixture
def city(fresh_database):
    from tests.tickets.city import build_city
    from weisu.domain.vocabulary import Role
    from weisu.org import services as org

    build_city()
    for principal, role in ((CHEN, Role.UNIT_STAFF), (LIN, Role.AGENT)):
        user = get_user_model().objects.create(username=principal.id)
        org.create_staff(principal.id, display_name="陈", user_id=user.pk, by=ADMIN, now=MONDAY)
        org.appoint(principal.id, role=role, unit=principal.unit_id, since=MONDAY, by=ADMIN, now=MONDAY)
    return fresh_database


@pytest.fixture
def chen(city):
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=CHEN.id))
    return client


@contextmanager
def locked(city):
    """Another program holds the database, and ours does not wait long."""
    with connection.cursor() as cursor:
        impatient = "PRAGMA busy_timeout = %d" if city.engine == "sqlite" else "SET lock_timeout = %d"
        cursor.execute(impatient % IMPATIENT_MS)
    with held(city):
        yield


@contextmanager
def held(city):
    if city.engine == "sqlite":
        import sqlite3

        other = sqlite3.connect(urlsplit(city.url).path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        import psycopg

        other = psycopg.connect(city.url)
        other.execute("LOCK TABLE ticket, ticket_event IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.rollback()
        other.close()


def whole():
    from weisu.tickets.replay import replay
    from weisu.tickets.verify import verify

    return verify().broken == [] and replay()["different"] == 0


def test_a_page_says_that_the_database_is_busy(city, chen, caplog):
    ticket = dispatched()
    address = f"/tickets/{ticket.number}/acknowledge/"

    with locked(city):
        response = chen.post(address, {"version": ticket.version})

    assert response.status_code == 503
    assert "刚才的操作没有记录" in response.content.decode()
    assert types(ticket)[-1] == "ticket.dispatched"
    assert chen.post(address, {"version": ticket.version}).status_code == 302
    assert whole()


def do_register(capsys):
    fields = ["kind=complaint", "region=9901", "channel=phone", "request=路灯坏了。" + "很久了。" * 400]
    at = later(hours=1).isoformat()
    asked = [part for field in fields for part in ("--field", field)]
    code = main(["ticket", "do", "register", "--by", LIN.id, "--at", at, *asked, "--json"])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_a_command_says_that_the_database_is_locked(city, capsys):
    with locked(city):
        code, out, err = do_register(capsys)

    assert code == 1
    assert json.loads(out)["error"] == "database"
    assert len(err.splitlines()) == 1
    assert "wait" in err
    assert whole()


@pytest.mark.parametrize(
    "command",
    [["import", "tests/intake/files/beijing-style.csv", "--mapping", "beijing-columns"], ["work", "--once"]],
    ids=lambda command: command[0],
)
def test_import_and_worker_say_that_the_database_is_locked(city, capsys, command):
    dispatched()
    with locked(city):
        code = main([*command, "--json"])

    told = capsys.readouterr()
    assert code == 1
    assert json.loads(told.out)["error"] == "database"
    assert "wait" in told.err.splitlines()[-1]
    assert whole()


def test_a_command_says_that_the_disk_is_full(city, capsys):
    if city.engine != "sqlite":
        # PostgreSQL's own word for it is only told by a disk that is full; tests/cli/test_failures.py reads it.
        return
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")

    results = [do_register(capsys) for _ in range(40)]

    code, out, err = results[-1]
    assert code == 1
    assert "The disk is full; make room" in err
    assert json.loads(out)["error"] == "database"
    assert whole()
