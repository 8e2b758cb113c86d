"""The pages of the measures: whose tickets count, what lies behind a number, and what a page says when it has none."""

import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.tickets import stories
from tests.tickets.cast import CLOCK, HOUSING, LIANG, LIN, MONDAY, URBAN, WATER, WU, XU, ZHOU
from weisu.analytics.build import build
from weisu.analytics.instants import offset_of
from weisu.domain.context import Scope
from weisu.domain.vocabulary import Role
from weisu.insight import kept
from weisu.insight.asking import lake, months_known, period_of, view_of
from weisu.insight.questions import QUESTIONS
from weisu.tickets import services
from weisu.tickets.export import export
from weisu.tickets.models import Ticket
from weisu.vault.models import AccessRecord

MONTHS = {"since": "2026-01", "until": "2026-01"}
CHART = re.compile(r'<script id="[a-z]+" type="application/json">(.*?)</script>', re.S)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Pages wait for their answer, however busy the machine is."""
    monkeypatch.setattr(kept, "PATIENCE_S", 120)


def starred():
    """The tables of the measures, up to now."""
    export(lake())
    build(lake(), offset_us=offset_of("Asia/Shanghai"))


def days_pass(ticket):
    """Somebody chases it three days on: the limits for signing are past by then."""
    stories.step("chase", ticket, by=LIN, hours=72, channel="phone")


@pytest.fixture
def twelve(browser):
    """A dozen tickets: two closed, the others with the housing bureau."""
    tickets = [stories.closed() for _ in range(2)] + [stories.acknowledged() for _ in range(10)]
    days_pass(tickets[-1])
    starred()
    return tickets


def text(response):
    """A page as it is read: without what only keeps numbers on one line."""
    assert response.status_code == 200, response.status_code
    return re.sub(r'<span class="number">([^<]*)</span>', r"\1", unescape(response.content.decode()))


def tables(page):
    """The rows of every table of a page, as words; a sentence beneath a row is its last cell."""
    rows = re.findall(r'<tr>((?:(?!</tr>).)*<td.*?)</tr>(?:\s*<tr class="told">(.*?)</tr>)?', page, re.S)
    cells = [
        [*re.findall(r"<td>(.*?)</td>", row, re.S), *re.findall(r"</span> (.*?)</p>", told, re.S)] for row, told in rows
    ]
    return [[re.sub("<[^>]+>", "", cell) for cell in row] for row in cells]


def counted(viewer, key="tickets"):
    """How many tickets a person's overview counts."""
    months = months_known()
    found = QUESTIONS["overview"](view_of(viewer, period_of(months, "", ""), MONDAY), lambda done, of: None)
    return next(one["n"] for one in found["results"] if one["metric"] == key)


def test_without_tables_the_page_says_so_and_how_they_are_made(browser):
    page = text(browser(XU).get("/insight/"))

    assert "指标数据表尚未生成" in page
    assert "weisu metrics --build" in page
    assert "%" not in re.sub(r"<[^>]+>", "", page)


def test_a_tile_has_value_interval_cases_direction_and_definition(browser, twelve):
    page = text(browser(XU).get("/insight/", MONTHS))
    tile = re.search(r"<li>\s*<h3><a[^>]*>签收及时率</a>.*?</li>", page, re.S)[0]

    assert "100.0%" in tile
    assert "95%区间" in tile
    assert "n = 12" in tile
    assert "越高越好" in tile
    assert "签收时限落在本期且已经到期的承办" in tile


def test_the_page_and_its_workbook_say_under_whose_rules_the_months_were_counted(browser, twelve):
    xu = browser(XU)
    address = "/insight/measures/acknowledged_in_time/"
    book = xu.post(f"{address}export/?since=2026-01&until=2026-01", {"purpose": "季度检查"})
    about = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_name("数据说明").to_python()
    said = "2026-01按政策包 national 在各月最后一天（最晚 2026-01-31）有效的规则计数：少于 10 件不给比率"

    assert said.replace("national", "<code>national</code>") in text(xu.get(address, MONTHS))
    assert said in dict(map(tuple, about))["计数规则"]


