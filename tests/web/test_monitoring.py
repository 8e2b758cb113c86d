"""The pages of unobtrusive monitoring: who draws, what a draw tells to whom, and who is still to be asked."""

import json
import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from python_calamine import CalamineWorkbook

from tests.tickets import stories
from tests.tickets.cast import ADMIN, CHEN, HE, HOTLINE, HOUSING, LIANG, LIN, MA, MONDAY, XU, ZHOU, later
from tests.web.test_insight import tables
from weisu.analytics.build import build
from weisu.analytics.draws import BadDraw
from weisu.analytics.instants import offset_of
from weisu.analytics.period import Period
from weisu.domain.context import Scope
from weisu.domain.errors import RoleRefused
from weisu.domain.vocabulary import Role
from weisu.insight import drawing, kept
from weisu.insight.asking import lake, view_of
from weisu.insight.drawing import DrawnAlready, NobodyToDraw, NotOver
from weisu.insight.sampled import unobtrusive
from weisu.org import queries as org
from weisu.org import services
from weisu.tickets.export import export

JANUARY = Period.of("2026-01")
CHART = re.compile(r'<script id="[a-z]+" type="application/json">(.*?)</script>', re.S)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Pages wait for their answer, however busy the machine is."""
    monkeypatch.setattr(kept, "PATIENCE_S", 120)


@pytest.fixture
def february(arrival):
    """Requests arrive when January is over."""
    arrival["now"] = later(days=31)


def starred():
    """The tables of the measures, up to now."""
    export(lake())
    build(lake(), offset_us=offset_of("Asia/Shanghai"))


def over():
    """Something happens in February, so January is over in the log."""
    stories.registered(now=later(days=30))
    starred()


def asked(ticket, said, *, hours=30, by=MA):
    """The requester says whether it is solved and whether they are satisfied."""
    fields = {"mode": "call", "outcome": "reached", "contacted": "yes", "solved": said, "satisfied": said}
    return stories.step("complete_follow_up", ticket, by=by, hours=hours, **fields)


def made(by=XU, *, region="9901", seed="a lottery", period=JANUARY):
    """A draw of January."""
    return drawing.make(lake(), region, period, seed=seed, by=by, now=later(days=31))


@pytest.fixture
def twelve(browser, february):
    """A dozen closings of the housing bureau, of which ten said yes, one no and one nothing; and their draw."""
    tickets = [stories.closed() for _ in range(12)]
    for ticket in tickets[:10]:
        asked(ticket, "yes")
    asked(tickets[10], "no")
    over()
    return tickets, made()


def text(response, status=200):
    assert response.status_code == status, response.status_code
    return unescape(response.content.decode())


def told(viewer, draw, question="solved"):
    """What a draw tells somebody of a question."""
    found = unobtrusive(view_of(viewer, draw.period, later(days=31)), lambda done, of: None, draw)
    return found["questions"].get(question)


def table(page):
    """The cells of the first table of numbers."""
    return tables(page.partition('<table class="list numbers">')[2].partition("</table>")[0])


def test_before_the_first_draw_the_page_says_so_and_offers_one_to_who_may(browser, february):
    over()

    assert "尚未抽样" in text(browser(XU).get("/insight/monitoring/"))
    assert "/insight/monitoring/draw/" in text(browser(XU).get("/insight/monitoring/"))
    assert "/insight/monitoring/draw/" not in text(browser(LIANG).get("/insight/monitoring/"))


def test_every_row_has_closed_drawn_answered_an_interval_and_the_bounds_of_silence(browser, twelve):
    _, draw = twelve

    rows = table(text(browser(XU).get(f"/insight/monitoring/{draw.name}/")))

    whole, housing = rows
    assert whole[:4] == ["各单位合计", "12", "12", "11"]
    assert housing[:4] == ["示范市住房局", "12", "12", "11"]
    share, low, high = map(float, re.findall(r"([\d.]+)%", housing[4]))
    assert low <= 100 * 10 / 11 <= high
    assert share == pytest.approx(90.9, abs=1)
    # One of twelve is silent: from 10/12 to 11/12, whatever that one would have said; all were drawn, so no more error.
    assert whole[5] == housing[5]
    assert housing[5].startswith("83.3% – 91.7%")
    assert "未作答的1件" in housing[6] or "不会与全体持平" in housing[6]


def test_a_unit_of_which_too_few_were_closed_gets_words_and_bounds_and_no_rate(browser, february):
    for _ in range(3):
        asked(stories.closed(), "yes")
    over()
    draw = made()

    rows = table(text(browser(XU).get(f"/insight/monitoring/{draw.name}/")))

    assert [row[4] for row in rows] == ["—", "—"]
    assert "不足以推断" in rows[1][6]
    assert rows[1][5].startswith("100.0% – 100.0%")


def test_a_follow_up_that_the_hotline_completes_after_the_draw_counts_in_it(browser, twelve):
    tickets, draw = twelve
    before = told(XU, draw)["whole"]["answered"]
    asked(tickets[11], "no", hours=24 * 31, by=LIN)
    starred()

    assert before == 11
    assert told(XU, draw)["whole"]["answered"] == 12


def test_the_numbers_and_the_points_of_the_figure_open_their_tickets(browser, twelve):
    tickets, draw = twelve
    xu = browser(XU)
    page = text(xu.get(f"/insight/monitoring/{draw.name}/"))
    chart = json.loads(CHART.findall(page)[0])

    silent = text(xu.get(f"/insight/monitoring/{draw.name}/tickets/", {"which": "silent", "unit": HOUSING}))
    behind = text(xu.get(chart["rows"][1]["link"]))

    assert all(ticket.number in behind for ticket in tickets)
    assert tickets[11].number in silent
    assert tickets[0].number not in silent
    assert "共1件" in silent


def test_seed_terms_and_how_to_check_stand_on_the_page(browser, twelve):
    _, draw = twelve

    page = text(browser(XU).get(f"/insight/monitoring/{draw.name}/"))

    assert "a lottery" in page
    assert f"weisu monitoring check draws/{draw.name}.parquet" in page
    assert "办结件的10%，最少30件" in page


def test_the_page_reads_in_english_too(browser, twelve):
    _, draw = twelve
    xu = browser(XU)
    xu.cookies["django_language"] = "en"

    page = text(xu.get(f"/insight/monitoring/{draw.name}/"))

    assert "All units together" in page
    assert "the pale band supposes nothing" in page


def test_the_tables_leave_as_a_workbook_for_a_purpose(browser, twelve):
    _, draw = twelve

    book = browser(XU).post(f"/insight/monitoring/{draw.name}/export/", {"purpose": "月报"})

    sheets = CalamineWorkbook.from_filelike(
        BytesIO(b"".join(book.streaming_content) if book.streaming else book.content)
    )
    assert {"解决率", "满意率"} <= set(sheets.sheet_names)
    assert sheets.get_sheet_by_name("解决率").to_python()[1][0] == "各单位合计"


def test_a_unit_out_of_sight_is_not_named_and_its_closings_are_in_no_number(browser, twelve):
    elsewhere = stories.registered(region="990101001")
    _, draw = twelve
    district = replace(LIANG, region_code="990101", posts=(Scope(Role.COORDINATOR, "", "990101"),))
    assert elsewhere.number

    assert told(district, draw) is None
    assert told(XU, draw)["whole"]["closed"] == 12


def test_whoever_sees_none_of_the_closings_reads_so_and_no_number(browser, twelve):
    _, draw = twelve
    services.create_staff("qu", display_name="区", by=ADMIN, now=MONDAY, user_id=user("qu"))
    services.appoint("qu", role=Role.COORDINATOR, region="990101", since=MONDAY, by=ADMIN, now=MONDAY)

    page = text(browser(replace(LIANG, id="qu")).get(f"/insight/monitoring/{draw.name}/"))

    assert "您均无权查看" in page
    assert "住房局" not in page


def user(name):
    """A sign-in of that name."""
    return get_user_model().objects.create(username=name).pk


def test_a_closing_about_ones_own_unit_is_in_no_number_of_its_people(browser, february):
    for _ in range(11):
        asked(stories.closed(), "yes")
    asked(stories.closed(about=("u-water",)), "no")
    over()
    draw = made()
    leader = Scope(Role.LEADER, "u-water", "9901")
    accused = replace(XU, id="leader", roles=frozenset({Role.LEADER}), unit_id="u-water", posts=(leader,))

    assert told(accused, draw)["whole"]["closed"] == 11
    assert told(XU, draw)["whole"]["closed"] == 12


def test_a_quarantined_ticket_is_never_drawn(browser, february):
    from tests.rights.cases import quarantine_asked

    hidden = quarantine_asked()
    stories.closed()
    over()

    assert hidden.number not in drawing.opened(made()).rows["number"].to_pylist()


@pytest.mark.parametrize("somebody", [LIN, ZHOU, CHEN, MA, ADMIN])
def test_who_does_not_read_the_measures_finds_no_monitoring(browser, twelve, somebody):
    _, draw = twelve

    assert browser(somebody).get("/insight/monitoring/").status_code == 404
    assert browser(somebody).get(f"/insight/monitoring/{draw.name}/").status_code == 404


def test_a_month_is_drawn_from_the_page_once_and_the_second_time_refused_in_words(browser, february):
    stories.closed()
    over()
    xu = browser(XU)
    asked_for = {"region": "9901", "month": "2026-01", "seed": "3 12 17 25 31"}

    first = xu.post("/insight/monitoring/draw/", asked_for)
    second = text(xu.post("/insight/monitoring/draw/", {**asked_for, "seed": "better luck"}))

    (one,) = drawing.kept()
    assert first.headers["Location"] == f"/insight/monitoring/{one.name}/"
    assert "本月已抽过样" in second
    assert "better luck" in second
    assert org.all_noted("draw")[0][2] == XU.id


def test_a_draw_is_refused_to_others_of_months_not_over_and_of_months_without_closings(browser, february):
    stories.registered()
    starred()
    with pytest.raises(NotOver):
        made()
    over()
    with pytest.raises(NobodyToDraw):
        made()
    stories.closed()
    starred()
    with pytest.raises(RoleRefused):
        made(LIANG)
    with pytest.raises(RoleRefused):
        made(replace(XU, posts=(Scope(Role.OVERSIGHT_OFFICER, HOTLINE, "9901", matters=("housing",)),)))
    with pytest.raises(RoleRefused):
        made(replace(XU, posts=(Scope(Role.OVERSIGHT_OFFICER, "", "990101"),)))
    with pytest.raises(BadDraw):
        made(seed="  ")
    assert drawing.kept() == []
    assert list(drawing.shelf().glob("*.parquet")) == []


def test_a_deleted_draw_is_not_drawn_again_and_a_changed_one_tells_nothing(browser, twelve):
    _, draw = twelve
    xu = browser(XU)
    assert "90.9%" in text(xu.get(f"/insight/monitoring/{draw.name}/"))
    draw.path.write_bytes(draw.path.read_bytes() + b"x")

    changed = text(xu.get(f"/insight/monitoring/{draw.name}/"), status=409)
    draw.path.unlink()
    missing = text(xu.get(f"/insight/monitoring/{draw.name}/"), status=409)

    assert "被改动" in changed
    assert "已不存在" in missing
    assert "%" not in re.sub(r"<[^>]+>", "", changed.partition("<main")[2])
    with pytest.raises(DrawnAlready):
        made(seed="again")


def test_a_file_that_nobody_wrote_down_is_no_draw(browser, twelve):
    _, draw = twelve
    copy = draw.path.with_name(draw.path.name.replace("2026-01", "2026-02"))
    copy.write_bytes(draw.path.read_bytes())

    assert len(drawing.kept()) == 1
    assert browser(XU).get(f"/insight/monitoring/{copy.stem}/").status_code == 404


def test_who_follows_up_sees_whom_the_draw_still_wants_asked(browser, twelve):
    tickets, _ = twelve
    ma = browser(MA)

    before = text(ma.get("/sample/"))
    asked(tickets[11], "no", hours=24 * 31)
    after = text(ma.get("/sample/"))

    assert f'href="/tickets/{tickets[11].number}/"' in before
    assert tickets[0].number not in before
    assert tickets[11].number not in after
    assert "抽中的工单没有可以再回访的" in after


@pytest.mark.parametrize("somebody", [XU, CHEN, ZHOU, LIANG])
def test_who_follows_nobody_up_has_no_list_to_ask(browser, twelve, somebody):
    assert browser(somebody).get("/sample/").status_code == 404


def test_a_reopened_ticket_is_not_on_the_list(browser, twelve):
    tickets, _ = twelve
    stories.step("reopen", tickets[11], by=HE, hours=24 * 31, ground="unsolved", reason="仍未解决")

    assert tickets[11].number not in text(browser(MA).get("/sample/"))


def test_people_are_engaged_so_that_an_analyst_may_draw(city, february):
    services.create_staff("ana", display_name="安", by=ADMIN, now=MONDAY)
    services.appoint("ana", role=Role.ANALYST, region="9901", since=MONDAY, by=ADMIN, now=MONDAY)
    stories.closed()
    over()

    assert made(org.principal("ana", later(days=31))).by == "ana"
