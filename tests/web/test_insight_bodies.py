"""误派率 is charged to whoever dispatched, and the page names that body: a hotline, a unit, or a region's hotline."""

from django.utils import translation

from tests.tickets import stories
from tests.tickets.cast import ADMIN, HOTLINE, HOUSING, XU, ZHOU, later
from tests.web.test_insight import patient as patient_pages
from tests.web.test_insight import starred, text
from weisu.org import services as org
from weisu.web.insight.bodies import body_names

patient = patient_pages


def test_the_page_charges_a_wrong_dispatch_to_the_hotline_and_not_to_the_unit(browser):
    stories.step("uphold_return", stories.sent_back(), by=ZHOU, reason="确属城管")
    starred()

    page = text(browser(XU).get("/insight/measures/misdispatched/?since=2026-01&until=2026-01"))

    assert body_names([HOTLINE])[HOTLINE] in page
    assert body_names([HOUSING])[HOUSING] not in page


def test_a_hotline_without_a_unit_is_called_by_its_region(city):
    with translation.override("zh-hans"):
        names = body_names(["region:9901", "region:000000", HOUSING, ""])

    assert names["region:9901"].endswith("热线")
    assert "9901" not in names["region:9901"]
    assert names["region:000000"] == "000000热线"
    assert names[HOUSING] == "示范市住房局"
    assert names[""] == "未明确单位"


def test_old_months_call_a_unit_as_it_was_called_then(browser):
    for _ in range(12):
        stories.acknowledged()
    org.rename_unit(HOUSING, name="住建新局", by=ADMIN, now=later(days=35))
    stories.registered(now=later(days=40))
    starred()

    def page(months):
        return text(browser(XU).get(f"/insight/measures/acknowledged_in_time/?{months}"))

    assert "示范市住房局" in page("since=2026-01&until=2026-01")
    assert "住建新局" not in page("since=2026-01&until=2026-01")
    assert "住建新局" in page("since=2026-01&until=2026-02")