def test_the_pages_read_in_english_too(browser, twelve):
    liang = browser(LIANG)
    liang.cookies["django_language"] = "en"

    overview = text(liang.get("/insight/", MONTHS))
    measure = text(liang.get("/insight/measures/acknowledged_in_time/", MONTHS))

    assert "Acknowledged in time" in overview
    assert "Fewer than seven months have a value" in measure
    assert not re.search(
        r"[\u4e00-\u9fff]", re.sub(r"示范市\w*|<dd lang=.zh-Hans.>[^<]*</dd>|中文", "", content_of(measure))
    )


def content_of(page):
    return re.sub(r"<script.*?</script>", "", page.partition("<main")[2].partition("</main>")[0], flags=re.S)


def test_a_measure_without_enough_cases_says_so_and_gives_no_rate(browser):
    days_pass(stories.acknowledged())
    starred()

    page = text(browser(XU).get("/insight/measures/acknowledged_in_time/", MONTHS))

    assert "只有 1 件" in page
    assert "100.0%" not in page


def test_every_number_opens_the_tickets_behind_it(browser, twelve):
    xu = browser(XU)
    measure = text(xu.get("/insight/measures/acknowledged_in_time/", MONTHS))
    charts = [json.loads(found) for found in CHART.findall(measure)]
    link = next(chart for chart in charts if chart["kind"] == "trend")["points"][0]["link"]

    behind = text(xu.get(link))

    assert f'href="{link}"' in measure
    assert all(ticket.number in behind for ticket in twelve)
    assert "共12件" in behind


def test_of_a_share_those_that_did_not_meet_it_are_found_apart(browser, arrival):
    late = [stories.dispatched() for _ in range(10)]
    acknowledged = stories.acknowledged()
    stories.step("acknowledge", late[0], by=stories.CHEN, hours=24 * 20)
    starred()
    xu = browser(XU)

    missed = text(xu.get("/insight/measures/acknowledged_in_time/tickets/", {**MONTHS, "met": "no"}))
    met = text(xu.get("/insight/measures/acknowledged_in_time/tickets/", {**MONTHS, "met": "yes"}))

    assert late[0].number in missed
    assert acknowledged.number in met
    assert acknowledged.number not in missed


def test_complex_tickets_stand_apart_from_routine_ones_and_open_theirs(browser, twelve):
    for ticket in twelve[2:8]:
        told = {"units": [HOUSING, URBAN], "outcome": "agreed", "minutes": "由住房牵头"}
        stories.step("hold_conference", ticket, by=LIANG, **told)
    starred()
    xu = browser(XU)
    page = text(xu.get("/insight/measures/acknowledged_in_time/", MONTHS))
    apart = re.search(r'<h2 id="stratum-title">.*?</section>', page, re.S)[0]

    behind = text(xu.get("/insight/measures/acknowledged_in_time/tickets/", {**MONTHS, "stratum": "complex"}))

    words = re.sub("<[^>]+>", "", apart.partition("<tbody")[2])
    assert "一般件与复杂件" in apart
    assert re.findall(r"复杂件|一般件|异常件|6 / 6", words) == ["复杂件", "6 / 6", "一般件", "6 / 6"]
    assert "stratum=complex" in apart
    assert "共6件" in behind
    assert [ticket.number in behind for ticket in twelve] == [2 <= place < 8 for place in range(12)]


def test_a_ticket_about_a_unit_is_in_no_number_of_its_own_people(browser, twelve):
    about = stories.acknowledged(about=(WATER,))
    starred()
    leader = Scope(Role.LEADER, WATER, "9901")
    accused = replace(XU, id="leader", roles=frozenset({Role.LEADER}), unit_id=WATER, posts=(leader,))
    other = replace(accused, unit_id=HOUSING, posts=(replace(leader, unit_id=HOUSING),))

    assert counted(accused) == 12
    assert counted(other) == 13
    assert about.number in text(browser(XU).get("/insight/measures/tickets/tickets/", MONTHS))


def test_a_quarantined_ticket_is_in_no_number(city):
    from tests.rights.cases import quarantine_asked

    quarantine_asked()
    stories.acknowledged()
    starred()

    assert counted(XU) == 1


