"""How long acts take, on the page of the flow: only of tickets in sight, each value to the width of its class."""

import re

from tests.tickets import stories
from tests.tickets.cast import ADMIN, XU
from tests.web.test_insight import MONTHS, patient, starred, text, twelve  # noqa: F401


def signed_for(browser):
    """The cells of the row that tells how long signing took after the dispatch."""
    page = text(browser(XU).get("/insight/flow/", MONTHS))
    part = page.partition("各环节动作用时")[2].partition("</section>")[0]
    assert "每档比前一档宽5%" in part
    row = re.search(r"<tr>\s*<td>派单</td>\s*<td>签收工单</td>.*?</tr>", part, re.S)[0]
    return re.findall(r"<td>(.*?)</td>", row)[2:]


def test_signing_took_twenty_minutes_on_both_clocks(browser, twelve):  # noqa: F811
    assert signed_for(browser) == ["12", *["20分钟 [20分钟 – 21分钟]", "20分钟 [20分钟 – …]"] * 2]


def test_what_is_hidden_from_a_reader_counts_in_no_histogram(browser, twelve):  # noqa: F811
    for ticket in twelve[2:5]:
        stories.step("request_quarantine", ticket, by=ADMIN, hours=2, key="administrator", ground="state_secret")
    stories.acknowledged()
    starred()

    assert signed_for(browser) == ["10", *["20分钟 [20分钟 – 21分钟]", "20分钟 [20分钟 – …]"] * 2]
