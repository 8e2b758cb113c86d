"""Pages of what may not go everywhere: words checked by a person, contact through the hotline, secret matters."""

import re

import pytest
from django.test import Client

from tests.tickets import stories
from tests.tickets.cast import ADMIN, CHEN, HE, HOUSING, LIANG, LIN, MONDAY, XU, ZHOU, later
from tests.tickets.stories import types
from weisu.intake import services as intake
from weisu.policies import services as policies
from weisu.policies.files import read_shipped
from weisu.tickets import checking, queries, services
from weisu.vault.models import AccessRecord, Text

STORY = "我在城管局上班,局长收钱,我住3号楼,电话13800138000。"


def text(response):
    return response.content.decode()


@pytest.fixture
def tipoff(city):
    """A tip-off of a person whose number is known, with the housing bureau at work on it."""
    asked = {"kind": "tipoff", "region": "9901", "channel": "phone", "anonymity": "confidential"}
    details = {"name": "王秀英", "telephone": "13800138000"}
    ticket = intake.receive(details, **asked, request=STORY, title="城管局长收钱", by=LIN, now=later(minutes=1)).ticket
    services.triage(ticket.number, outcome="accept", by=LIN, now=later(minutes=2))
    services.dispatch(ticket.number, lead=HOUSING, basis="职责", note="请保密核实", by=ZHOU, now=later(minutes=9))
    return services.acknowledge(ticket.number, by=CHEN, now=later(minutes=20))


def to_check(browser, ticket, field="request"):
    found = next(each for each in checking.texts(ZHOU, ticket.number) if each.field == field)
    return f"/checking/{ticket.number}/{found.text_id}/"


def test_protected_words_wait_in_a_list_until_a_person_has_read_them(browser, tipoff):
    stories.dispatched()
    page = text(browser(ZHOU).get("/checking/"))

    assert re.findall(r'href="/checking/([^"/]+)/"', page) == [tipoff.number]
    assert "示范市住房局" in page
    for each in checking.unreleased(ZHOU, tipoff.number):
        services.release_words(tipoff.number, of=each.text_id, words="已核", by=HE, now=later(minutes=30))
    assert tipoff.number not in text(browser(ZHOU).get("/checking/"))


def test_the_original_is_shown_for_a_purpose_and_the_look_is_recorded(browser, tipoff):
    address, typed = to_check(browser, tipoff), "反映某局负责人的问题"
    before = text(browser(ZHOU).get(address))
    nothing = text(browser(ZHOU).post(address, {"do": "show", "words": typed}))
    shown = text(browser(ZHOU).post(address, {"do": "show", "purpose": "核对脱敏", "words": typed}))

    assert "13800138000" not in before + nothing
    assert STORY in shown
    assert typed in nothing
    assert typed in shown
    [record] = AccessRecord.objects.filter(act="read", by=ZHOU.id)
    assert record.purpose == f"{tipoff.number}: 核对脱敏"


def test_words_are_released_one_after_the_other_and_may_be_mended(browser, tipoff):
    address = to_check(browser, tipoff)
    papers = {"do": "release", "version": tipoff.version, "words": "反映某局负责人的问题"}
    onward = browser(ZHOU).post(address, papers)

    assert onward.url.startswith(f"/checking/{tipoff.number}/")
    assert onward.url != address
    assert queries.timeline(CHEN, tipoff.number)[0].words["request"] == ["反映某局负责人的问题"]
    again = text(browser(ZHOU).get(address))
    assert "反映某局负责人的问题</textarea>" in again
    browser(ZHOU).post(address, papers | {"version": tipoff.version + 1, "words": "反映某单位的问题"})
    assert queries.timeline(CHEN, tipoff.number)[0].words["request"] == ["反映某单位的问题"]


def test_an_empty_release_is_refused(browser, tipoff):
    answer = browser(ZHOU).post(to_check(browser, tipoff), {"do": "release", "version": tipoff.version, "words": ""})

    assert "errorlist" in text(answer)
    assert "words.released" not in types(tipoff)


def test_nobody_else_checks_words_and_open_tickets_have_none_to_check(browser, tipoff):
    open_ticket = stories.dispatched()

    assert browser(LIN).get(to_check(browser, tipoff)).status_code == 404
    assert browser(CHEN).get("/checking/").status_code == 404
    assert browser(ZHOU).get(f"/checking/{open_ticket.number}/").status_code == 404
    assert Client(HTTP_HOST="localhost").get("/checking/").status_code == 302


