"""How long acts take, on the page of the flow: only of tickets in sight, each value to the width of its class."""

import re

from tests.tickets import stories
from tests.tickets.cast import ADMIN, XU
from tests.web.test_insight import MONTHS, patient, starred, text, twelve  # noqa: F401
from tests.web.test_insight_out import book


def signing(browser):
    """The cells of the row that tells how long signing took after the dispatch."""
    page = text(browser(XU).get("/insight/flow/", MONTHS))
    part = page.partition("各环节动作用时")[2].partition("</section>")[0]
    assert "每档比前一档宽5%" in part
    row = re.search(r"<tr>\s*<td>派单</td>\s*<td>签收工单</td>.*?</tr>", part, re.S)[0]
    return re.findall(r"<td>(.*?)</td>", row)[2:]


def signed_for(browser):
    """What the reader sees in them."""
    return [re.sub(r"<[^>]+>", "", cell) for cell in signing(browser)]


def test_signing_took_twenty_minutes_on_both_clocks(browser, twelve):  # noqa: F811
    assert signed_for(browser) == ["12", *["20分钟 [20分钟 – 21分钟]", "20分钟 [20分钟 – …]"] * 2]


def test_the_count_opens_the_tickets_on_which_one_act_followed_the_other(browser, twelve):  # noqa: F811
    link = re.search(r'href="([^"]+)"', signing(browser)[0])[1].replace("&amp;", "&")

    page = text(browser(XU).get(link))

    assert "派单 → 签收工单" in page
    assert all(ticket.number in page for ticket in twelve)
    assert browser(XU).get("/insight/flow/tickets/", {"before": "ticket.dispatched", "act": "no"}).status_code == 302


def test_what_is_hidden_from_a_reader_counts_in_no_histogram(browser, twelve):  # noqa: F811
    for ticket in twelve[2:5]:
        stories.step("request_quarantine", ticket, by=ADMIN, hours=2, key="administrator", ground="state_secret")
    stories.acknowledged()
    starred()

    assert signed_for(browser) == ["10", *["20分钟 [20分钟 – 21分钟]", "20分钟 [20分钟 – …]"] * 2]


def test_pairs_of_acts_that_are_too_rare_to_tell_are_counted_on_the_page_and_listed_in_the_workbook(browser, twelve):  # noqa: F811
    xu = browser(XU)
    page = text(xu.get("/insight/flow/", MONTHS)).partition("各环节动作用时")[2].partition("</section>")[0]
    rarer = int(re.search(r"另有(\d+)种前后动作不足10件", page)[1])

    sheets = book(xu, "/insight/flow/")

    assert "<td>办结工单</td>" not in page
    rows = sheets["各环节动作用时"][1:]
    assert sum("只有" in row[3] for row in rows) == rarer > 0
    assert ["办结工单", 2] in [[row[1], int(row[2])] for row in rows]
