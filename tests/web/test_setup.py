"""Pages of those who set the place up: the organisation by a reviewed workbook, the rules in force, and stopping."""

import io
import json
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from tests.tickets.cast import ADMIN, LIN, MONDAY, WU, XU, ZHOU, later
from weisu.jobs.schedule import sweep
from weisu.org import sheets
from weisu.org.models import Unit
from weisu.org.services import export_workbook
from weisu.policies.queries import in_force
from weisu.tickets.models import TicketEvent
from weisu.vault.models import AccessRecord, Text


def text(response):
    return response.content.decode()


@pytest.fixture
def workbook(city, monkeypatch):
    """The organisation as a workbook, one unit of it with another name."""
    stored = sheets.stored_rows

    def renamed(sheet):
        for key, row in stored(sheet):
            yield key, row | {"name": "示范市住建局"} if key == "u-housing" else row

    held = io.BytesIO()
    with monkeypatch.context() as changed:
        changed.setattr(sheets, "stored_rows", renamed)
        export_workbook(held, by=ADMIN, now=MONDAY)
    return held.getvalue()


def brought(reader, content):
    return reader.post("/organisation/import/", {"file": SimpleUploadedFile("o.xlsx", content)})


def test_a_workbook_changes_nothing_before_its_differences_were_confirmed(browser, workbook):
    admin = browser(ADMIN)
    review = text(brought(admin, workbook))
    kept = re.search(r'name="kept" value="([^"]+)"', review)[1]
    before = Unit.objects.get(id="u-housing").name
    confirmed = admin.post("/organisation/import/confirm/", {"kept": kept})

    assert "示范市住建局" in review
    assert "<del>示范市住房局</del>" in review
    assert before == "示范市住房局"
    assert confirmed.url == "/organisation/"
    assert Unit.objects.get(id="u-housing").name == "示范市住建局"
    assert not Text.objects.filter(purpose="organisation", erased_at=None).exists()


def test_a_review_counts_once_and_only_the_latest(browser, workbook):
    admin = browser(ADMIN)
    first = re.search(r'name="kept" value="([^"]+)"', text(brought(admin, workbook)))[1]
    brought(admin, workbook)
    stale = admin.post("/organisation/import/confirm/", {"kept": first})

    assert stale.url == "/organisation/import/"
    assert Unit.objects.get(id="u-housing").name == "示范市住房局"


def test_a_review_holds_no_longer_once_somebody_has_changed_the_same_row(browser, workbook):
    admin = browser(ADMIN)
    kept = re.search(r'name="kept" value="([^"]+)"', text(brought(admin, workbook)))[1]
    Unit.objects.filter(id="u-housing").update(name="示范市房屋局")
    answer = text(admin.post("/organisation/import/confirm/", {"kept": kept}, follow=True))

    assert "这次核对已失效，请重新选择工作簿。" in answer
    assert Unit.objects.get(id="u-housing").name == "示范市房屋局"


def test_a_workbook_that_nobody_confirmed_within_a_day_is_destroyed(browser, workbook):
    admin = browser(ADMIN)
    kept = re.search(r'name="kept" value="([^"]+)"', text(brought(admin, workbook)))[1]

    assert sweep(now=later(hours=24)) == 0
    assert sweep(now=later(hours=26)) == 1
    assert sweep(now=later(hours=27)) == 0
    [left] = Text.objects.filter(purpose="organisation")
    assert (bytes(left.cipher), bytes(left.wrapped_key), left.erased_by) == (b"", b"", "clock")
    answer = text(admin.post("/organisation/import/confirm/", {"kept": kept}, follow=True))
    assert "这次核对已失效，请重新选择工作簿。" in answer
    assert Unit.objects.get(id="u-housing").name == "示范市住房局"


@pytest.mark.parametrize(
    ("language", "why"),
    [("zh-hans", "文件无法读取，请用电子表格软件打开后另存为 xlsx。"), ("en", "The file cannot be read.")],
)
def test_a_file_that_is_no_workbook_says_so(browser, language, why):
    admin = speaking(browser(ADMIN), language)

    assert why in text(brought(admin, b"nothing"))


def speaking(reader, language):
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return reader


def sheet(name, rows):
    """A workbook of one sheet."""
    held = io.BytesIO()
    with Workbook(held) as made:
        page = made.add_worksheet(name)
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    return held.getvalue()


UNITS = ["id", "name", "kind", "level", "region", "parent", "from", "until"]
WRONG = [
    UNITS,
    ["u-1", "", "department", "county", "9901", "", "", ""],
    ["u-2", "新", "castle", "county", "9901", "", "", ""],
    ["u-3", "新", "department", "county", "nowhere", "", "", ""],
    ["u-4", "新", "department", "county", "9901", "", "soon", ""],
    ["u-5", "新", "department", "county", "9901", "", "2026-03-02", "2026-03-01"],
    ["u-6", "新", "department", "county", "9901", "", "", ""],
    ["u-6", "又", "department", "county", "9901", "", "", ""],
    ["u-housing", "示范市住房局", "department", "prefecture", "9901", "u-hotline", "", "2026-01-05 09:30"],
]
SAID = {
    "zh-hans": [
        "承办单位 · 第 2 行 · 名称（name）为空",
        "第 3 行 · 类别（kind）不能是 castle，应为",
        "第 4 行 · 地区（region）填的是 nowhere，“区域”表中没有",
        "第 5 行 · 起始日期（from）不是日期和时间，请写成 2026-01-05 09:00",
        "第 6 行 · 结束早于开始",
        "第 8 行 · 与第 7 行重复",
        "第 9 行 · 终止时间不能填成过去",
    ],
    "en": [
        "Units · row 2 · Its name (name) is empty",
        "row 3 · Sort (kind) cannot be castle; it is one of",
        "row 4 · Region (region) names nowhere, which the sheet Regions does not have",
        "row 5 · From the day (from) is no day and hour; write them as 2026-01-05 09:00",
        "row 6 · it ends before it begins",
        "row 8 · it says again what row 7 says of u-6",
        "row 9 · an end cannot be put into the past",
    ],
}


