"""The page of composite scores: only what a pack declares, with what each score is worth, and only units in sight."""

import json
import re
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.tickets import stories
from tests.tickets.cast import ADMIN, BRIDGE, CHEN, GAO, HOUSING, LIANG, LIN, MONDAY, URBAN, WATER, WU, XU, ZHOU, later
from tests.web.test_insight import MONTHS, content_of, days_pass, patient, starred, text  # noqa: F401
from weisu.domain.vocabulary import Role
from weisu.insight import kept
from weisu.org import services as org
from weisu.policies import services as policies
from weisu.tickets import services
from weisu.vault.models import AccessRecord

PATH = "/insight/composites/"
PACK = 'id = "city"\ntitle = "示范市"\nextends = "national"\nregion = "9901"\nlevel = "prefecture"\n'
SCORE = """
[[composite]]
id         = "units"
label      = { zh = "承办单位得分", en = "Score of units" }
groups     = ["department", "territorial"]
indicators = { acknowledged_in_time = "share", parts = "tickets" }
from       = 2025-07-01
basis      = "示范市考核办法第六条"
[[composite.part]]
id     = "in_time"
label  = { zh = "按时签收", en = "Acknowledged in time" }
weight = 2
points = "clamp((acknowledged_in_time - 60%) * 1 point / 1%, 0 points, 40 points)"
[[composite.part]]
id     = "volume"
label  = { zh = "诉求量权重", en = "Volume weight" }
points = "min(parts * 0.5 points / 1 ticket, 10 points)"
[[composite.constant]]
id     = "base"
label  = { zh = "基础分", en = "To begin with" }
points = 10
basis  = "办法第七条"
[[composite.example]]
given  = { acknowledged_in_time = 0.90, parts = 10 }
expect = { score = 75.0 }
"""


def declare(score=SCORE):
    """Two people put a pack with a composite in force."""
    proposal = policies.propose({"pack.toml": PACK, "assessment.toml": score}, by=LIANG, now=MONDAY)
    policies.publish(proposal.id, by=ADMIN, now=MONDAY)


def acknowledged_by(unit, clerk, many, **more):
    """Tickets that a unit has signed for."""
    found = []
    for _ in range(many):
        number = stories.accepted(**more).number
        services.dispatch(number, lead=unit, basis="职责清单", by=ZHOU, now=later(minutes=10))
        found.append(services.acknowledge(number, by=clerk, now=later(minutes=30)))
    return found


def rows_of(page, title):
    """The cells of a table by its title, without their links."""
    section = page.partition(f">{title}</h2>")[2].partition("</section>")[0]
    rows = [re.findall(r"<td>(.*?)</td>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", section, re.S)]
    return [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in rows if row]


def charts_of(page):
    return [json.loads(found) for found in re.findall(r'type="application/json">(.*?)</script>', page, re.S)]


@pytest.fixture
def scored(browser):
    """Two departments, of which one has three tickets; a street, and a company that nobody scores."""
    declare()
    found = acknowledged_by(HOUSING, CHEN, 12)
    acknowledged_by(URBAN, WU, 3)
    acknowledged_by(BRIDGE, GAO, 10, region="990101001", category="environment.waste")
    for _ in range(2):
        services.dispatch(stories.accepted().number, lead=WATER, basis="职责清单", by=ZHOU, now=later(hours=71))
    days_pass(found[0])
    starred()
    return found


def test_without_a_composite_the_page_says_so_and_how_one_is_declared(browser):
    stories.acknowledged()
    starred()

    page = text(browser(XU).get(PATH, MONTHS))

    assert "2026-01-31在示范市生效的政策包没有声明综合得分" in page
    assert "docs/how-to/write-a-policy-pack.md" in page
    assert "导出" not in content_of(page)


def test_a_composite_tells_its_law_its_day_its_text_and_its_formula_in_words(browser, scored):
    page = text(browser(XU).get(PATH, MONTHS))
    formula = rows_of(page, "公式")

    assert "示范市考核办法第六条" in page
    assert "2025-07-01" in page
    assert "city/assessment.toml:2" in page
    assert formula[0][:3] == [
        "按时签收",
        "2",
        "（签收及时率 − 60%）每1%计1分，最低0分，最高40分",
    ]
    assert formula[1][2:] == ["承办量每1件计0.5分，最高10分", "不计分", "诉求量权重：这一分项按件数计算"]
    assert formula[2][2:] == ["每家单位+10分", "", "常数项"]
    assert '<dt>基础分</dt><dd lang="zh-Hans">办法第七条</dd>' in page


