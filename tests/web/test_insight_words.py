"""Where there is no honest number, the page says so in words, in both languages."""

import json
import re
from io import BytesIO

import pytest
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from tests.tickets.cast import ADMIN, CHEN, HOUSING, LIN, URBAN, WU, XU, ZHOU, later
from tests.web.test_insight import patient as patient_pages
from tests.web.test_insight import starred, text
from weisu.analytics.period import Period
from weisu.domain.vocabulary import Level
from weisu.insight.composites import policy_of
from weisu.org import services as org
from weisu.tickets import services
from weisu.web.insight.spelling import marked, unbroken

FEBRUARY = 30
"""Days after Monday 5 January that lie in February, when units and regions of the cast are no longer new."""

patient = patient_pages


def handled(day, *, lead=HOUSING, clerk=CHEN, **more):
    """A request of a day that a unit signed for, the housing bureau if no other is named."""
    asked = {"kind": "complaint", "category": "housing.repair", "region": "9901", "channel": "phone"}
    number = services.register(**(asked | more), request="漏水", by=LIN, now=later(days=day)).number
    services.triage(number, outcome="accept", by=LIN, now=later(days=day))
    services.dispatch(number, lead=lead, basis="职责清单", by=ZHOU, now=later(days=day, minutes=10))
    return services.acknowledge(number, by=clerk, now=later(days=day, minutes=30))


def asked_only(day, category):
    """A request that nobody handled."""
    told = {"kind": "complaint", "region": "9901", "channel": "phone", "request": "停水"}
    return services.register(**told, category=category, by=LIN, now=later(days=day))


@pytest.fixture
def part(browser):
    """One part of the page of a measure, in a language."""

    def read(key, months, section, language):
        xu = browser(XU)
        xu.cookies["django_language"] = language
        page = text(xu.get(f"/insight/measures/{key}/", {"since": months[0], "until": months[1]}))
        return re.search(rf'<h2 id="{section}-title">.*?</section>', page, re.S)[0]

    return read


def row(part, name):
    """What the row of a name says."""
    rows = re.findall(r"<tr>(.*?)</tr>", part.partition("<tbody")[2], re.S)
    return next(re.sub("<[^>]+>", " ", one) for one in rows if name in one)


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "只有 3 件，少于规则要求的 10 件"), ("en", "Only 3, fewer than the 10")]
)
def test_a_unit_with_three_tickets_says_so_and_shows_no_rate(part, language, words):
    for day in range(3):
        handled(FEBRUARY + day)
    starred()

    said = row(part("disputed", ("2026-02", "2026-02"), "unit", language), "示范市住房局")

    assert words in said
    assert "0 / 3" in said
    assert "%" not in said


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "本期没有可计入的工单"), ("en", "No ticket counts in this period")]
)
def test_a_month_with_no_ticket_says_so(part, language, words):
    handled(FEBRUARY)
    handled(FEBRUARY + 60)
    starred()

    assert words in row(part("sent_back", ("2026-02", "2026-04"), "month", language), "2026-03")


@pytest.mark.parametrize(
    ("language", "name", "words", "remark"),
    [
        ("zh-hans", "停水", "没有一件进入承办单位的计算范围", "个事项有诉求"),
        ("en", "No water", "no unit's work on them counts here", "there were requests, but"),
    ],
)
@pytest.mark.parametrize("key", ["sent_back", "durable_30"])
def test_a_matter_that_nobody_handled_says_so(part, key, language, name, words, remark):
    handled(FEBRUARY)
    asked_only(FEBRUARY, "utilities.water.outage")
    starred()

    found = part(key, ("2026-02", "2026-02"), "category", language)

    assert words in row(found, name)
    assert remark in found


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "前后不是同一对象"), ("en", "ask for the time before and after it apart")]
)
def test_a_region_that_began_within_the_period_says_so(part, language, words):
    org.create_region("990102", name="新区", level=Level.COUNTY, parent="9901", by=ADMIN, now=later(days=FEBRUARY + 5))
    for day in range(10, 22):
        handled(FEBRUARY - 5 + day, region="990102")
    handled(FEBRUARY)
    starred()

    said = row(part("tickets", ("2026-02", "2026-02"), "region", language), "新区")

    assert words in said
    assert "新区" in said


def test_of_many_matters_the_page_shows_the_largest_and_the_workbook_has_all(part, browser):
    codes = sorted(policy_of(XU.region_code, Period.of("2026-02")).categories)[:25]
    for code in [*codes, codes[-1]]:
        asked_only(FEBRUARY, code)
    starred()

    shown = part("tickets", ("2026-02", "2026-02"), "category", "zh-hans")
    sent = browser(XU).post("/insight/measures/tickets/export/?since=2026-02&until=2026-02", {"purpose": "会商"})
    listed = CalamineWorkbook.from_filelike(BytesIO(sent.content)).get_sheet_by_name("按事项").to_python()

    assert "另有5个事项只列在导出的工作簿中" in shown
    assert len(re.findall("<tr>", shown.partition("<tbody")[2])) == 20
    assert f'category={codes[-1]}">2</a>' in shown
    assert len(listed) == 26


def test_a_matter_opens_its_tickets_under_its_name(part, browser):
    ticket, other = handled(FEBRUARY), handled(FEBRUARY, category="environment.noise.site")
    starred()
    found = part("tickets", ("2026-02", "2026-02"), "category", "zh-hans")
    link = re.search(r'href="([^"]+category=environment.noise.site)"', found)[1]

    page = text(browser(XU).get(link))

    assert other.number in page
    assert ticket.number not in page
    assert "施工噪声" in page