@pytest.mark.parametrize("language", SAID)
def test_rows_that_cannot_be_taken_say_why_in_the_readers_language(browser, language):
    page = text(brought(speaking(browser(ADMIN), language), sheet("units", WRONG)))

    for said in SAID[language]:
        assert said in page, re.findall("<li>(.*?)</li>", page)
    assert 'name="kept"' not in page


def test_a_workbook_of_wrong_rows_alone_does_not_pass_for_one_that_changes_nothing(browser):
    held = io.BytesIO()
    export_workbook(held, by=ADMIN, now=MONDAY)
    same = text(brought(browser(ADMIN), held.getvalue()))
    wrong = text(brought(browser(ADMIN), sheet("units", WRONG[:3])))

    assert "工作簿与现有数据一致。" in same
    assert "工作簿与现有数据一致。" not in wrong


@pytest.mark.parametrize(
    ("language", "why"), [("zh-hans", "“staff”表缺少列 name, vendor"), ("en", "no column name, vendor")]
)
def test_a_sheet_without_its_columns_is_named_with_them(browser, language, why):
    assert why in text(brought(speaking(browser(ADMIN), language), sheet("staff", [["id"]])))


def test_whoever_may_not_change_the_organisation_reads_it_or_finds_nothing(browser, workbook):
    assert "示范市住房局" in text(browser(XU).get("/organisation/"))
    for reader in (XU, ZHOU):
        assert brought(browser(reader), workbook).status_code == 404
        assert browser(reader).get("/organisation/export/").status_code == 404
    assert browser(WU).get("/organisation/").status_code == 404


def test_the_organisation_is_read_as_it_was_on_a_day(browser):
    before = text(browser(ADMIN).get("/organisation/", {"sheet": "posts", "day": "2025-12-01"}))
    now = text(browser(ADMIN).get("/organisation/", {"sheet": "posts"}))
    found = text(browser(ADMIN).get("/organisation/", {"sheet": "posts", "words": ZHOU.id}))

    assert LIN.id not in before
    assert LIN.id in now
    assert ZHOU.id in found
    assert LIN.id not in found


def test_the_organisation_leaves_for_a_purpose(browser):
    taken = browser(ADMIN).post("/organisation/export/", {"purpose": "年度核对"})

    assert sheets.read(io.BytesIO(taken.content))["units"]
    assert AccessRecord.objects.get(act="export").purpose == "年度核对"


def test_every_rule_in_force_says_its_law_its_file_and_its_line(browser):
    page = text(browser(LIN).get("/rules/", {"kind": "setting"}))
    policy = in_force("9901", later(), ancestors=lambda _region: [])

    for name, row in policy.rows["setting"].items():
        assert f">{name}</h2>" in page
        assert f"<code>{row.source_of('value')}</code>" in page
    assert "个人信息保护法" in page


def test_the_rules_of_another_day_are_those_of_that_day(browser):
    old = text(browser(LIN).get("/rules/", {"kind": "setting", "day": "2020-01-01", "words": "reveal.minutes"}))
    new = text(browser(LIN).get("/rules/", {"kind": "setting", "words": "reveal.minutes"}))

    assert "reveal.minutes</h2>" not in old
    assert "reveal.minutes</h2>" in new
    assert '<time datetime="2020-01-01">' in old
    assert '<time datetime="2026-01-05">' in new


def test_an_address_with_what_no_database_can_hold_is_not_there(browser):
    assert browser(LIN).get("/rules/?region=%00").status_code == 404
    assert browser(LIN).get("/rules/?region=nowhere&day=9999-12-31").status_code == 200


def test_an_agent_stops_recording_and_nothing_typed_is_kept(browser):
    lin = browser(LIN)
    form = text(lin.get("/register/stop/"))
    typed = {"ground": "state_secret", "channel": "phone", "request": "导弹基地在", "telephone": "13800138000"}
    page = text(lin.post("/register/stop/", typed))

    assert 'href="/register/stop/"' in text(lin.get("/register/"))
    assert "涉及国家秘密" in form
    assert "已停止记录" in page
    assert "13800138000" not in page
    [event] = TicketEvent.objects.all()
    assert (event.type, json.loads(event.payload), event.actor_id) == (
        "contact.stopped",
        {"ground": "state_secret"},
        LIN.id,
    )
    assert not Text.objects.exists()
    assert browser(WU).get("/register/stop/").status_code == 404


def test_stopping_needs_a_ground_of_the_rules_in_force(browser):
    refused = browser(LIN).post("/register/stop/", {"ground": "boredom", "channel": "phone"})

    assert "已停止记录" not in text(refused)
    assert not TicketEvent.objects.exists()
