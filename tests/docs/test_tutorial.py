"""The tutorial is walked as it is written, in both languages: what it opens, fills in, presses and promises to show."""

import re

import pytest

from tests.docs.reading import ROOT, name_of
from tests.docs.walking import Reader
from tests.tickets.cast import MONDAY, later
from weisu.cli.setup import SETUP, prepare
from weisu.demo import founding, reading
from weisu.org import queries as org_queries
from weisu.org import services as org
from weisu.policies import queries as policies
from weisu.vault import keys

PAGES = sorted((ROOT / "docs" / "tutorial").glob("answer-your-first-call*.md"))
HOST = "http://127.0.0.1:8012"
STEP = re.compile(
    rf"`{HOST}(?P<open>/[^`]*)`"
    r"|^\| \*\*(?P<label>[^*]+)\*\* \| (?P<value>.+) \|$"
    r"|(?P<number>Press the number of your ticket|点击您那张工单的编号)"
    r"|(?:Press\s|点击)\*\*(?P<press>[^*]+)\*\*"
    r"|\*\*(?P<sees>[^*]+)\*\*",
    re.MULTILINE,
)
NUMBER, SECRET, PASSWORD = ("Ticket number", "工单编号"), ("Secret", "查询密码"), ("Password", "密码")


@pytest.fixture
def city(database, home, monkeypatch):
    """Demo City founded, its agent and its dispatcher with the passwords of their names."""
    from weisu.web import edge

    monkeypatch.setattr(edge, "instant", lambda: later(hours=1))
    org_queries.forget()
    policies.forget()
    keys.forget()
    prepare(now=MONDAY)
    founding.found(reading.cast(), by=SETUP, now=MONDAY)
    for name in ("lin", "zhou"):
        org.open_sign_in(f"p-{name}", name=name, password=f"{name}-knows-it", by=SETUP, now=MONDAY)


def walk(text, reader):
    """Do every step of a page in order."""
    for step in STEP.finditer(text):
        found = {name: value for name, value in step.groupdict().items() if value}
        match found:
            case {"open": address}:
                reader.open(address)
            case {"label": label, "value": value}:
                fill(reader, label, value)
            case {"number": _}:
                reader.press(noted(reader, NUMBER))
            case {"press": name}:
                reader.press(name)
            case {"sees": words}:
                assert reader.reads(words), f"{words!r} is not to be seen on {reader.address}"


def fill(reader, label, value):
    """What a reader was told or shown before stands in their notes, not in the tutorial."""
    for names in (NUMBER, SECRET):
        value = noted(reader, names) if label in names else value
    if label in PASSWORD:
        value = f"{reader.noted['name']}-knows-it"
    if value in ("lin", "zhou"):
        reader.noted["name"] = value
    reader.fill(label, value)


def noted(reader, names):
    return next(reader.noted[name] for name in names if name in reader.noted)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_tutorial_can_be_walked_from_its_first_to_its_last_line(page, city):
    from weisu.tickets.models import Ticket

    reader = Reader()
    walk(page.read_text(encoding="utf-8"), reader)

    (ticket,) = Ticket.objects.all()
    assert ticket.status == "dispatched"
    assert reader.address == f"/public/track/{ticket.number}/"


def test_both_languages_take_the_same_steps():
    english, chinese = ([step.lastgroup for step in STEP.finditer(page.read_text(encoding="utf-8"))] for page in PAGES)
    english.remove("press")  # The pages begin in Chinese; an English reader presses "English" first.

    assert english == chinese


def test_a_step_that_the_pages_do_not_have_is_noticed(city):
    reader = Reader()

    with pytest.raises(AssertionError, match="Nothing on /sign-in"):
        walk(f"Open `{HOST}/`. Press **A button that nobody made**.", reader)
    with pytest.raises(AssertionError, match="not to be seen"):
        walk("There is **A word that nobody wrote**.", reader)