def test_every_point_of_a_funnel_says_its_interval_and_its_number(part):
    for day in range(12):
        handled(FEBRUARY + day)
        handled(FEBRUARY + day, lead=URBAN, clerk=WU)
    starred()

    found = part("acknowledged_in_time", ("2026-02", "2026-02"), "unit", "zh-hans")
    funnel = json.loads(re.search(r'type="application/json">(.*?)</script>', found, re.S)[1])

    assert funnel["kind"] == "funnel"
    assert [one["said"].partition(": ")[2] for one in funnel["points"]] == ["100.0% [72.2% – 100.0%], n = 10"] * 2


def refused(day, lead, clerk):
    """A request of a day that a unit sent back."""
    ticket = handled(day, lead=lead, clerk=clerk)
    ground = {"ground": "not_ours", "basis": "职责清单", "reason": "不属于本单位职责"}
    return services.send_back(ticket.number, **ground, by=clerk, now=later(days=day, minutes=60))


def test_units_stand_in_a_funnel_by_what_they_sent_back_and_each_opens_its_dispatches(part, browser):
    sent = [refused(FEBRUARY + day, HOUSING, CHEN) for day in range(2)]
    for day in range(2, 12):
        handled(FEBRUARY + day)
    for day in range(10):
        handled(FEBRUARY + day, lead=URBAN, clerk=WU)
    starred()

    found = part("sent_back", ("2026-02", "2026-02"), "unit", "zh-hans")
    funnel = json.loads(re.search(r'type="application/json">(.*?)</script>', found, re.S)[1])
    housing = next(one for one in funnel["points"] if one["n"] == 12)

    assert funnel["kind"] == "funnel"
    assert housing["said"] == "示范市住房局: 16.7% [2.0% – 60.2%], n = 12"
    assert "同一件可能计入不止一次" in found
    assert all(ticket.number in text(browser(XU).get(housing["link"])) for ticket in sent)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "这里计入的全部属于“{}”这一组，没有其他组可以对照"),
        ("en", "All that is counted here belongs to one group, {}: there is nothing to set beside it"),
    ],
)
def test_where_all_belongs_to_one_group_the_page_says_so_and_names_it(part, language, words):
    for day in range(10):
        handled(FEBRUARY + day)
    starred()
    zh = language == "zh-hans"
    groups = {
        "region": "示范市",
        "channel": "电话" if zh else "Telephone",
        "stratum": "一般件" if zh else "Routine",
        "category": "房屋维修" if zh else "House repair",
    }

    for section, group in groups.items():
        found = part("acknowledged_in_time", ("2026-02", "2026-02"), section, language)
        assert words.format(group) in found
        assert "<table" not in found


def test_units_stand_side_by_side_by_what_they_sent_back_and_open_it(browser):
    sent = [refused(FEBRUARY + day, HOUSING, CHEN) for day in range(2)]
    kept, other = handled(FEBRUARY + 3), refused(FEBRUARY + 3, URBAN, WU)
    for day in range(10):
        handled(FEBRUARY + day)
        handled(FEBRUARY + day, lead=URBAN, clerk=WU)
    starred()
    xu = browser(XU)
    months = {"since": "2026-02", "until": "2026-02"}

    assert "/insight/measures/sent_back/units/" in text(xu.get("/insight/measures/sent_back/", months))
    page = text(xu.get("/insight/measures/sent_back/units/", months))
    behind = text(xu.get(re.search(r'<a href="([^"]+)">2 / \d+</a>', page)[1]))

    assert "件中3件，即" in page
    assert "同类同档的单位不足三家" in page
    assert all(ticket.number in behind for ticket in sent)
    assert kept.number not in behind
    assert other.number not in behind


def test_the_law_in_an_english_sentence_is_marked_as_chinese_and_nothing_else_becomes_html():
    with override("en"):
        said = marked("Rule: <b>. 国办发〔2020〕53号(四)：加强考核, from 2021-01-06.")

    assert said == 'Rule: &lt;b&gt;. <span lang="zh-Hans">国办发〔2020〕53号(四)：加强考核</span>, from 2021-01-06.'
    with override("zh-hans"):
        assert marked("依据：国办发。") == "依据：国办发。"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("5.4% [3.8% – 7.5%]", ["[3.8% – 7.5%]"]),
        ("低于波动范围 (11.7% – 20.9%)", ["(11.7% – 20.9%)"]),
        ("52.7 – 1,072.5", ["52.7 – 1,072.5"]),
        ("1,205 / 2,939", ["1,205 / 2,939"]),
        ("97.0% [93.7% – 98.6%], n = 203", ["[93.7% – 98.6%]", "n = 203"]),
        ("应为57.0件，实际与预期之比2.19，波动范围0.61 – 1.44", ["0.61 – 1.44"]),
        ("29.1 hours [27.4 hours – 30.2 hours]", []),
        ("不作比较", []),
    ],
)
def test_no_line_of_a_narrow_column_ends_within_an_interval_unless_it_is_a_long_one(words, kept):
    assert re.findall(r'<span class="number">(.*?)</span>', unbroken(words)) == kept


def test_what_is_kept_on_one_line_becomes_no_other_html():
    assert unbroken("<b> 1 / 2") == '&lt;b&gt; <span class="number">1 / 2</span>'
