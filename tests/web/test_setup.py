"""Pages of those who set the place up: the organisation by a reviewed workbook, the rules in force, and stopping."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tickets.cast import ADMIN, LIN, MONDAY, WU, XU, ZHOU, later
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


def test_a_file_that_is_no_workbook_says_so(browser):
    answer = brought(browser(ADMIN), b"nothing")

    assert "这不是机构工作簿" in text(answer)


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
