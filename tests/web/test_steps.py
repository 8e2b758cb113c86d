"""The one door: every step the lifecycle allows a reader has a button, a form and an execution."""

import json
import re

import pytest

from tests.tickets import stories
from tests.tickets.cast import CHEN, GAO, LIN, MA, ZHOU, later
from tests.tickets.stories import (
    accepted,
    acknowledged,
    dispatched,
    dispatched_to_two,
    extension_asked,
    registered,
    types,
)
from weisu.tickets import services
from weisu.tickets.models import TicketEvent

STORIES = [
    stories.registered,
    stories.accepted,
    stories.dispatched,
    stories.acknowledged,
    stories.sent_back,
    stories.disputed,
    stories.extension_asked,
    stories.deferred,
    stories.replied,
    stories.closed,
    stories.declined,
    stories.withdrawn,
    stories.helped,
    stories.supervised,
    stories.exclusion_asked,
    stories.review_asked,
]


def text(response):
    return response.content.decode()


def buttons(page):
    return re.findall(r'<a class="btn[^"]*" href="(/tickets/[^"]+)">', page)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_button_of_every_reader_opens_a_form(browser, everybody, arrival, story):
    ticket = story()
    arrival["now"] = later(hours=9)

    for principal in everybody:
        reader = browser(principal)
        page = reader.get(f"/tickets/{ticket.number}/")
        for address in buttons(text(page)) if page.status_code == 200 else ():
            form = reader.get(address.replace("&amp;", "&"))
            assert form.status_code == 200, (principal.id, address)
            assert 'name="version"' in text(form)


def test_a_dispatcher_gives_the_ticket_to_two_units(browser):
    ticket = accepted()

    form = text(browser(ZHOU).get(f"/tickets/{ticket.number}/dispatch/"))
    given = {"version": ticket.version, "lead": "u-housing", "supports": ["u-urban", "u-water"], "basis": "派单目录"}
    done = browser(ZHOU).post(f"/tickets/{ticket.number}/dispatch/?way=dispatch", given)

    assert '<option value="u-housing">示范市住房局</option>' in form
    assert done.url == f"/tickets/{ticket.number}/"
    page = text(browser(ZHOU).get(done.url))
    assert all(unit in page for unit in ("示范市住房局", "示范市城管局", "示范市水务集团"))


def test_the_way_decides_the_outcome_and_the_grounds_come_from_the_policy(browser, everybody):
    ticket = registered()

    form = text(browser(LIN).get(f"/tickets/{ticket.number}/triage/?way=statutory"))

    assert '<option value="litigation">应当或者已经通过诉讼解决</option>' in form
    assert 'name="outcome"' not in form
    browser(LIN).post(f"/tickets/{ticket.number}/triage/?way=accept", {"version": ticket.version})
    assert types(ticket)[-1] == "ticket.accepted"


def test_an_extension_is_asked_for_with_a_day_and_an_hour(browser):
    ticket = acknowledged()
    address = f"/tickets/{ticket.number}/request-extension/"

    form = text(browser(CHEN).get(address))
    papers = {"version": ticket.version, "until": "2026-01-16T18:00", "basis": "规程", "reason": "等配件"}
    done = browser(CHEN).post(address, papers)

    assert 'type="datetime-local"' in form
    assert done.status_code == 302
    assert types(ticket)[-1] == "extension.requested"


def test_the_second_person_sees_what_changed_and_keeps_their_words(browser):
    ticket = acknowledged()
    services.note_progress(ticket.number, words="同事已到场。", by=CHEN, now=later(minutes=40))
    papers = {"version": ticket.version, "until": "2026-01-16T18:00", "basis": "规程第九条", "reason": "等配件到货"}

    response = browser(CHEN).post(f"/tickets/{ticket.number}/request-extension/", papers)

    page = text(response)
    assert response.status_code == 409
    assert "您打开后工单有了新进展" in page
    assert "同事已到场。" in page
    assert "等配件到货" in page
    assert f'name="version" value="{ticket.version + 1}"' in page


def test_what_is_not_possible_now_says_what_is(browser):
    ticket = dispatched()

    response = browser(CHEN).get(f"/tickets/{ticket.number}/submit-reply/")

    assert response.status_code == 409
    assert f"/tickets/{ticket.number}/acknowledge/" in text(response)


def test_a_step_that_is_never_ones_own_does_not_exist(browser):
    ticket = dispatched()

    assert browser(CHEN).get(f"/tickets/{ticket.number}/dispatch/").status_code == 404
    assert browser(CHEN).get(f"/tickets/{ticket.number}/no-such-step/").status_code == 404
    assert browser(GAO).get(f"/tickets/{ticket.number}/submit-reply/").status_code == 404


def test_whoever_grants_an_extension_finds_the_day_that_was_asked_for(browser):
    ticket = extension_asked()

    form = text(browser(ZHOU).get(f"/tickets/{ticket.number}/grant-extension/"))

    assert 'value="2026-01-17T09:00"' in form
    assert re.search(r"新的期限 · <time [^>]+>2026-01-17 09:00</time>", form)


def test_a_limit_says_whose_it_is_before_that_unit_has_done_anything(browser):
    ticket = dispatched_to_two()

    page = text(browser(ZHOU).get(f"/tickets/{ticket.number}/"))

    assert re.search(r"时限 · 签收 · 示范市城管局 ·", page)


def test_a_step_taken_is_said_by_its_name(browser):
    ticket = dispatched()

    page = browser(CHEN).post(f"/tickets/{ticket.number}/acknowledge/", {"version": ticket.version}, follow=True)

    assert "已记录：签收" in text(page)


@pytest.mark.parametrize(("chosen", "said"), [("true", True), ("false", False), ("unknown", None)])
def test_a_unit_may_say_that_its_reply_is_typed_twice_and_silence_is_not_a_no(browser, arrival, chosen, said):
    ticket = acknowledged()
    arrival["now"] = later(hours=9)
    address = f"/tickets/{ticket.number}/submit-reply/"
    reply = {"version": ticket.version, "internal": "已派维修", "public": "已修好", "entered_elsewhere": chosen}

    assert "同一内容是否还须在其他系统录入" in text(browser(CHEN).get(address))
    assert browser(CHEN).post(address, reply).status_code == 302
    assert json.loads(TicketEvent.objects.latest("seq").payload).get("entered_elsewhere") is said


def test_whoever_follows_up_reads_the_questions_out_as_the_rule_has_them(browser, arrival):
    ticket = stories.closed()
    arrival["now"] = later(hours=9)

    page = text(browser(MA).get(f"/tickets/{ticket.number}/complete-follow-up/"))

    assert "您反映的问题解决了吗？是已经解决、部分解决，还是没有解决？" in page
    assert page.index("有承办单位的工作人员联系过您吗") < page.index("您对这次办理满意吗")


def test_whoever_notes_a_contact_reads_that_it_counts_with_evidence(browser, arrival):
    ticket = acknowledged()
    arrival["now"] = later(hours=9)
    rule = "留有佐证材料的联系才计入响应率"

    assert rule in text(browser(CHEN).get(f"/tickets/{ticket.number}/contact-requester/?outcome=reached"))
    assert rule not in text(browser(CHEN).get(f"/tickets/{ticket.number}/note-progress/"))
