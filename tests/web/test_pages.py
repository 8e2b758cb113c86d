"""Who sees what, in which language, and what leaves the house: nothing."""

import re

import pytest
from django.test import Client

from tests.tickets.cast import ADMIN, CHEN, GAO, URBAN, ZHOU, later
from tests.tickets.stories import accepted, acknowledged, dispatched, registered
from weisu.org import services as org
from weisu.tickets import services

TELEPHONE = "13907650918"


def text(response):
    return response.content.decode()


def without_tokens(page):
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", page)


def test_nobody_sees_a_page_without_signing_in(city):
    response = Client(HTTP_HOST="localhost").get("/")

    assert response.status_code == 302
    assert response.url == "/sign-in/?next=/"


def test_signing_in_leads_to_the_tickets(city):
    client = Client(HTTP_HOST="localhost")
    org.open_sign_in(ZHOU.id, name=ZHOU.id, password="right-12", by=ADMIN, now=later())

    wrong = client.post("/sign-in/", {"username": ZHOU.id, "password": "wrong"})
    right = client.post("/sign-in/", {"username": ZHOU.id, "password": "right-12", "next": "/"})

    assert wrong.status_code == 200
    assert right.url == "/"


def test_a_person_who_left_sees_nothing_more(browser, arrival):
    client = browser(ZHOU)
    assert client.get("/").status_code == 200

    org.leave(ZHOU.id, by=ADMIN, now=later(days=1))
    arrival["now"] = later(days=1, seconds=1)

    assert client.get("/").status_code == 302


def test_a_unit_sees_its_own_tickets_and_no_others(browser):
    mine = dispatched()
    other = accepted()
    services.dispatch(other.number, lead=URBAN, basis="职责清单", by=ZHOU, now=later(minutes=10))
    chen = browser(CHEN)

    page = text(chen.get("/"))

    assert mine.number in page
    assert other.number not in page
    assert chen.get(f"/tickets/{mine.number}/").status_code == 200
    assert chen.get(f"/tickets/{other.number}/").status_code == 404
    assert chen.get(f"/tickets/{other.number}/send-back/").status_code == 404


def test_a_ticket_that_does_not_exist_and_one_that_is_not_yours_look_the_same(browser):
    other = registered()
    gao = browser(GAO)

    hidden = text(gao.get(f"/tickets/{other.number}/"))
    unknown = text(gao.get("/tickets/299901010001/")).replace("299901010001", other.number)

    assert without_tokens(hidden) == without_tokens(unknown)


def test_the_ticket_page_tells_the_story_with_words_masked(browser):
    ticket = acknowledged(request=f"电话{TELEPHONE},3号楼漏水。", title="楼道漏水")
    services.note_progress(ticket.number, words=f"已联系{TELEPHONE}", by=CHEN, now=later(minutes=50))

    page = text(browser(ZHOU).get(f"/tickets/{ticket.number}/"))

    assert "楼道漏水" in page
    assert "签收工单" in page
    assert "记录办理进展" in page
    assert "示范市住房局" in page
    assert "剩余" in page
    assert TELEPHONE not in page


def test_every_page_speaks_chinese_unless_english_was_chosen(browser):
    zhou = browser(ZHOU)
    assert "<h1>工单</h1>" in text(zhou.get("/", headers={"accept-language": "en"}))

    zhou.post("/language/", {"language": "en", "next": "/"})

    assert "<h1>Tickets</h1>" in text(zhou.get("/"))


def test_a_character_that_no_database_keeps_names_nothing(browser):
    reader = browser(ZHOU)

    assert reader.get("/tickets/%00/").status_code == 404
    assert reader.post("/views/", {"name": "a\x00b", "asked": "kind=complaint"}).status_code == 302
    assert reader.post("/views/", {"forget": "a\x00b"}).status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x()", "1e309"])
def test_choosing_a_language_leads_nowhere_else(browser, elsewhere):
    assert browser(ZHOU).post("/language/", {"language": "en", "next": elsewhere}).url == "/"


def test_no_request_leaves_the_house(browser):
    ticket = dispatched()
    chen = browser(CHEN)

    for address in ("/", f"/tickets/{ticket.number}/", f"/tickets/{ticket.number}/send-back/", "/nothing/"):
        response = chen.get(address)
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]
        addresses = re.findall(r'(?:src|href|action)="([^"]*)"', text(response))
        assert not [found for found in addresses if re.match(r"(https?:)?//", found)]
        assert not re.findall(r"<script(?![^>]*src=)|\son[a-z]+=|\sstyle=", text(response))
        assert "style=" not in text(response)


def test_the_list_is_paged_and_narrowed(browser):
    tickets = [dispatched() for _ in range(3)]
    other = registered(kind="inquiry")
    zhou = browser(ZHOU)

    by_status = text(zhou.get("/", {"status": "registered"}))
    by_kind = text(zhou.get("/", {"kind": "inquiry"}))

    assert other.number in by_status
    assert tickets[0].number not in by_status
    assert other.number in by_kind
    assert tickets[0].number not in by_kind
    assert zhou.get("/", {"number": f" {other.number} "}).url == f"/tickets/{other.number}/"
    assert zhou.get("/", {"status": "no such status"}).status_code == 200


def test_a_mark_that_no_page_gave_out_is_refused_in_words(browser):
    response = browser(ZHOU).get("/", {"after": "not-a-mark"})

    assert response.status_code == 422
    assert "现在不能办理" in text(response)


def test_health_is_told_to_anybody(city):
    response = Client(HTTP_HOST="localhost").get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