def test_a_score_has_its_interval_and_opens_the_tickets_it_comes_from(browser, scored):
    xu = browser(XU)
    page = text(xu.get(PATH, MONTHS))
    housing = next(row for row in rows_of(page, "得分：部门") if row[0] == "示范市住房局")
    low, high = map(float, housing[3].split(" – "))
    link = re.search(r'示范市住房局</td>\s*<td><a href="([^"]+)">12</a>', page)[1]

    assert housing[1:3] == ["12", "96.00"]
    assert low < 96.0 <= high
    assert all(ticket.number in text(xu.get(link)) for ticket in scored)


def test_every_part_stands_beside_its_measure_with_interval_and_cases(browser, scored):
    xu = browser(XU)
    page = text(xu.get(PATH, MONTHS))
    housing = next(row for row in rows_of(page, "各分项：部门") if row[0] == "示范市住房局")
    link = re.search(r'各分项：部门.*?<a href="([^"]+)">100\.0% \[[^\]]+\], n = 12</a>', page, re.S)[1]

    assert housing[1] == "80.00"
    assert re.fullmatch(r"100\.0% \[\d+\.\d% – 100\.0%\], n = 12", housing[2])
    assert housing[3:] == ["6.00", "12"]
    assert all(ticket.number in text(xu.get(link)) for ticket in scored)


def test_a_unit_of_three_tickets_gets_no_score_and_is_told_why(browser, scored):
    page = text(browser(XU).get(PATH, MONTHS))
    urban = next(row for row in rows_of(page, "得分：部门") if row[0] == "示范市城管局")
    part = next(row for row in rows_of(page, "各分项：部门") if row[0] == "示范市城管局")

    assert urban[1:5] == ["3", "—", "—", "—"]
    assert "没有得分：缺少签收及时率" in urban[5]
    assert "只有 3 件" in part[2]


def test_units_outside_the_groups_are_named_and_not_scored(browser, scored):
    page = text(browser(XU).get(PATH, MONTHS))

    assert rows_of(page, "不计分的单位") == [["示范市水务集团", "公共服务企业", "2"]]
    assert page.count("按确数计入，是清点所得而非估计：承办量。") == 2


def test_volume_alone_stands_beside_every_score(browser, scored):
    page = text(browser(XU).get(PATH, MONTHS))
    table = rows_of(page, "单是件数的影响")
    chart = next(one for one in charts_of(page) if [row["name"] for row in one["rows"]] == ["5件", "30件", "300件"])

    assert [row[0] for row in table] == ["5", "30", "300"]
    assert [row[1] for row in table] == [f"{row['value']:.2f}" for row in chart["rows"]]
    assert "真实比率完全相同（签收及时率 100.0%）" in page
    # At one true rate the volume weight alone gives 2.5, 10 and 10 points.
    assert [float(row[1]) for row in table] == [92.5, 100.0, 100.0]


def test_no_order_is_shown_where_chance_would_make_it(browser):
    declare()
    for unit, clerk, many in ((HOUSING, CHEN, 11), (URBAN, WU, 12)):
        acknowledged_by(unit, clerk, many)
    late = [stories.dispatched() for _ in range(1)]
    stories.step("acknowledge", late[0], by=CHEN, hours=24 * 20)
    starred()

    page = text(browser(XU).get(PATH, MONTHS))
    table = rows_of(page, "得分：部门")

    assert "不列位次：半数单位的位次区间超过全部2个位次的25%" in page
    assert [row[0] for row in table] == ["示范市住房局", "示范市城管局"] or table[0][1] >= table[1][1]
    assert [row[4] for row in table] == ["1 – 2", "1 – 2"]
    assert any("个位次" in cell for row in rows_of(page, "取决于什么：部门") for cell in row)


def test_an_order_is_shown_with_its_doubt_where_units_differ_by_more_than_chance(browser):
    declare()
    acknowledged_by(HOUSING, CHEN, 12)
    for _ in range(12):
        number = stories.accepted().number
        late = services.dispatch(number, lead=URBAN, basis="职责清单", by=ZHOU, now=later(minutes=10))
        stories.step("acknowledge", late, by=WU, hours=24 * 20)
    starred()

    page = text(browser(XU).get(PATH, MONTHS))

    assert "列出位次，并列出每家单位同样可能处于的位次范围" in page
    assert [(row[0], row[4]) for row in rows_of(page, "得分：部门")] == [
        ("示范市住房局", "1 [1 – 1]"),
        ("示范市城管局", "2 [2 – 2]"),
    ]
    assert [row[-2:] for row in rows_of(page, "取决于什么：部门")] == [["1", "1"], ["1", "2"]]


