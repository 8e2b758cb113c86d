"""What leaves the pages, and the record of it: purpose first, masked unless revealed, read by oversight."""

import io
import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.tickets import stories
from tests.tickets.cast import ADMIN, CHEN, HOUSING, LIN, WU, XU, ZHOU, later
from weisu.intake import services as intake
from weisu.org import services as org
from weisu.tickets import services
from weisu.vault.models import AccessRecord
from weisu.web.oversight import record
from weisu.web.tickets import out

NAME, NUMBER = "王秀英", "13800138000"


def text(response):
    return response.content.decode()


def cells(response):
    """Everything a workbook holds, as one text."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    return "\n".join(
        str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    )


@pytest.fixture
def ticket(city):
    details = {"name": NAME, "telephone": NUMBER}
    asked = {"kind": "complaint", "region": "9901", "channel": "phone", "category": "housing.repair"}
    taken = intake.receive(details, **asked, request=f"漏水,我是{NAME}", title="漏水", by=LIN, now=later(minutes=1))
    services.triage(taken.ticket.number, outcome="accept", by=LIN, now=later(minutes=2))
    return services.dispatch(taken.ticket.number, lead=HOUSING, basis="职责", by=ZHOU, now=later(minutes=9))


@pytest.mark.parametrize("way", ["print", "export"])
def test_a_ticket_leaves_for_a_purpose_and_the_purpose_is_recorded(browser, ticket, way):
    address = f"/tickets/{ticket.number}/{way}/"
    asked = browser(ZHOU).get(address)
    without = browser(ZHOU).post(address, {"purpose": " "})
    assert not AccessRecord.objects.filter(act=way).exists()

    given = browser(ZHOU).post(address, {"purpose": "送住房局会商"})

    [record] = AccessRecord.objects.filter(act=way)
    assert (record.by, record.subject, record.subject_id) == (ZHOU.id, "ticket", ticket.id)
    assert record.purpose == "送住房局会商"
    told = text(given) if way == "print" else cells(given)
    assert ticket.number in told
    assert "漏水" in told
    for page in (text(asked), text(without), told):
        assert NAME not in page
        assert NUMBER not in page


@pytest.mark.parametrize("way", ["print", "export"])
def test_a_revealed_detail_is_on_paper_while_it_is_shown_and_no_longer(browser, ticket, arrival, way):
    browser(ZHOU).post(f"/tickets/{ticket.number}/reveal/", {"field": "telephone", "purpose": "回访"})

    def taken():
        answer = browser(ZHOU).post(f"/tickets/{ticket.number}/{way}/", {"purpose": "回访"})
        return text(answer) if way == "print" else cells(answer)

    shown = taken()
    arrival["now"] = later(hours=2)
    later_on = taken()

    assert NUMBER in shown
    assert NAME not in shown
    assert "***" in shown
    assert NUMBER not in later_on


def test_what_was_revealed_for_one_ticket_stays_masked_on_another_of_the_same_person(browser, ticket):
    other = stories.registered(requester=ticket.requester_id)
    browser(ZHOU).post(f"/tickets/{ticket.number}/reveal/", {"field": "telephone", "purpose": "回访"})
    printed = text(browser(ZHOU).post(f"/tickets/{other.number}/print/", {"purpose": "会商"}))

    assert "***" in printed
    assert NUMBER not in printed


def test_a_list_leaves_as_it_was_filtered_and_each_ticket_of_it_is_recorded(browser, ticket):
    other = stories.registered(title="夜间施工噪声", request="夜间施工噪声")
    address = f"/export/?{urlencode({'words': '漏水'})}"
    taken = cells(browser(ZHOU).post(address, {"purpose": "周报"}))
    printed = text(browser(ZHOU).post("/print/", {"purpose": "晨会"}))

    assert ticket.number in taken
    assert other.number not in taken
    assert other.number in printed
    assert set(AccessRecord.objects.filter(act="export").values_list("subject_id", "field")) == {(ticket.id, "list")}
    assert AccessRecord.objects.filter(act="print", field="list").count() == 2


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-hans", "这是最新的 1 条，共 2 条。"), ("en", "These are the newest 1 of 2.")],
)
def test_a_list_too_long_to_leave_at_once_says_of_how_many_it_is_the_first(
    browser, ticket, monkeypatch, language, sentence
):
    monkeypatch.setattr(out, "MOST", 1)
    other = stories.registered(title="夜间施工噪声", request="夜间施工噪声")
    client = browser(ZHOU)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    asked = text(client.get("/export/"))
    taken = cells(client.post("/export/", {"purpose": "周报"}))
    printed = text(client.post("/print/", {"purpose": "晨会"}))
    whole = cells(client.post("/export/?words=漏水", {"purpose": "周报"}))

    for told in (asked, taken, printed):
        assert sentence in told
    assert (other.number in taken) + (ticket.number in taken) == 1
    assert sentence not in whole


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-hans", "这是最新的 3 条，共 1,203 条。"), ("en", "These are the newest 3 of 1,203.")],
)
def test_the_record_leaves_page_after_page_and_says_where_it_was_cut(browser, monkeypatch, language, sentence):
    looked = [
        AccessRecord(at=later(), by=ZHOU.id, act="read", subject="text", field="", purpose=f"第{place}次")
        for place in range(1_203)
    ]
    AccessRecord.objects.bulk_create(looked)
    client = browser(XU)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    whole = cells(client.post("/record/export/?act=read", {"purpose": "季度检查"}))
    monkeypatch.setattr(record, "MOST_OUT", 3)
    asked = text(client.get("/record/export/?act=read"))
    taken = cells(client.post("/record/export/?act=read", {"purpose": "季度检查"}))

    assert whole.count("次") == 1_203
    assert sentence not in whole
    assert sentence in asked
    assert sentence in taken
    assert taken.count("次") == 3


def test_nobody_takes_out_what_they_may_not_see(browser, ticket):
    for way in ("print", "export"):
        assert browser(WU).post(f"/tickets/{ticket.number}/{way}/", {"purpose": "好奇"}).status_code == 404
        assert Client(HTTP_HOST="localhost").post(f"/{way}/", {"purpose": "好奇"}).status_code == 302
    assert not AccessRecord.objects.filter(act__in=("print", "export")).exists()


def test_a_cell_that_looks_like_a_formula_stays_text(browser, city):
    ticket = stories.registered(title='=HYPERLINK("http://example.com")')
    answer = browser(ZHOU).post(f"/tickets/{ticket.number}/export/", {"purpose": "会商"})

    assert b"<f>" not in answer.content
    assert "=HYPERLINK" in cells(answer)


def test_a_page_with_personal_data_goes_to_paper_only_through_print(browser, ticket):
    for address in ("/", f"/tickets/{ticket.number}/"):
        page = text(browser(ZHOU).get(address))
        assert re.search(r'<body class="staff recorded', page)
        assert "本页不能直接打印" in page


def test_oversight_reads_who_looked_at_what_for_what(browser, ticket):
    browser(CHEN).post(f"/tickets/{ticket.number}/reveal/", {"field": "telephone", "purpose": "先行联系"})
    browser(ZHOU).post(f"/tickets/{ticket.number}/print/", {"purpose": "会商"})
    record = text(browser(XU).get("/record/"))

    assert "先行联系" in record
    assert "会商" in record
    assert f'href="/tickets/{ticket.number}/"' in record
    assert NUMBER not in record
    assert browser(ZHOU).get("/record/").status_code == 404
    assert browser(ZHOU).get("/record/export/").status_code == 404


def test_the_record_shows_nobody_the_looks_at_a_ticket_about_their_own_unit(browser, city):
    about = stories.registered(about=(HOUSING,), request="举报住房局", requester=str(uuid4()))
    browser(LIN).post(f"/tickets/{about.number}/print/", {"purpose": "上报"})
    judged = text(browser(XU).get("/record/", {"act": "print"}))
    org.appoint(XU.id, role="oversight_officer", unit=HOUSING, since=later(hours=1), by=ADMIN, now=later(hours=1))
    accused = text(browser(XU).get("/record/", {"act": "print"}))

    assert lines(judged) == ["上报"]
    assert lines(accused) == []


def lines(page):
    return re.findall(r'<td class="wide" role="cell">([^<]*)</td>', page)


def test_the_record_is_narrowed_by_person_ticket_kind_and_time(browser, ticket, arrival):
    other = stories.dispatched()
    browser(CHEN).post(f"/tickets/{ticket.number}/reveal/", {"field": "telephone", "purpose": "先行联系"})
    browser(ZHOU).post(f"/tickets/{ticket.number}/print/", {"purpose": "会商"})
    browser(ZHOU).post(f"/tickets/{other.number}/print/", {"purpose": "归档"})
    arrival["now"] = later(days=2)

    def found(**filters):
        return set(lines(text(browser(XU).get("/record/", filters))))

    assert found(act="print") == {"会商", "归档"}
    assert found(act="print", person=ZHOU.id, ticket=ticket.number) == {"会商"}
    assert found(person="无此人") == set()
    assert found(since="2026-01-06") == set()
    assert {"会商", "归档"} <= found(since="2026-01-05", until="2026-01-05")
    about = found(ticket=ticket.number)
    assert any(purpose.endswith("先行联系") for purpose in about)
    assert "归档" not in about
    assert found(ticket="nowhere") == set()
    for day in ("0001-01-01", "9999-12-31"):
        assert browser(XU).get("/record/", {"since": day, "until": day}).status_code == 200


def test_the_export_of_the_record_is_a_line_of_it(browser, ticket):
    browser(ZHOU).post(f"/tickets/{ticket.number}/print/", {"purpose": "会商"})
    taken = cells(browser(XU).post("/record/export/?act=print", {"purpose": "季度检查"}))
    after = text(browser(XU).get("/record/", {"act": "export"}))

    assert "会商" in taken
    assert "季度检查" in after