def test_the_hotline_puts_a_units_question_to_the_requester_and_brings_the_answer_back(browser, tipoff):
    services.ask_relay(tipoff.number, words="请问发生在哪天?", by=CHEN, now=later(minutes=30))
    listed = text(browser(LIN).get("/relay/"))
    [address] = re.findall(r'href="(/relay/[^"]+/[^"]+/)"', listed)
    page = text(browser(LIN).get(address))
    version = queries.ticket(LIN, tipoff.number).version
    done = browser(LIN).post(address, {"version": version, "outcome": "reached", "words": "我说是上周三"})

    assert "请问发生在哪天" in listed
    assert "请问发生在哪天" in page
    assert "王秀英" not in page + listed
    assert "13800138000" not in page + listed
    assert done.url == "/relay/"
    assert "上周三" not in text(browser(CHEN).get(f"/tickets/{tipoff.number}/"))
    assert tipoff.number not in text(browser(LIN).get("/relay/"))
    assert browser(LIN).get(address).status_code == 404
    assert browser(CHEN).get("/relay/").status_code == 404


def test_a_requester_who_was_reached_has_said_something(browser, tipoff):
    services.ask_relay(tipoff.number, words="请问发生在哪天?", by=CHEN, now=later(minutes=30))
    version = queries.ticket(LIN, tipoff.number).version
    given = {"version": version, "outcome": "reached", "words": ""}
    refused = browser(LIN).post(f"/relay/{tipoff.number}/{HOUSING}/", given)

    assert "请补充" in text(refused) or "请填写" in text(refused)
    assert "relay.answered" not in types(tipoff)


def test_two_people_shut_a_secret_matter_away_and_the_page_proves_it(browser, tipoff):
    number = tipoff.number
    asked = browser(ADMIN).post("/quarantine/", {"number": number, "ground": "state_secret"})
    own = text(browser(ADMIN).get(f"/quarantine/{number}/"))
    ruling = {"ruling": "granted", "ground": "confirmed"}
    refused = browser(ADMIN).post(f"/quarantine/{number}/", ruling)
    left_before = Text.objects.filter(ticket_id=tipoff.id, erased_at=None).count()

    assert asked.url == "/quarantine/"
    assert browser(ZHOU).get(f"/tickets/{number}/").status_code == 404
    assert 'name="ruling"' not in own
    assert refused.status_code == 200
    assert left_before == Text.objects.filter(ticket_id=tipoff.id).count() > 0

    granted = browser(XU).post(f"/quarantine/{number}/", ruling)
    page = text(browser(XU).get(granted.url))
    texts = Text.objects.filter(ticket_id=tipoff.id)
    assert f"{texts.count()} / {texts.count()}" in page
    assert "完整：未被改动" in page
    assert not texts.exclude(cipher=b"", wrapped_key=b"", redacted=None).exists()
    assert browser(ZHOU).get("/quarantine/").status_code == 404


def test_the_grounds_of_both_keys_are_those_of_the_rules_in_force(browser, tipoff):
    first = text(browser(ADMIN).get("/quarantine/"))
    refused = browser(ADMIN).post("/quarantine/", {"number": tipoff.number, "ground": "boredom"})
    step = text(browser(XU).get(f"/tickets/{tipoff.number}/request-quarantine/"))
    browser(ADMIN).post("/quarantine/", {"number": tipoff.number, "ground": "work_secret"})
    second = text(browser(XU).get(f"/quarantine/{tipoff.number}/"))

    assert refused.status_code == 200
    for page in (first, step):
        assert "疑似涉及国家秘密" in page
    assert '<p class="words">疑似涉及工作秘密</p>' in second
    assert "经核不涉密" in second


def test_under_rules_that_name_no_grounds_a_secret_matter_is_shut_away_nevertheless(browser, tipoff):
    texts = {name: words for name, words in read_shipped("national").items() if name != "quarantine.toml"}
    policies.publish(policies.propose(texts, by=LIANG, now=MONDAY).id, by=ADMIN, now=MONDAY)

    browser(ADMIN).post("/quarantine/", {"number": tipoff.number, "ground": "unnamed"})
    page = text(browser(XU).get(f"/quarantine/{tipoff.number}/"))

    assert browser(ZHOU).get(f"/tickets/{tipoff.number}/").status_code == 404
    assert "现行规则未列明事由" in page


def test_a_matter_that_holds_no_secret_is_shown_again(browser, tipoff):
    browser(XU).post("/quarantine/", {"number": tipoff.number, "ground": "work_secret"})
    browser(ADMIN).post(f"/quarantine/{tipoff.number}/", {"ruling": "refused", "ground": "no_secret"})

    assert browser(ZHOU).get(f"/tickets/{tipoff.number}/").status_code == 200
    assert browser(XU).get(f"/quarantine/{tipoff.number}/").status_code == 404
