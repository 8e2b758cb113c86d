"""The pictures of the READMEs, taken again from Demo City: `./run test --pictures tests/browser/test_pictures.py`."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.browser.hotline import Hotline, serving
from tests.browser.person import Person, started
from tests.conftest import REPOSITORY

IMAGES = REPOSITORY / "docs" / "images"
NOW = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
MOST_BYTES, COLOURS = 150_000, 64


WORDS = {
    "request": "幸福路门口的路灯坏了三天，晚上很黑，老人摔过一次，请尽快来修。",
    "kind": "complaint",
    "region": "990101001",
    "channel": "web",
}


@pytest.fixture
def demo(fresh_database, home, monkeypatch):
    """Demo City, serving on a June morning; who may sign in, and number and secret of a request that is at work."""
    from weisu.cli.demo import build
    from weisu.web import edge

    built = build(now=NOW)
    passwords = {name: password for _role, name, password in built["sign_ins"]}
    known = asked_yesterday()
    with serving() as address:
        hotline = Hotline(address)
        hotline.now = NOW
        monkeypatch.setattr(edge, "instant", hotline.instant)
        yield hotline, passwords, known


def asked_yesterday():
    """A request from the public page that the urban management bureau is at work on."""
    from weisu.intake import services as intake
    from weisu.intake.visitors import DOOR
    from weisu.org.queries import principal
    from weisu.tickets import services

    at = NOW - timedelta(days=1)
    lin, zhou, clerk = (principal(one, at) for one in ("p-lin", "p-zhou", "p-9901-urban-unit_staff"))
    taken = intake.submit({"telephone": "19900000000"}, organisation=False, by=DOOR, now=at, **WORDS)
    number = taken.ticket.number
    services.triage(number, outcome="accept", by=lin, now=at)
    services.dispatch(number, lead="u-9901-urban", basis="派单目录", by=zhou, now=at)
    services.acknowledge(number, by=clerk, now=at)
    services.note_progress(number, words="已到现场查看。", by=clerk, now=at)
    return {"number": number, "secret": taken.secret}


def keep(person, name):
    """What is in sight, in few colours: a README should not weigh more than the program."""
    picture = Image.open(BytesIO(person.page.screenshot())).convert("RGB")
    file = IMAGES / f"{name}.{'zh-Hans' if person.language == 'zh-hans' else 'en'}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    assert file.stat().st_size < MOST_BYTES, file


@pytest.mark.pictures
@pytest.mark.parametrize("fresh_database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pictures_of_the_readmes_are_taken_from_the_demo(demo, chromium, language):
    hotline, passwords, known = demo
    with started(chromium) as browser:
        zhou = Person(browser, hotline, "zhou", language=language, password=passwords["zhou"])
        zhou.open("/")
        keep(zhou, "list")
        zhou.open("/?status=handling")
        zhou.page.click("main .list a[href^='/tickets/']")
        keep(zhou, "ticket")
        wei = Person(browser, hotline, "wei", language=language, password=passwords["wei"])
        wei.open("/insight/measures/closure_on_time/units/")
        wei.page.wait_for_selector(".chart canvas, .chart svg", timeout=120_000)
        part = wei.page.locator("[aria-labelledby='standing-title']")
        part.evaluate("part => part.scrollIntoView({behavior: 'instant'})")
        keep(wei, "units")
        requester = Person(browser, hotline, "requester", language=language, scale=2)
        requester.open("/public/track/")
        requester.fill(known)
        requester.send()
        with requester.on_a_telephone():
            keep(requester, "public")
    assert zhou.complaints + wei.complaints + requester.complaints == []