def test_numbers_hold_the_tickets_of_ones_own_region_only(city):
    stories.registered(region="990101001")
    for _ in range(3):
        stories.registered()
    starred()
    district = replace(LIANG, region_code="990101", posts=(Scope(Role.COORDINATOR, "", "990101"),))

    assert counted(district) == 1
    assert counted(LIANG) == 4


def test_a_ticket_about_ones_own_unit_changes_nothing_at_the_desk(city):
    """Neither a number nor the absence of one tells the accused that somebody spoke of them."""
    from tests.rights.cases import quarantine_asked

    calls_answered()
    stories.closed()
    leader = Scope(Role.LEADER, WATER, "9901")
    accused = replace(XU, id="leader", roles=frozenset({Role.LEADER}), unit_id=WATER, posts=(leader,))
    before = said_to(accused)

    stories.step("chase", stories.acknowledged(about=(WATER,)), by=LIN, hours=6, channel="phone")
    quarantine_asked()

    assert said_to(accused) == before
    assert before["answered"]["n"] == 2


def said_to(viewer):
    """What the desk says to somebody of every measure, from the log up to now."""
    starred()
    view = view_of(viewer, period_of(months_known(), "", ""), MONDAY)
    return {one["metric"]: one for one in QUESTIONS["overview"](view, lambda done, of: None)["results"]}


def calls_answered():
    """One call that somebody took."""
    services.record_contact(contact="call-7", channel="phone", region="9901", by=LIN, now=MONDAY)
    services.record_missed_contact(contact="call-8", channel="phone", region="9901", by=LIN, now=MONDAY)


def test_calls_are_counted_by_place_and_only_for_posts_of_every_matter(city):
    calls_answered()
    stories.registered(region="990101001")
    post = Scope(Role.COORDINATOR, "", "9901")
    district = replace(LIANG, region_code="990101", posts=(replace(post, region_code="990101"),))
    housing = replace(LIANG, posts=(replace(post, matters=("housing",)),))

    assert said_to(LIANG)["answered"]["n"] == 2
    assert said_to(district)["answered"]["n"] == 0
    assert said_to(housing)["answered"]["why"] == "not_by_ticket"


def test_warnings_by_night_are_those_of_tickets_in_sight(city):
    stories.acknowledged(about=(WATER,))
    leader = Scope(Role.LEADER, WATER, "9901")
    accused = replace(XU, id="leader", roles=frozenset({Role.LEADER}), unit_id=WATER, posts=(leader,))
    stories.acknowledged()
    for ticket in Ticket.objects.all():
        stories.step("send_warning", ticket, by=CLOCK, hours=12, clock="closure", unit=HOUSING, stage="due_soon")

    assert said_to(XU)["warned_at_night"]["n"] == 2
    assert said_to(accused)["warned_at_night"]["n"] == 1


def test_the_workbook_leaves_with_a_purpose_that_is_recorded(browser, twelve):
    xu = browser(XU)

    asked = text(xu.get("/insight/measures/acknowledged_in_time/export/", MONTHS))
    sent = xu.post(
        "/insight/measures/acknowledged_in_time/export/?since=2026-01&until=2026-01", {"purpose": "季度会商"}
    )
    book = CalamineWorkbook.from_filelike(BytesIO(sent.content))

    assert "用途" in asked
    assert book.sheet_names[:2] == ["按月", "按单位"]
    assert book.get_sheet_by_name("按月").to_python()[1][:2] == ["2026-01", "100.0%"]
    line = AccessRecord.objects.get(act="export", subject="measures")
    assert line.by == XU.id
    assert "季度会商" in line.purpose


def test_nothing_but_data_stands_in_a_page(browser, twelve):
    """The policy of content forbids a script in a page; what charts are drawn from is data, and no style is inline."""
    for path in ("/insight/", "/insight/flow/", "/insight/measures/residence_handling/"):
        page = text(browser(XU).get(path, MONTHS))
        kinds = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page)
        assert all('type="application/json"' in kind for kind in kinds)
        assert " style=" not in page
        assert " onclick=" not in page


