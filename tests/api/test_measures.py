"""A machine gets the numbers of the command line and the pages, of the tickets that its key's post may see."""

import json
import re

import pytest
from django.test import Client

from tests.tickets import stories
from tests.tickets.cast import ADMIN, CHEN, LIANG, LIN, WATER, XU, ZHOU, later
from tests.web.test_insight import MONTHS, starred, text
from weisu.accounts import services as accounts
from weisu.analytics.catalog import METRICS
from weisu.cli import main
from weisu.domain.vocabulary import Role
from weisu.insight import kept
from weisu.org import services as org

JANUARY = "since=2026-01&until=2026-01"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Answers are waited for, however busy the machine is."""
    monkeypatch.setattr(kept, "PATIENCE_S", 120)


@pytest.fixture
def machine(city):
    """A machine with a key for somebody's post."""

    def with_key(person, role, unit=""):
        key = accounts.create_key(
            person.id, role=role, unit=unit, label="x", expires_at=later(days=9), by=ADMIN, now=later()
        )
        return Client(HTTP_HOST="localhost", headers={"authorization": f"Bearer {key}"})

    return with_key


@pytest.fixture
def overseer(machine):
    """The machine of the oversight officer, who sees everything."""
    return machine(XU, Role.OVERSIGHT_OFFICER)


def got(client, path):
    response = client.get(f"/api/v1/measures/{path}")
    assert response.status_code == 200, response.content
    return response.json()


def refused(client, path, status):
    response = client.get(f"/api/v1/measures/{path}")
    assert response.status_code == status, response.content
    return response.json()


def test_the_catalogue_says_of_every_measure_what_it_counts_in_both_languages(overseer):
    listed = {one["key"]: one for one in got(overseer, "")["measures"]}

    assert set(listed) == set(METRICS)
    assert listed["acknowledged_in_time"]["name_zh"] == "签收及时率"
    assert listed["acknowledged_in_time"]["unit"] == "share"
    assert all(one["counts_en"] and one["met_zh"] and one["basis"] and one["direction"] for one in listed.values())


def test_a_machine_reads_what_the_command_line_prints(overseer, capsys):
    for _ in range(3):
        stories.closed()
    starred()
    capsys.readouterr()

    assert main(["metrics", "parts", "--by", "unit,month", "--period", "2026-01", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    answered = got(overseer, f"parts/?by=unit,month&{JANUARY}")

    assert answered == printed
    assert [(one["pack"], one["day"]) for one in answered["rules"]] == [("national", "2026-01-31")]
    assert answered["as_of"].startswith("2026-01-")
    assert [one["n"] for one in answered["results"]] == [3]


def test_without_months_a_machine_gets_those_that_the_pages_show(overseer):
    stories.closed()
    starred()

    assert got(overseer, "tickets/")["period"] == ["2026-01"]
    assert got(overseer, "tickets/?until=2026-01")["results"][0]["n"] == 1


def test_a_machine_counts_the_tickets_that_the_pages_of_its_person_count(machine, browser):
    for _ in range(2):
        stories.closed()
    stories.closed(about=(WATER,))
    org.appoint(LIANG.id, role=Role.LEADER, unit=WATER, since=later(), by=ADMIN, now=later())
    starred()
    about_them = machine(LIANG, Role.LEADER, WATER)

    counts = [got(one, f"tickets/?{JANUARY}")["results"][0]["n"] for one in (about_them, machine(XU, *XU.roles))]

    assert counts == [2, 3]
    pages = [text(browser(one).get("/insight/measures/tickets/", MONTHS)) for one in (LIANG, XU)]
    assert [re.search(r">n = (\d+)<", page)[1] for page in pages] == ["2", "3"]


def test_calls_are_told_only_to_posts_for_every_matter_of_a_place(machine, city):
    stories.closed()
    starred()
    org.appoint(LIN.id, role=Role.ANALYST, unit="u-hotline", matters=("housing",), since=later(), by=ADMIN, now=later())

    (answered,) = got(machine(LIN, Role.ANALYST), f"answered/?by=month&{JANUARY}")["results"]

    assert (answered["value"], answered["why"]) == (None, "not_by_ticket")


def test_whoever_has_no_desk_of_measures_finds_no_measures(machine, city):
    for one in (machine(ZHOU, Role.DISPATCHER), machine(CHEN, Role.UNIT_STAFF)):
        assert refused(one, "", 404)["error"] == "not_found"
        assert refused(one, "tickets/", 404)["error"] == "not_found"
    assert refused(Client(HTTP_HOST="localhost"), "", 401)["error"] == "key_refused"


def test_without_tables_a_machine_is_told_how_they_are_made(overseer):
    assert refused(overseer, "tickets/", 409)["instead"] == ["weisu metrics --build"]


@pytest.mark.parametrize(
    ("path", "status", "error", "instead"),
    [
        ("happiness/", 404, "not_found", "acknowledged_in_time"),
        ("tickets/?by=person", 409, "cannot_group", "month"),
        ("answered/?by=unit", 409, "cannot_group", "month"),
        ("tickets/?since=yesterday", 409, "bad_period", None),
        ("tickets/?since=1990-01&until=2026-01", 409, "bad_period", "2026-01..2026-01"),
        ("tickets/?period=2026-01", 422, "not_understood", "since"),
    ],
)
def test_what_cannot_be_answered_says_why_and_what_can(overseer, path, status, error, instead):
    stories.closed()
    starred()

    said = refused(overseer, path, status)

    assert said["error"] == error
    assert instead is None or instead in said["instead"]


def test_a_long_answer_tells_how_far_it_is_and_when_to_ask_again(overseer, monkeypatch):
    stories.closed()
    starred()

    monkeypatch.setattr(kept, "PATIENCE_S", 0)
    waiting = overseer.get("/api/v1/measures/tickets/")
    monkeypatch.setattr(kept, "PATIENCE_S", 120)

    assert waiting.status_code == 202
    assert waiting.headers["Retry-After"] == "2"
    assert waiting.json() == {"status": "working", "done": 0, "of": 1}
    assert got(overseer, "tickets/")["results"][0]["n"] == 1


def test_a_measure_is_asked_for_and_never_sent(overseer):
    assert overseer.post("/api/v1/measures/").status_code == 405
