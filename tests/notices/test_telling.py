"""Who is told of what; each once, and nobody what is not theirs to know."""

import pytest

from tests.tickets import stories
from tests.tickets.cast import ADMIN, CHEN, GAO, HE, HOUSING, LIN, SUN, XU, ZHOU, later
from tests.tickets.stories import accepted, acknowledged, dispatched, step
from weisu.vault.services import enrol

CITIZEN = {"name": "王秀兰", "telephone": "13907650918"}


@pytest.fixture
def wang(city):
    """Aunt Wang, as the vault knows her."""
    return str(enrol(details=CITIZEN, by=LIN, now=later()).requester_id)


def said_to(recipient, language="zh"):
    from weisu.notices.models import Notice
    from weisu.notices.wording import said

    return {one.rule: said(one, language) for one in Notice.objects.filter(recipient=recipient)}


def test_the_unit_is_told_of_a_dispatch_and_the_dispatcher_who_did_it_is_not(told):
    dispatched()

    assert told(later(minutes=11)) == {
        ("unit-dispatched", f"staff:{CHEN.id}"),
        ("unit-dispatched", f"staff:{SUN.id}"),
    }


def test_the_requester_is_told_till_when(told, wang):
    ticket = accepted(requester=wang)

    assert told(later(minutes=1)) == {("accepted", f"requester:{wang}")}
    subject, body = said_to(f"requester:{wang}")["accepted"]
    assert subject == f"已受理 {ticket.number}"
    assert ticket.number in body
    assert f"{ticket.promised_at.astimezone().year}年" in body
    assert "Taken on" in said_to(f"requester:{wang}", "en")["accepted"].subject


def test_a_refusal_says_its_ground_its_law_and_how_to_contest_it(told, wang):
    stories.declined(requester=wang)
    told(later(hours=1))

    body = said_to(f"requester:{wang}")["declined"].body
    assert "国办函〔2025〕66号(二)" in body
    assert "属邻里私事" in body
    assert "申请复核" in body
    assert "review" in said_to(f"requester:{wang}", "en")["declined"].body


def test_a_chase_reaches_the_handler_with_its_count(told, wang):
    ticket = acknowledged(requester=wang)
    step("assign_person", ticket, by=SUN, person=CHEN.id)
    step("chase", ticket, by=LIN, words="怎么还没来修？电话13907650918", channel="phone", hours=2)

    found = told(later(hours=2))

    assert ("handler-chased", f"staff:{CHEN.id}") in found
    assert ("handler-chased", f"staff:{SUN.id}") not in found
    assert ("chased", f"requester:{wang}") in found
    assert "第 1 次" in said_to(f"staff:{CHEN.id}")["handler-chased"].body


def test_without_a_person_in_charge_the_whole_unit_hears_the_chase(told):
    step("chase", acknowledged(), by=LIN, channel="phone")

    found = told(later(hours=2))

    assert {("handler-chased", f"staff:{who.id}") for who in (CHEN, SUN)} <= found


def test_an_extension_tells_the_new_date_and_why(told, wang):
    ticket = stories.extension_asked(requester=wang)
    step("grant_extension", ticket, by=ZHOU, unit=HOUSING, until=later(days=12), told="等待配件到货", hours=2)

    found = told(later(hours=2))

    assert ("unit-extended", f"staff:{CHEN.id}") in found
    body = said_to(f"requester:{wang}")["extended"].body
    assert "等待配件到货" in body
    assert "1月17日" in said_to(f"staff:{CHEN.id}")["unit-extended"].body


def test_a_deferral_tells_the_plan_and_when_it_is_looked_at_again(told, wang):
    stories.deferred(requester=wang)
    told(later(hours=2))

    body = said_to(f"requester:{wang}")["deferred"].body
    assert "列入明年改造" in body
    assert "2026年3月6日" in body


def test_closing_tells_the_public_answer_and_never_the_internal_record(told, wang):
    stories.closed(requester=wang)
    told(later(hours=8))

    body = said_to(f"requester:{wang}")["closed"].body
    assert "已修好" in body
    assert "已派维修" not in body


def test_the_desk_hears_of_a_return_and_the_unit_of_the_ruling(told):
    stories.return_refused()

    found = told(later(hours=3))

    assert ("desk-return", f"staff:{ZHOU.id}") in found
    assert ("unit-return-refused", f"staff:{CHEN.id}") in found
    assert "属住房职责" in said_to(f"staff:{CHEN.id}")["unit-return-refused"].body


