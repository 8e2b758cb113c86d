"""The inbox: what a reader was told, in their language, and nothing of others."""

import re

import pytest

from tests.tickets.cast import ADMIN, CHEN, GAO, LIN, SUN, later
from tests.tickets.stories import dispatched, step
from weisu.notices.models import Notice


def text(response):
    return response.content.decode()


@pytest.fixture
def tell(city, home):
    """Let the worker pass."""
    from weisu.jobs.worker import Worker

    return lambda now: Worker().once(now=now)


@pytest.fixture
def ticket(tell):
    """Dispatched to the housing bureau, which has been told."""
    ticket = dispatched()
    tell(later(minutes=11))
    return ticket


def test_the_unit_reads_what_was_dispatched_to_it(ticket, browser):
    page = text(browser(CHEN).get("/inbox/"))

    assert f"新派工单 {ticket.number}" in page
    assert "请在 2026年1月" in page
    assert '<span class="count">1</span>' in page


def test_in_english_too(ticket, browser):
    chen = browser(CHEN)
    chen.post("/language/", {"language": "en"})
    page = text(chen.get("/inbox/"))

    assert f"A ticket for your unit {ticket.number}" in page
    assert not re.search("[一-鿿]", re.sub(r"中文|示范市住房局", "", page))


def test_nobody_reads_what_others_were_told(ticket, browser):
    page = text(browser(GAO).get("/inbox/"))

    assert ticket.number not in page
    assert "还没有通知" in page


def test_reading_one_leaves_the_others_and_other_people_unread(ticket, tell, browser, arrival):
    step("chase", ticket, by=LIN, channel="phone")
    tell(later(hours=1, minutes=1))
    chen = browser(CHEN)
    first = Notice.objects.filter(recipient=f"staff:{CHEN.id}").order_by("id").first()

    response = chen.post("/inbox/read/", {"id": first.id})

    assert response.url == "/inbox/"
    assert set(Notice.objects.exclude(read_at=None).values_list("id", flat=True)) == {first.id}


def test_reading_all_is_one_press(ticket, browser):
    chen = browser(CHEN)
    chen.post("/inbox/read/")

    assert 'class="count"' not in text(chen.get("/inbox/"))
    assert Notice.objects.filter(recipient=f"staff:{SUN.id}", read_at=None).count() == 1


def test_marking_what_is_somebody_elses_changes_nothing(ticket, browser):
    others = Notice.objects.get(recipient=f"staff:{SUN.id}")
    browser(CHEN).post("/inbox/read/", {"id": others.id})
    others.refresh_from_db()

    assert others.read_at is None


@pytest.mark.parametrize("odd", ["", "x", "-1", "9" * 30, "１２"])
def test_odd_numbers_are_no_error(ticket, browser, odd):
    chen = browser(CHEN)

    assert chen.get("/inbox/", {"before": odd}).status_code == 200
    assert chen.post("/inbox/read/", {"id": odd or "0"}).status_code == 302


def test_a_ticket_that_is_no_longer_ones_to_see_disappears_from_the_inbox(ticket, browser, arrival):
    from weisu.org import services as org

    chen = browser(CHEN)
    org.leave(CHEN.id, by=ADMIN, now=later(hours=2))
    arrival["now"] = later(hours=3)

    assert chen.get("/inbox/").status_code == 302


def test_the_inbox_needs_a_sign_in(city):
    from django.test import Client

    assert Client(HTTP_HOST="localhost").get("/inbox/").status_code == 302


def test_a_requester_reads_on_the_track_page_what_they_were_told(city, tell):
    from django.core.cache import cache
    from django.test import Client

    from weisu.tickets import services

    cache.clear()
    citizen = Client(HTTP_HOST="localhost")
    asks = {"kind": "complaint", "request": "3号楼漏水", "region": "9901", "anonymity": "open"}
    slip = text(citizen.get(citizen.post("/public/submit/", asks | {"name": "王秀英", "telephone": "13800138000"}).url))
    number, secret = re.findall(r"<dd>([^<]+)</dd>", slip)
    services.triage(number, outcome="accept", by=LIN, now=later(hours=1, minutes=1))
    tell(later(hours=1, minutes=2))

    citizen.post("/public/track/", {"number": number, "secret": secret})
    page = text(citizen.get(f"/public/track/{number}/"))

    assert f"您反映的问题已受理，编号 {number}" in page
