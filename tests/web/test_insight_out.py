"""What leaves the desk as a workbook holds what its page holds, says what its numbers are, and is written down."""

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.tickets import stories
from tests.tickets.cast import CHEN, LIN, WU, XU
from tests.web.test_insight import MONTHS, starred, tables, text
from tests.web.test_insight import patient as patient_pages
from tests.web.test_monitoring import JANUARY, over
from tests.web.test_monitoring import asked as said_yes
from weisu.analytics.catalog import said
from weisu.insight import drawing, kept
from weisu.insight.asking import lake
from weisu.vault.models import AccessRecord

QUERY = "?since=2026-01&until=2026-01"
BEHIND = "/insight/measures/acknowledged_in_time/tickets/"

patient = patient_pages


@pytest.fixture
def dozen(browser):
    """Twelve tickets, of which the housing bureau signed for two too late."""
    tickets = [stories.acknowledged() for _ in range(10)] + [stories.dispatched() for _ in range(2)]
    for ticket in tickets[10:]:
        stories.step("acknowledge", ticket, by=CHEN, hours=24 * 20)
    starred()
    return tickets


def book(client, path, query=QUERY):
    """The workbook of an export, by its sheets."""
    sent = client.post(f"{path}export/{query}", {"purpose": "季度会商"})
    assert sent.status_code == 200, sent.status_code
    found = CalamineWorkbook.from_filelike(BytesIO(sent.content))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


@pytest.mark.parametrize(
    "path",
    [
        "/insight/flow/",
        "/insight/measures/acknowledged_in_time/",
        "/insight/measures/acknowledged_in_time/map/",
        "/insight/measures/closure_on_time/groups/",
    ],
)
def test_a_workbook_holds_every_row_of_its_page(browser, dozen, path):
    xu = browser(XU)

    assert_same_rows(xu, path)


def assert_same_rows(client, path):
    """Row for row the workbook holds what the tables of the page hold."""
    shown, sheets = tables(text(client.get(path, MONTHS))), book(client, path)
    assert shown
    assert [row for sheet in sheets.values() for row in sheet[1:]][: len(shown)] == shown


def test_the_workbook_of_units_side_by_side_holds_every_row(browser):
    for ticket in [stories.dispatched() for _ in range(12)]:
        stories.step("acknowledge", ticket, by=CHEN, hours=24 * 20)
    helped = [stories.dispatched_to_two() for _ in range(3)]
    stories.step("acknowledge", helped[0], by=WU)
    stories.acknowledged()
    starred()

    assert_same_rows(browser(XU), "/insight/measures/acknowledged_in_time/units/")


def test_the_workbook_of_all_measures_holds_each_tile(browser, dozen):
    xu = browser(XU)
    page = text(xu.get("/insight/", MONTHS))

    rows = {row[0]: row for row in book(xu, "/insight/")["指标分析"][1:]}

    tile = re.search(r"<li>\s*<h3><a[^>]*>签收及时率</a>.*?</li>", page, re.S)[0]
    assert rows["签收及时率"][1:4] == ["83.3%", "55.2% – 95.3%", "12"]
    assert all(words in tile for words in ("83.3%", "55.2% – 95.3%", "n = 12"))


def test_a_workbook_says_what_its_numbers_are(browser, dozen):
    sheets = book(browser(XU), "/insight/measures/acknowledged_in_time/")
    told = [tuple(row) for row in sheets["数据说明"][1:]]
    definition = said("acknowledged_in_time", "zh")

    assert ("计入范围", definition.counts) in told
    assert definition.met in [value for _name, value in told]
    assert definition.basis in [value for _name, value in told]
    assert "83.3% 比例" in [value for _name, value in told]
    assert ("按月", "有数值的月份不足七个，因此不画控制限，也不对任何月份作判断。") in told


