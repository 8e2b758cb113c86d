"""The way of tickets and how long they wait: each point opens its tickets and says its interval."""

import json
import re

from tests.tickets import stories
from tests.tickets.cast import XU
from tests.web.test_insight import CHART, MONTHS, content_of, days_pass, starred, text
from tests.web.test_insight import patient as patient_pages
from tests.web.test_insight import twelve as twelve_tickets
from weisu.analytics.catalog import said

patient, twelve = patient_pages, twelve_tickets


def test_every_point_of_a_curve_opens_the_tickets_that_took_as_long_or_longer(browser):
    quick, slow = [stories.acknowledged() for _ in range(4)], [stories.dispatched() for _ in range(3)]
    for ticket in slow:
        stories.step("acknowledge", ticket, by=stories.CHEN, hours=50)
    waiting = stories.dispatched()
    days_pass(waiting)
    starred()
    xu = browser(XU)
    page = text(xu.get("/insight/measures/residence_dispatched/", MONTHS))
    curve = next(json.loads(found) for found in CHART.findall(page) if '"curve"' in found)
    n_of = [int(re.search(r"n = (\d+)", words)[1]) for words in curve["said"]]

    behind = [text(xu.get(link)) for link in curve["links"]]

    assert len(curve["links"]) == len(curve["points"]) == 3
    assert n_of == [8, 4, 1]
    assert [f"共{n}件" in listed for n, listed in zip(n_of, behind, strict=True)] == [True] * 3
    assert all(ticket.number in behind[1] for ticket in [*slow, waiting])
    assert not any(ticket.number in behind[1] for ticket in quick)
    assert "2.1天及以上" in behind[1]
    assert all(f'href="{link}">{n}</a>' in page for link, n in zip(curve["links"], n_of, strict=True))


def test_a_bound_that_is_no_number_of_seconds_keeps_every_ticket(browser, twelve):
    for words in ("-1", "nan", "inf", "1e400", "soon", "٣"):
        page = text(browser(XU).get("/insight/measures/residence_dispatched/tickets/", {**MONTHS, "at_least": words}))
        assert "共12件" in page


def test_the_median_of_a_step_has_an_interval_and_of_fewer_than_six_none(browser, twelve):
    for ticket, hours in zip(twelve[2:10], range(4, 12), strict=True):
        stories.step("submit_reply", ticket, by=stories.CHEN, hours=hours, internal="已派维修", public="已修好")
    starred()
    page = text(browser(XU).get("/insight/flow/", MONTHS))
    chart = next(json.loads(found) for found in CHART.findall(page) if '"flow"' in found)
    found = re.search(r'<h2 id="steps-title">.*?</section>', page, re.S)[0]
    rows = [re.findall(r"<td>(?:<a[^>]*>)?([^<]*)", row) for row in found.split("<tr>")]
    of_step = {tuple(row[:2]): row[2:5] for row in rows if row}

    assert of_step["已签收", "已答复待审核"] == ["10", "6.0小时", "[4.5小时 – 9.5小时]"], of_step
    assert of_step["已答复待审核", "已办结"][2] == "—"
    assert any("[4.5小时 – 9.5小时]" in one["said"] for one in chart["links"])
    assert "不足六次的没有区间" in page


def test_the_way_of_tickets_says_what_its_numbers_are(browser, twelve):
    page = text(browser(XU).get("/insight/flow/", MONTHS))
    definition = re.search(r'<details class="fold">.*?</details>', content_of(page), re.S)[0]

    assert "同一工单走两次的计两次" in definition
    for key in ("residence_dispatched", "residence_acknowledged"):
        assert said(key, "zh").name in definition
        assert said(key, "zh").counts in definition


def test_a_stay_at_a_stage_opens_its_tickets(browser, twelve):
    xu = browser(XU)
    page = text(xu.get("/insight/flow/", MONTHS))
    stays = next(json.loads(found) for found in CHART.findall(page) if '"ranges"' in found)

    assert stays["rows"]
    for row in stays["rows"]:
        assert "/tickets/" in row["link"]
        assert "没有工单" not in text(xu.get(row["link"]))


def test_the_way_of_tickets_shows_each_step_and_opens_it(browser, twelve):
    stories.return_refused()
    starred()
    xu = browser(XU)

    page = text(xu.get("/insight/flow/", MONTHS))
    link = re.search(r"<td>已派单</td>\s*<td>已签收</td>\s*<td><a href=\"([^\"]+)\">12</a>", page)[1]
    chart = next(json.loads(found) for found in CHART.findall(page) if "sankey" in found or '"flow"' in found)

    assert all(ticket.number in text(xu.get(link)) for ticket in twelve)
    assert "回退" in page
    assert {"source": "已派单", "target": "已签收", "value": 12}.items() <= chart["links"][0].items() or any(
        one["source"] == "已派单" and one["target"] == "已签收" and one["value"] == 12 for one in chart["links"]
    )


def test_a_wait_is_drawn_as_a_curve_with_those_still_waiting(browser, twelve):
    page = text(browser(XU).get("/insight/measures/residence_acknowledged/", MONTHS))
    curve = next(json.loads(found) for found in CHART.findall(page) if '"curve"' in found)
    shares = [point[2] for point in curve["points"]]

    assert shares == sorted(shares, reverse=True)
    assert all(low <= share <= high for _at, low, share, high in curve["points"])
    assert "仍在等待的比例" in page