def test_a_long_answer_shows_how_far_it_is(browser, scored, monkeypatch):
    monkeypatch.setattr(kept, "PATIENCE_S", 0)
    waiting = browser(XU).get(PATH, MONTHS)
    monkeypatch.setattr(kept, "PATIENCE_S", 120)

    assert "正在计算" in text(waiting)
    assert waiting.headers["Refresh"] == "2"
    assert "承办单位得分" in text(browser(XU).get(PATH, MONTHS))


def test_the_text_of_a_composite_is_found_among_the_rules_in_force(browser, scored):
    xu = browser(XU)
    link = re.search(r'href="(/rules/[^"]+)"><code>city', text(xu.get(PATH, MONTHS)))[1]
    rules = text(xu.get(link))

    assert "示范市考核办法第六条" in rules
    assert "acknowledged_in_time" in rules


def test_a_unit_outside_sight_is_never_named(browser, scored):
    org.create_staff("district", display_name="区长", by=ADMIN, now=MONDAY)
    user = get_user_model().objects.create(username="district")
    org.create_staff("north", display_name="区协调员", user_id=user.pk, by=ADMIN, now=MONDAY)
    org.appoint("north", role=Role.COORDINATOR, region="990101", since=MONDAY, by=ADMIN, now=MONDAY)
    north = Client(HTTP_HOST="localhost")
    north.force_login(user)

    page = text(north.get(PATH, MONTHS))

    assert "桥北街道" in page
    assert not re.search("住房局|城管局|水务集团", page)


def test_months_without_tickets_score_nobody_and_still_tell_what_volume_does(browser, arrival):
    declare()
    acknowledged_by(HOUSING, CHEN, 12)
    stories.registered(now=later(days=80))
    arrival["now"] = later(days=80)
    starred()

    page = text(browser(XU).get(PATH, {"since": "2026-02", "until": "2026-02"}))

    assert "没有单位有可计入的工单" in page
    assert "签收及时率本期没有数值，这里用政策包算例中的比率" in page
    assert [row[0] for row in rows_of(page, "单是件数的影响")] == ["5", "30", "300"]


def test_what_the_log_does_not_give_is_scored_by_hand(browser):
    declare(SCORE.replace("acknowledged_in_time", "citizens_pleased"))
    stories.acknowledged()
    starred()

    page = text(browser(XU).get(PATH, MONTHS))

    assert "日志不能按单位给出citizens_pleased" in page
    assert "weisu composite score" in page
    assert [row[0] for row in rows_of(page, "单是件数的影响")] == ["5", "30", "300"]


def test_the_page_reads_in_english_too(browser, scored):
    xu = browser(XU)
    xu.cookies["django_language"] = "en"
    page = text(xu.get(PATH, MONTHS))
    names = r"示范市\w*|桥北街道|<dd lang=.zh-Hans.>[^<]*</dd>"

    assert "1 point for each 1% of (Acknowledged in time − 60%), but at least 0 points and at most 40 points" in page
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(names, "", content_of(page)))


def test_the_workbook_holds_the_same_tables_and_its_purpose_is_recorded(browser, scored):
    xu = browser(XU)
    sent = xu.post(f"{PATH}export/?since=2026-01&until=2026-01", {"purpose": "季度会商"})
    book = CalamineWorkbook.from_filelike(BytesIO(sent.content))

    assert book.sheet_names[:5] == ["依据", "公式", "单是件数的影响", "得分：部门", "各分项：部门"]
    assert ["依据", "示范市考核办法第六条"] in book.get_sheet_by_name("依据").to_python()
    assert ["示范市住房局", "12", "96.00"] in [row[:3] for row in book.get_sheet_by_name("得分：部门").to_python()]
    assert "季度会商" in AccessRecord.objects.get(act="export", subject="measures").purpose


def test_the_page_is_not_there_for_who_handles_tickets(browser, scored):
    assert browser(LIN).get(PATH).status_code == 404
    assert browser(CHEN).get(f"{PATH}export/").status_code == 404


def test_an_answer_of_other_rules_is_not_shown(browser, scored):
    xu = browser(XU)
    before = text(xu.get(PATH, MONTHS))
    declare(SCORE.replace("weight = 2", "weight = 1").replace("score = 75.0", "score = 45.0"))

    after = text(xu.get(PATH, MONTHS))

    assert "96.00" in before
    assert "56.00" in after
    assert "96.00" not in after