def test_of_a_rate_that_lacks_answers_the_workbook_has_the_coverage(browser):
    for ticket in [stories.closed() for _ in range(12)][:10]:
        said_yes(ticket, "yes")
    over()

    xu = browser(XU)
    told = [value for _name, value in book(xu, "/insight/measures/solved/")["数据说明"]]

    covered = "应回访者中83%作答；若其余全部回答“否”，则为83.3%"
    assert covered in told
    assert f'<p class="soft">{covered}</p>' in text(xu.get("/insight/measures/solved/map/", MONTHS))


def test_the_tickets_behind_a_number_leave_with_a_purpose_and_a_line_for_each(browser, dozen):
    xu = browser(XU)
    query = f"{QUERY}&met=no"
    page = text(xu.get(f"{BEHIND}{query}"))
    link = re.search(r'href="([^"]+export/[^"]*)"', page)[1]

    asked = text(xu.get(link))
    sheets = book(xu, BEHIND, query)

    late = {ticket.number for ticket in dozen[10:]}
    assert link == f"{BEHIND}export/?since=2026-01&until=2026-01&met=no"
    assert "用途" in asked
    assert f'href="{BEHIND}?since=2026-01&until=2026-01&met=no"' in asked
    assert {row[0] for row in sheets["工单"][1:]} == late
    lines = AccessRecord.objects.filter(act="export", subject="ticket", purpose="季度会商", by=XU.id)
    assert {line.subject_id for line in lines} == {ticket.id for ticket in dozen[10:]}


def test_the_tickets_of_a_step_leave_too(browser, dozen):
    step = "&source=dispatched&target=acknowledged"

    sheets = book(browser(XU), "/insight/flow/tickets/", QUERY + step)

    assert {row[0] for row in sheets["工单"][1:]} == {ticket.number for ticket in dozen}


def test_more_tickets_than_a_list_holds_leave_whole(browser, dozen, monkeypatch):
    from weisu.tickets import queries

    monkeypatch.setattr(queries, "MOST", 5)

    assert len(book(browser(XU), BEHIND)["工单"]) == 13


def test_the_draws_and_the_tickets_of_one_leave(browser, arrival):
    for _ in range(12):
        stories.closed()
    over()
    starred()
    drawn = drawing.make(lake(), "9901", JANUARY, seed="a lottery", by=XU, now=arrival["now"])
    xu = browser(XU)

    draws = book(xu, "/insight/monitoring/", "")["历次抽样"]
    closed = book(xu, f"/insight/monitoring/{drawn.name}/tickets/", "")["工单"]

    assert draws[1][0] == "2026-01"
    assert drawn.digest in draws[1]
    assert len(closed) == 13
    assert AccessRecord.objects.filter(act="export", subject="measures", purpose__contains="季度会商").count() == 1


def test_nothing_leaves_without_a_purpose_or_for_whoever_has_no_desk(browser, dozen):
    for path in (BEHIND, "/insight/flow/tickets/", "/insight/monitoring/"):
        before = AccessRecord.objects.count()
        assert browser(XU).post(f"{path}export/{QUERY}&source=dispatched&target=acknowledged", {}).status_code == 200
        assert browser(LIN).post(f"{path}export/{QUERY}", {"purpose": "x1"}).status_code == 404
        assert AccessRecord.objects.count() == before


def test_an_export_that_has_to_wait_keeps_its_purpose(browser, dozen, monkeypatch):
    xu = browser(XU)
    path = f"/insight/measures/sent_back/export/{QUERY}"

    monkeypatch.setattr(kept, "PATIENCE_S", 0)
    waiting = xu.post(path, {"purpose": "季度会商"})
    monkeypatch.setattr(kept, "PATIENCE_S", 120)
    page = text(waiting)
    form = re.search(r'<form method="post" action="([^"]*sent_back[^"]*)">(.*?)</form>', page, re.S)
    fields = dict(re.findall(r'name="(purpose)" value="([^"]*)"', form[2]))
    sent = xu.post(form[1], fields)

    assert "Refresh" not in waiting.headers
    assert "用途已保留" in page
    assert sent["Content-Type"].startswith("application/vnd")
    assert "季度会商" in AccessRecord.objects.get(act="export", subject="measures").purpose