def test_a_long_answer_shows_how_far_it_is_and_asks_again_without_a_script(browser, twelve, monkeypatch):
    monkeypatch.setattr(kept, "PATIENCE_S", 0)
    waiting = browser(XU).get("/insight/", MONTHS)
    monkeypatch.setattr(kept, "PATIENCE_S", 120)
    ready = browser(XU).get("/insight/", MONTHS)

    assert "正在计算" in text(waiting)
    assert waiting.headers["Refresh"] == "2"
    assert "签收及时率" in text(ready)
    assert "Refresh" not in ready.headers


def test_the_measures_are_not_there_for_who_handles_tickets(browser, twelve):
    assert browser(LIN).get("/insight/").status_code == 404
    assert browser(ZHOU).get("/insight/measures/closure_on_time/").status_code == 404
    assert browser(XU).get("/insight/measures/no_such_measure/").status_code == 404
    assert 'href="/insight/"' not in text(browser(LIN).get("/"))
    assert 'href="/insight/"' in text(browser(XU).get("/"))


def here_in_the_menu(page):
    """The doors of the menu that are marked as the reader's place, and how."""
    menu = page.partition('<header class="side">')[2].partition("</header>")[0]
    return re.findall(r'href="([^"]+)" aria-current="(\w+)"', menu)


def test_the_menu_says_that_a_page_of_a_measure_belongs_to_the_desk(browser, twelve):
    xu = browser(XU)
    deeper = (
        "measures/closure_on_time/",
        "measures/closure_on_time/tickets/",
        "measures/closure_on_time/map/",
        "flow/",
    )

    assert here_in_the_menu(text(xu.get("/insight/", MONTHS))) == [("/insight/", "page")]
    for path in deeper:
        assert here_in_the_menu(text(xu.get(f"/insight/{path}", MONTHS))) == [("/insight/", "true")]
    assert here_in_the_menu(text(xu.get("/"))) == [("/", "page")]
    assert here_in_the_menu(text(xu.get(f"/tickets/{twelve[0].number}/"))) == []


def test_units_stand_side_by_side_in_three_ways_and_open_their_tickets(browser, arrival):
    late = [stories.dispatched() for _ in range(12)]
    for ticket in late:
        stories.step("acknowledge", ticket, by=stories.CHEN, hours=24 * 20)
    helped = [stories.dispatched_to_two() for _ in range(3)]
    stories.step("acknowledge", helped[0], by=WU)
    stories.acknowledged()
    starred()
    xu = browser(XU)
    page = text(xu.get("/insight/measures/acknowledged_in_time/units/", MONTHS))
    link = re.search(r'<a href="([^"]+)">15 / 16</a>', page)[1]

    funnel = next(json.loads(found) for found in CHART.findall(page) if '"funnel"' in found)

    assert "示范市住房局: 93.8% [71.7% – 98.9%], n = 16" in [one["said"] for one in funnel["points"]]
    assert "单纯排名的名次" in page
    assert "为何不一致" in page
    assert "同类同档的单位不足三家" in page
    assert "次序不代表优劣" in page
    assert all(ticket.number in text(xu.get(link)) for ticket in late)


def test_no_units_are_compared_by_what_is_no_share_of_theirs(browser, twelve):
    assert browser(XU).get("/insight/measures/tickets/units/", MONTHS).status_code == 404
    assert browser(LIN).get("/insight/measures/acknowledged_in_time/units/", MONTHS).status_code == 404


def test_the_map_names_every_region_below_the_one_it_lies_in_and_opens_its_tickets(browser):
    inside = stories.registered(region="990101001")
    stories.registered()
    starred()
    xu = browser(XU)
    page = text(xu.get("/insight/measures/tickets/map/", MONTHS))
    chart = next(json.loads(found) for found in CHART.findall(page) if '"tiles"' in found)
    link = re.search(r'<td>[^<]* / [^<]*</td>.*?region=990101001">1</a>', page, re.S)

    assert link
    assert inside.number in text(xu.get("/insight/measures/tickets/tickets/", {**MONTHS, "region": "990101001"}))
    assert json.dumps(chart["tiles"]).count("region=990101001") == 1


def test_a_measure_of_pressure_says_that_it_excuses_nobody(browser, twelve):
    page = text(browser(XU).get("/insight/measures/in_hand/", MONTHS))

    assert "只说明压力，不评价，也不抵扣任何其他指标。" in page
