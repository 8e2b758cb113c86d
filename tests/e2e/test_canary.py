"""One invented person, typed at every step that takes words, is found nowhere but in the vault."""

import logging
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.cast import MONDAY
from tests.vault import canary


@pytest.fixture
def told(database, monkeypatch, caplog):
    """Every story of Demo City once, all of it about one person, in their words."""
    from weisu.cli.setup import SETUP
    from weisu.demo import founding, planning, reading
    from weisu.demo.telling import Teller
    from weisu.domain.vocabulary import Level
    from weisu.org import queries as org_queries
    from weisu.org import services as org
    from weisu.policies import queries as policies
    from weisu.policies.services import bootstrap_national
    from weisu.tickets.papers import command_type, shape
    from weisu.vault import keys
    from weisu.vault.services import enrol

    class Canary(Teller):
        """Types the same story into every field for words."""

        def value(self, name, value, moment):
            known = shape(command_type(moment.step.do))
            given = super().value(name, value, moment)
            return canary.STORY if name in known.words else given

        def words(self, text, life):
            return canary.STORY

    caplog.set_level(logging.DEBUG)
    org_queries.forget()
    policies.forget()
    keys.forget()
    keys.create(has_rows=False)
    org.create_region("CN", name="CN", level=Level.NATIONAL, by=SETUP, now=MONDAY)
    bootstrap_national(by=SETUP, now=MONDAY)
    cast = reading.cast()
    since = MONDAY - timedelta(days=60)
    founding.found(cast, by=SETUP, now=since)
    person = enrol(canary.DETAILS, by=SETUP, now=since).requester_id
    steps, names = reading.steps()
    policy = policies.in_force("9901", MONDAY, ancestors=org_queries.ancestors)
    stories = [replace(story, tickets=1) for story in reading.stories()]
    matters = [
        replace(matter, title=canary.STORY, place=canary.ADDRESS, request=canary.STORY) for matter in reading.matters()
    ]
    moments = planning.plan(stories, matters, steps, cast, anchor=MONDAY, policy=policy, people=1)
    teller = Canary(cast, names, policy.calendar, [str(person)], since)
    for _ in teller.tell(moments):
        pass
    release_everything(teller)
    return person, teller


def release_everything(teller):
    """Somebody read each text of a protected request and lets the units see other words, the canary's once more."""
    from weisu.tickets import checking, services

    zhou = teller.person("p-zhou")
    for number in teller.numbers.values():
        for each in checking.unreleased(zhou, number):
            services.release_words(number, of=each.text_id, words=canary.STORY, by=zhou, now=MONDAY)


def test_the_canary_is_nowhere_but_in_the_vault(told, home, tmp_path, caplog, capfd):
    from weisu.tickets import sealing
    from weisu.tickets.export import export

    _person, teller = told
    assert commands_with_words() == set()

    pages = read_pages(teller)
    export(tmp_path / "lake")
    sealing.seal_new(now=MONDAY)
    (tmp_path / "pages.html").write_text("\n".join(pages))
    (tmp_path / "logs.txt").write_text(caplog.text + "".join(capfd.readouterr()))

    assert canary.find_canary([tmp_path, home]) == []


def commands_with_words():
    """Commands that take words, that no step of a story gives, and that left no event of their own in the log."""
    from weisu.demo import reading
    from weisu.domain.commands import COMMANDS
    from weisu.tickets.models import TicketEvent
    from weisu.tickets.papers import shape

    steps, _names = reading.steps()
    told = set(TicketEvent.objects.values_list("type", flat=True))
    makers = Counter(kind.event for kind in COMMANDS.values())
    given = {step.do for step in steps.values()}
    given |= {name for name, kind in COMMANDS.items() if kind.event in told and makers[kind.event] == 1}
    wordy = {name for name, kind in COMMANDS.items() if shape(kind).words | shape(kind).lists}
    return wordy - given - {"add_support", "release", "refer", "ungroup"}


def read_pages(teller):
    """The list and every ticket as a dispatcher sees them, and the pages of what goes wrong."""
    from weisu.cli.setup import SETUP
    from weisu.org import services as org

    org.open_sign_in("p-zhou", name="zhou", password="typed by nobody", by=SETUP, now=MONDAY)
    zhou = Client(HTTP_HOST="localhost", raise_request_exception=False)
    zhou.force_login(get_user_model().objects.get(username="zhou"))
    addresses = ["/", *(f"/tickets/{number}/" for number in teller.numbers.values()), "/nothing/", "/?after=nonsense"]
    pages = [zhou.get(address).content.decode() for address in addresses]
    assert sum("‹电话号码›" in page for page in pages) > len(teller.numbers) / 2
    return pages


def test_erasing_the_person_leaves_the_log_whole(told):
    from weisu.cli.setup import SETUP
    from weisu.tickets.replay import replay
    from weisu.tickets.verify import verify
    from weisu.vault.models import Text
    from weisu.vault.services import erase_person

    person, teller = told
    before = verify()

    erase_person(person, ticket_ids=teller.ids.values(), by=SETUP, now=MONDAY, ground="request")

    after = verify()
    assert before.broken == after.broken == []
    assert after.events == before.events
    assert replay()["different"] == 0
    assert not Text.objects.filter(erased_at=None, ticket_id__in=teller.ids.values()).exists()
    assert all(page for page in read_erased(teller))


def read_erased(teller):
    from weisu.tickets import queries

    zhou = teller.person("p-zhou")
    return [queries.timeline(zhou, number) for number in teller.numbers.values()]
