"""What a ticket costs those who handle it beside its budget, and how many tickets come from so many people."""

import re

from tests.tickets import stories
from tests.tickets.cast import CLOCK, HOUSING, XU
from tests.web.test_insight import MONTHS, content_of, patient, starred, text, twelve  # noqa: F401
from weisu.insight.asking import lake
from weisu.org.models import Region
from weisu.tickets.export import export


def relief(page):
    """What the section on the burden of those who handle says, without its tags."""
    section = page.partition(">基层减负</h2>")[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section))


def test_a_budget_stands_beside_what_a_ticket_costs_with_the_text_it_is_from(browser, twelve):  # noqa: F811
    for ticket in twelve[2:]:
        stories.step("send_warning", ticket, by=CLOCK, hours=14, clock="closure", unit=HOUSING, stage="due_soon")
    starred()

    said = relief(text(browser(XU).get("/insight/", MONTHS)))

    assert "生效日期 2024-08-06 出处 national/assessment.toml:" in said
    assert "不得过度留痕" in said
    assert "预算：每件最多12。未超预算。" in said
    assert "单件填写字段数" in said
    assert "预算：每件最多20。未超预算。" in said
    assert re.search(r"0\.83 \S+ 95%区间\d\.\d\d – \d\.\d\d.*预算：每件最多0\.05。超出预算。", said)


def test_a_budget_without_enough_tickets_judges_nobody(browser):
    stories.acknowledged()
    starred()

    said = relief(text(browser(XU).get("/insight/", MONTHS)))

    assert "预算：每件最多12。" in said
    assert "超预算" not in said


def test_tickets_for_every_ten_thousand_say_of_how_many_residents_or_that_nobody_knows(browser, twelve):  # noqa: F811
    xu = browser(XU)
    before = content_of(text(xu.get("/insight/measures/per_ten_thousand/", MONTHS)))
    Region.objects.filter(code="9901").update(residents=40_000)
    export(lake())
    stories.registered()
    starred()
    after = content_of(text(xu.get("/insight/measures/per_ten_thousand/", MONTHS)))

    assert "组织机构中没有填写“示范省、示范市" in before or "没有填写“示范市”的常住人口" in before
    assert "每万人" in after
    assert "3.25" in after
    assert "常住人口40,000人" in after
    assert "不分好坏" in after
    assert "名次" not in after
