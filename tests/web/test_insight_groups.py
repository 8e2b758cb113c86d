"""The page of places and groups: every group with n and interval, small ones in words, and no ranking."""

import re
from html import unescape

import pytest

from tests.tickets import stories
from tests.tickets.cast import CHEN, LIANG, LIN, XU
from weisu.analytics.build import build
from weisu.analytics.instants import offset_of
from weisu.insight import kept
from weisu.insight.asking import lake
from weisu.tickets.export import export

ADDRESS = "/insight/measures/contacted_in_time/groups/"
MONTHS = {"since": "2026-01", "until": "2026-01"}


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Pages wait for their answer, however busy the machine is."""
    monkeypatch.setattr(kept, "PATIENCE_S", 120)


@pytest.fixture
def unlike(browser):
    """Twenty who telephoned and were reached in time, twenty who wrote and were not, three who sent a letter."""
    for channel, how_many in (("phone", 20), ("web", 20), ("mail", 3)):
        for _ in range(how_many):
            ticket = stories.acknowledged(channel=channel)
            hours = 2 if channel == "phone" else 24 * 15
            stories.step("contact_requester", ticket, by=CHEN, hours=hours, means="call", outcome="reached")
    export(lake())
    build(lake(), offset_us=offset_of("Asia/Shanghai"))


def text(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def part(page, name):
    """One part of the page, as words."""
    found = re.search(rf'<h2 id="{name}-title">.*?</section>', page, re.S)[0]
    return unescape(re.sub(r"<[^>]+>", " ", found))


def test_groups_that_differ_by_more_than_chance_are_marked_and_a_small_one_is_refused_in_words(browser, unlike):
    channels = part(text(browser(XU).get(ADDRESS, MONTHS)), "channel")

    assert "高于其余各组合计" in channels
    assert "低于其余各组合计" in channels
    assert "值得过问" in channels
    assert "只有 3 件" in channels
    assert "20 / 20" in channels


def test_where_there_is_one_group_nothing_is_compared(browser, unlike):
    assert "无从比较" in part(text(browser(XU).get(ADDRESS, MONTHS)), "anonymity")


def test_a_group_opens_its_tickets(browser, unlike):
    page = text(browser(XU).get(ADDRESS, MONTHS))
    link = re.search(r'href="(/insight/measures/contacted_in_time/tickets/[^"]*anonymity=open[^"]*)"', page)[1]

    assert "共43件" in text(browser(XU).get(unescape(link)))


def test_the_page_reads_in_english_and_leaves_as_a_workbook(browser, unlike):
    liang = browser(LIANG)
    liang.cookies["django_language"] = "en"

    assert "by more than chance would make" in text(liang.get(ADDRESS, MONTHS))
    assert liang.post(f"{ADDRESS}export/", {"purpose": "monthly"})["Content-Type"].startswith("application/vnd")


def test_what_is_no_outcome_is_not_compared_and_others_find_no_page(browser, unlike):
    assert browser(XU).get("/insight/measures/sent_back/groups/").status_code == 404
    assert browser(LIN).get(ADDRESS).status_code == 404