def test_a_unit_is_told_that_it_is_under_supervision(told):
    stories.supervised()

    assert ("unit-supervised", f"staff:{SUN.id}") in told(later(hours=2))
    assert "限期办理" in said_to(f"staff:{SUN.id}")["unit-supervised"].body


def test_a_part_handed_down_reaches_the_township(told):
    stories.delegated()

    assert ("unit-delegated", f"staff:{GAO.id}") in told(later(hours=2))


def test_a_telephone_number_in_a_reason_is_masked(told):
    ticket = dispatched()
    step("send_back", ticket, by=CHEN, ground="not_ours", basis="职责清单", reason="请联系13907650918核实")
    told(later(hours=2))

    body = said_to(f"staff:{ZHOU.id}")["desk-return"].body
    assert "13907650918" not in body
    assert "核实" in body


def test_nothing_of_what_is_said_lies_in_the_outbox(told, wang):
    from weisu.notices.models import Notice

    stories.closed(requester=wang)
    told(later(hours=8))

    rows = str(list(Notice.objects.values()))
    assert not any(word in rows for word in ("已修好", "王秀兰", "13907650918", "@"))


def test_who_left_is_told_nothing(told):
    from weisu.org import services as org

    dispatched()
    org.leave(CHEN.id, by=ADMIN, now=later(minutes=10))

    assert told(later(minutes=11)) == {("unit-dispatched", f"staff:{SUN.id}")}


def test_nobody_is_told_today_of_what_happened_long_ago(told):
    dispatched()

    assert {rule for rule, _ in told(later(days=30))} & {"unit-dispatched"} == set()


def test_a_second_pass_tells_nothing_again(told, work):
    dispatched()
    first = told(later(minutes=11))

    assert work(later(minutes=12)) == {}
    assert told(later(minutes=13)) == first


def test_events_read_again_are_not_told_again(told):
    from weisu.notices.models import Notice
    from weisu.tickets.models import Follower

    dispatched()
    told(later(minutes=11))
    Follower.objects.filter(name="notices").update(seq=0)
    before = Notice.objects.count()
    told(later(minutes=12))

    assert Notice.objects.count() == before


def test_the_coordinator_hears_of_the_third_return(told):
    from tests.tickets.cast import LIANG, URBAN, WATER

    ticket = accepted()
    for hours, unit in enumerate((URBAN, WATER, HOUSING), 1):
        step("dispatch", ticket, by=ZHOU, lead=unit, basis="职责清单", hours=hours)
        step("uphold_return", send_back_of(ticket, unit, hours), by=HE, unit=unit, reason="r", hours=hours)

    assert ("returned-often", f"staff:{LIANG.id}") in told(later(hours=4))


def send_back_of(ticket, unit, hours):
    """The unit's own people send it back."""
    from tests.tickets.cast import person
    from weisu.domain.vocabulary import ActorKind, Role

    clerk = person(f"clerk-{unit}", ActorKind.UNIT_STAFF, Role.UNIT_STAFF, unit=unit)
    return step("send_back", ticket, by=clerk, ground="not_ours", basis="b", reason="r", hours=hours)


def test_oversight_hears_that_a_refusal_is_contested(told):
    stories.review_asked()

    assert ("oversight-review", f"staff:{XU.id}") in told(later(hours=3))


def test_townships_do_not_hear_of_tickets_that_are_not_theirs(told):
    dispatched()

    assert f"staff:{GAO.id}" not in {who for _, who in told(later(minutes=11))}


def test_a_notice_of_a_protected_request_carries_none_of_its_words(told, wang):
    """Units read words of a tip-off on its page, once somebody released them; a notice would go round that."""
    from weisu.notices.models import Notice

    for kind, is_told in (("complaint", True), ("tipoff", False)):
        stories.return_refused(requester=wang, kind=kind, category="")
        told(later(hours=3))

        bodies = [said.body for said in said_to(f"staff:{CHEN.id}").values()]
        assert any("属住房职责" in body for body in bodies) is is_told, bodies
        Notice.objects.all().delete()


def test_past_facts_are_recorded_and_told_to_nobody(told):
    from tests.tickets.stories import registered
    from weisu.tickets import services

    number = registered(historic=True).number
    services.triage(number, outcome="accept", by=LIN, now=later(), historic=True)
    services.dispatch(number, lead=HOUSING, by=ZHOU, now=later(minutes=10), historic=True)

    assert told(later(minutes=11)) == set()
