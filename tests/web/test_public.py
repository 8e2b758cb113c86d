"""A citizen without an account: asks, sees what became of it, and has the last word."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tests.tickets.cast import CHEN, GAO, HE, LIN, ZHOU, later
from tests.tickets.stories import step, types
from weisu.tickets import services
from weisu.tickets.models import Ticket

ASKS = {"kind": "complaint", "request": "3号楼漏水,请尽快处理。", "region": "9901", "anonymity": "open"}
WANG = {"name": "王秀英", "telephone": "13800138000"}


def text(response):
    return response.content.decode()


@pytest.fixture
def citizen(city):
    cache.clear()
    return Client(HTTP_HOST="localhost")


def asked(citizen, **more):
    """A request, its number and its secret."""
    answer = citizen.post("/public/submit/", ASKS | WANG | more)
    assert answer.status_code == 302, text(answer)
    slip = text(citizen.get(answer.url))
    return re.findall(r"<dd>([^<]+)</dd>", slip)


def recognised(citizen, **more):
    number, secret = asked(citizen, **more)
    citizen.post("/public/track/", {"number": number, "secret": secret})
    return Ticket.objects.get(number=number)


def test_a_citizen_asks_and_finds_the_request_again(citizen):
    number, secret = asked(citizen)

    wrong = citizen.post("/public/track/", {"number": number, "secret": "AAAA BBBB CCCC"})
    found = citizen.post("/public/track/", {"number": number, "secret": secret.lower()})
    page = text(citizen.get(found.url))

    assert "没有查到" in text(wrong)
    assert "漏水,请尽快处理" in page
    assert "13800138000" not in page
    assert f"/public/track/{number}/withdraw/" in page


def test_the_page_says_how_far_it_is_what_comes_next_and_by_when(citizen):
    ticket = recognised(citizen)
    asked_page = text(citizen.get(f"/public/track/{ticket.number}/"))
    services.triage(ticket.number, outcome="accept", by=LIN, now=later(hours=2))
    taken_on = text(citizen.get(f"/public/track/{ticket.number}/"))

    assert '<li aria-current="step">已提交</li>' in asked_page
    assert "接下来我们会决定是否受理" in asked_page
    assert "我们承诺答复的时间" not in asked_page
    assert re.search(r'<li class="gone">已提交</li>\s*<li aria-current="step">已受理</li>', taken_on)
    assert "我们承诺答复的时间" in taken_on


def test_a_promise_that_was_not_kept_is_owned_up_to(citizen, arrival):
    number, secret = asked(citizen)
    services.triage(number, outcome="accept", by=LIN, now=later(hours=2))
    arrival["now"] = later(days=60)

    page = text(citizen.post("/public/track/", {"number": number, "secret": secret}, follow=True))

    assert "非常抱歉" in page
    assert "我们承诺答复的时间" not in page


def test_nobody_else_sees_the_request(citizen):
    number, _secret = asked(citizen)

    stranger = Client(HTTP_HOST="localhost")

    assert stranger.get(f"/public/track/{number}/").url == "/public/track/"
    assert stranger.get(f"/public/track/{number}/withdraw/").url == "/public/track/"


def test_a_number_and_a_name_do_not_open_another_persons_requests(citizen):
    first, second = asked(citizen), asked(citizen)

    owners = {Ticket.objects.get(number=number).requester_id for number, _secret in (first, second)}

    assert len(owners) == 2


def test_guessing_a_secret_ends_after_ten_tries(citizen):
    number, secret = asked(citizen)
    for _try in range(10):
        citizen.post("/public/track/", {"number": number, "secret": "WRONG"})

    refused = citizen.post("/public/track/", {"number": number, "secret": secret})

    assert "输错次数过多" in text(refused)


def test_being_recognised_ends_after_half_an_hour(citizen, arrival):
    ticket = recognised(citizen)
    assert citizen.get(f"/public/track/{ticket.number}/").status_code == 200
    arrival["now"] = later(hours=2)

    assert citizen.get(f"/public/track/{ticket.number}/").status_code == 302


def test_the_requester_supplements_chases_and_takes_it_back(citizen):
    ticket = recognised(citizen)
    address = f"/public/track/{ticket.number}"

    for command, papers in (
        ("supplement", {"words": "是3单元。"}),
        ("chase", {}),
        ("withdraw", {"reason": "自己修好了。"}),
    ):
        ticket.refresh_from_db()
        done = citizen.post(f"{address}/{command}/", {"version": ticket.version, **papers})
        assert done.status_code == 302, text(done)

    assert types(ticket)[1:] == ["ticket.supplemented", "ticket.chased", "ticket.withdrawn"]


def test_the_requester_reads_the_answer_and_says_it_is_not_resolved(citizen, arrival):
    ticket = recognised(citizen)
    step("triage", ticket, by=LIN, outcome="accept")
    step("dispatch", ticket, by=ZHOU, lead="u-housing", basis="职责清单")
    step("acknowledge", ticket, by=CHEN)
    step("submit_reply", ticket, by=CHEN, internal="内部记录", public="屋面已经修好。")
    before = text(citizen.get(f"/public/track/{ticket.number}/"))
    step("approve_reply", ticket, by=HE)
    closed = step("close", ticket, by=ZHOU)

    page = text(citizen.get(f"/public/track/{ticket.number}/"))
    told = {"version": closed.version, "words": "还在漏。"}
    done = citizen.post(f"/public/track/{ticket.number}/deny-resolution/", told)

    assert "屋面已经修好" not in before
    assert "屋面已经修好" in page
    assert "内部记录" not in page
    assert done.status_code == 302
    assert "resolution.denied" in types(ticket)


def test_too_much_at_once_is_asked_to_wait(citizen):
    answers = [citizen.post("/public/submit/", ASKS).status_code for _time in range(31)]

    assert answers[-1] == 429


def test_an_agent_takes_a_request_in_and_reads_out_the_secret(browser):
    lin = browser(LIN)

    done = lin.post(
        "/register/", ASKS | WANG | {"channel": "phone", "priority": "general", "category": "housing.repair"}
    )
    slip = text(lin.get(done.url))

    number, secret = re.findall(r"<dd>([^<]+)</dd>", slip)
    assert len(secret) == 12
    assert Ticket.objects.get(number=number).category == "housing.repair"
    assert browser(GAO).get("/register/").status_code == 404
