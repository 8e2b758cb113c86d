"""What a handling unit does on its pages: acknowledge, note progress, send back."""

from tests.tickets.cast import CHEN, GAO, ZHOU, later
from tests.tickets.stories import acknowledged, dispatched, types
from weisu.tickets import queries, services

PAPERS = {"basis": "三定方案第三条", "reason": "不属于本单位职责。"}


def text(response):
    return response.content.decode()


def test_the_ticket_page_offers_what_the_lifecycle_allows(browser):
    ticket = dispatched()

    page = text(browser(CHEN).get(f"/tickets/{ticket.number}/"))
    seen_by_dispatcher = text(browser(ZHOU).get(f"/tickets/{ticket.number}/"))

    assert f'href="/tickets/{ticket.number}/send-back/">退单</a>' in page
    assert f'href="/tickets/{ticket.number}/acknowledge/">签收</a>' in page
    assert "send-back" not in seen_by_dispatcher


def test_a_unit_acknowledges_and_notes_progress(browser):
    ticket = dispatched()
    chen = browser(CHEN)

    taken = chen.post(f"/tickets/{ticket.number}/acknowledge/", {"version": ticket.version})
    noted = chen.post(f"/tickets/{ticket.number}/note-progress/", {"version": ticket.version + 1, "words": "已到场。"})

    assert taken.url == noted.url == f"/tickets/{ticket.number}/"
    assert types(ticket)[-2:] == ["ticket.acknowledged", "progress.noted"]


def test_sending_back_asks_for_the_papers_the_policy_names(browser):
    ticket = dispatched()
    address = f"/tickets/{ticket.number}/send-back/"
    chen = browser(CHEN)

    without = chen.post(address, {"version": ticket.version, "reason": "不属于本单位职责。"})
    assert without.status_code == 200
    assert "errorlist" in text(without)
    assert types(ticket)[-1] == "ticket.dispatched"

    assert chen.post(address, {"version": ticket.version, **PAPERS}).status_code == 302
    assert types(ticket)[-1] == "ticket.return_requested"


def test_a_refusal_is_a_sentence_on_the_form_and_changes_nothing(browser, arrival):
    ticket = dispatched()
    arrival["now"] = later(days=9)

    response = browser(CHEN).post(f"/tickets/{ticket.number}/send-back/", {"version": ticket.version, **PAPERS})

    assert response.status_code == 200
    assert "已过退单期限" in text(response)
    assert "不属于本单位职责。" in text(response)
    assert types(ticket)[-1] == "ticket.dispatched"


def test_a_ticket_that_moved_on_is_not_acted_on_unseen(browser):
    ticket = acknowledged()
    services.note_progress(ticket.number, words="同事已记录。", by=CHEN, now=later(minutes=40))
    address = f"/tickets/{ticket.number}/send-back/"

    response = browser(CHEN).post(address, {"version": ticket.version, **PAPERS})

    assert "您打开后已有他人更新了该工单" in text(response)
    assert f'name="version" value="{ticket.version + 1}"' in text(response)
    assert types(ticket)[-1] == "progress.noted"


def test_a_step_that_is_not_possible_here_is_refused_in_words(browser):
    ticket = acknowledged()

    response = browser(CHEN).post(f"/tickets/{ticket.number}/acknowledge/", {"version": ticket.version})

    assert "工单当前阶段不能这样办理" in text(response)


def test_the_pages_of_units_do_not_exist_for_others(browser):
    ticket = dispatched()

    assert browser(ZHOU).get(f"/tickets/{ticket.number}/send-back/").status_code == 404
    assert browser(GAO).get(f"/tickets/{ticket.number}/send-back/").status_code == 404


def test_a_form_without_its_token_is_refused(browser):
    from django.contrib.auth import get_user_model
    from django.test import Client

    ticket = dispatched()
    browser(CHEN)
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(username=CHEN.id))

    response = client.post(f"/tickets/{ticket.number}/acknowledge/", {"version": ticket.version})

    assert response.status_code == 403
    assert queries.ticket(ZHOU, ticket.number).version == ticket.version
