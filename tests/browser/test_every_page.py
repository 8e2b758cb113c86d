"""Every page of the product as a reader who may open it, in both languages, on a desk and on a telephone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from tests.browser import audit
from tests.browser.conftest import EVERYBODY
from tests.browser.crawl import Crawl, every_route, fixed
from tests.browser.hotline import shown, with_second_step
from tests.browser.story import ASKED, papers_in
from tests.tickets import stories
from tests.tickets.cast import GAO, LIN, SUN, XU, later
from tests.web.test_insight_composites import declare
from weisu.analytics.build import build
from weisu.analytics.instants import offset_of
from weisu.analytics.period import Period
from weisu.insight import drawing, kept
from weisu.insight.asking import lake
from weisu.tickets.export import export

LIVES = [
    stories.registered,
    stories.accepted,
    stories.dispatched_to_two,
    stories.acknowledged,
    stories.sent_back,
    stories.disputed,
    stories.extension_asked,
    stories.deferred,
    stories.replied,
    stories.closed,
    stories.declined,
    stories.withdrawn,
    stories.helped,
    stories.supervised,
    stories.exclusion_asked,
    stories.review_asked,
    stories.delegated,
    stories.tipped_off,
    stories.quarantine_asked,
    stories.photographed,
]
ELSEWHERE = {"sign-in/provider/", "sign-in/provider/back/", "api/v1/measures/<slug:key>/"}
"""Addresses that send a browser to an identity provider, which this house has none of, and one that machines read."""

FEBRUARY = later(days=30)
"""When January is over, so that its sample can be drawn."""

PHOTOGRAPH = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"}

sqlite_only = pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
both_languages = pytest.mark.parametrize("language", ["zh-hans", "en"])


@pytest.fixture
def numbers(hotline):
    """A ticket at every point of a life, in a city whose pack declares a composite."""
    declare()
    return [life().number for life in LIVES]


@pytest.fixture
def secret(hotline):
    """Of the second step that Sun has set up."""
    return with_second_step(SUN)


def with_measures():
    """Bring the log to the pages of the measures and draw from it, in a thread: browsers hold the loop of this one."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(_brought).result()


def _brought():
    stories.registered(now=FEBRUARY)
    export(lake())
    build(lake(), offset_us=offset_of("Asia/Shanghai"))
    drawing.make(lake(), "9901", Period.of("2026-01"), seed="a lottery", by=XU, now=FEBRUARY)
    connections.close_all()


def look(person, path):
    """What is wrong with one page, on a desk and on a telephone."""
    person.page.goto(person.hotline.address + path)
    found = audit.barriers(person.page) + audit.inline(person.page) + audit.cut(person.page)
    found += audit.untranslated(person.page, person.language)
    with person.on_a_telephone():
        found += audit.sideways(person.page)
    return [f"{person.name} {path}: {one}" for one in found]


class Readers:
    """Everybody who reads the pages, and what they find wrong with them."""

    def __init__(self, person, language):
        self.person = person
        self.language = language
        self.crawl = Crawl()
        self.wrong = []
        self.staff = {one.id: self.come(one.id) for one in EVERYBODY}

    def come(self, name):
        one = self.person(name, language=self.language)
        one.open("/")
        return one

    def read(self, person, start):
        """Everything within reach that nobody has read yet."""
        for path in self.crawl.go(person, start):
            self.wrong += look(person, path)

    def ask(self, person, door):
        """Take a request in at one of the two doors; returns number and secret."""
        person.open(door)
        person.fill(papers_in(ASKED, self.language))
        person.page.set_input_files("[name=evidence]", PHOTOGRAPH)
        person.send()
        return person.page.locator(".slip dd").all_inner_texts()

    def lock_out(self, name):
        """A stranger guesses at somebody's password."""
        stranger = self.person("stranger", language=self.language)
        for _ in range(6):
            stranger.open("/sign-in/")
            stranger.fill({"username": name, "password": "a guess"})
            stranger.send()
        return stranger

    def unread(self):
        """Routes that no reader opened and no form leads to."""
        reached = {found[0] for found in self.crawl.found} | self.crawl.sent_to | self.crawl.without_a_page
        return [route for route in every_route() if route not in reached | ELSEWHERE]


@sqlite_only
@both_languages
def test_no_page_bars_anybody_or_holds_anything_inline_or_runs_off_a_telephone(
    numbers, secret, person, hotline, language, monkeypatch
):
    monkeypatch.setattr(kept, "PATIENCE_S", 120)
    hotline.wait(9 * 60)
    readers = Readers(person, language)

    readers.read(readers.lock_out(GAO.id), fixed())
    wang = person("wang", language=language)
    number, word = readers.ask(wang, "/public/submit/")
    wang.open("/public/track/")
    wang.fill({"number": number, "secret": word})
    wang.send()
    readers.read(wang, [*fixed(), f"/public/track/{number}/"])
    readers.ask(readers.staff[LIN.id], "/register/")
    readers.read(readers.staff[SUN.id], ["/sign-in/code/"])
    readers.staff[SUN.id].fill({"code": shown(secret, hotline.now)})
    readers.staff[SUN.id].send()
    readers.wrong += look(readers.staff[XU.id], "/insight/")
    with_measures()
    for one in readers.staff.values():
        readers.read(one, [*fixed(), *(f"/tickets/{number}/" for number in numbers)])

    assert not readers.wrong, "\n".join(readers.wrong)
    assert readers.unread() == [], "Nobody of the cast finds these: link to them, or add a reader."


def test_the_checks_find_what_they_are_for(person):
    stranger = person("stranger", language="en")
    stranger.open("/public/")
    stranger.page.set_content("<title>x</title><img src='data:,'><p>\u5de5\u5355</p><div class='btn'>" + "x" * 900)
    stranger.page.eval_on_selector("div", "one => one.setAttribute('onclick', 'x()')")

    assert any(one.startswith("image-alt") for one in audit.barriers(stranger.page))
    assert len(audit.inline(stranger.page)) == 1
    assert audit.untranslated(stranger.page, "en") == ["untranslated: \u5de5\u5355"]
    with stranger.on_a_telephone():
        assert len(audit.sideways(stranger.page)) == 1
