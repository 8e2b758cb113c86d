"""Every service once: given a story, when somebody asks, then this event and this row."""

import inspect

import pytest

from tests.tickets import stories as s
from tests.tickets.cast import (
    BRIDGE,
    CHEN,
    CLOCK,
    HE,
    HOUSING,
    LIANG,
    LIN,
    MA,
    SUN,
    URBAN,
    WU,
    XU,
    ZHOU,
    later,
)
from weisu.domain.commands import COMMANDS
from weisu.tickets import services
from weisu.tickets.models import Ticket

LAW = "国办函〔2025〕66号(二)"

DONE = [
    # given, service, by, fields, the event it makes, the status after it
    (s.registered, "triage", LIN, {"outcome": "accept"}, "ticket.accepted", "accepted"),
    (
        s.registered,
        "triage",
        LIN,
        {"outcome": "emergency", "ground": "fire", "law": LAW, "told": "已转119", "to": "119"},
        "ticket.transferred",
        "closed",
    ),
    (
        s.registered,
        "triage",
        LIN,
        {"outcome": "statutory", "ground": "court", "law": LAW, "told": "请走诉讼", "to": "court"},
        "ticket.referred",
        "declined",
    ),
    (s.registered, "answer", LIN, {"public": "缴费请走小程序"}, "ticket.answered", "closed"),
    (
        s.accepted,
        "refer",
        ZHOU,
        {"to": "court", "ground": "court", "law": LAW, "told": "请走诉讼"},
        "ticket.referred",
        "closed",
    ),
    (s.accepted, "transfer", ZHOU, {"to": "110", "ground": "police", "told": "已转"}, "ticket.transferred", "closed"),
    (
        s.accepted,
        "transfer",
        ZHOU,
        {"region": "990101", "level": "county", "ground": "place", "told": "已转城北区"},
        "ticket.transferred",
        "registered",
    ),
    (s.accepted, "supplement", LIN, {"words": "还有电梯"}, "ticket.supplemented", "accepted"),
    (s.dispatched, "chase", LIN, {"channel": "phone", "words": "怎么还没来"}, "ticket.chased", "dispatched"),
    (
        s.accepted,
        "withdraw",
        LIN,
        {"proof": "verified_call", "reason": "已解决"},
        "ticket.withdrawn",
        "withdrawn",
    ),
    (
        s.withdrawn,
        "confirm_withdrawal",
        MA,
        {"withdrawal": "confirmed", "mode": "call"},
        "follow_up.completed",
        "withdrawn",
    ),
    (
        s.withdrawn,
        "confirm_withdrawal",
        MA,
        {"withdrawal": "contested", "mode": "call"},
        "follow_up.completed",
        "accepted",
    ),
    (
        s.accepted,
        "change_number",
        LIN,
        {"contact": "c-2", "proof": "verified_call"},
        "requester.number_changed",
        "accepted",
    ),
    (
        s.accepted,
        "recategorise",
        ZHOU,
        {"category": "noise", "reason": "是噪音"},
        "ticket.recategorised",
        "accepted",
    ),
    (
        s.accepted,
        "reprioritise",
        ZHOU,
        {"priority": "urgent", "reason": "有老人"},
        "ticket.reprioritised",
        "accepted",
    ),
    (
        s.accepted,
        "correct",
        ZHOU,
        {"corrects": "1", "field": "community", "value": "三里", "reason": "听错"},
        "ticket.corrected",
        "accepted",
    ),
    (s.accepted, "dispatch", ZHOU, {"lead": HOUSING, "basis": "清单"}, "ticket.dispatched", "dispatched"),
    (
        s.accepted,
        "dispatch",
        ZHOU,
        {"lead": HOUSING, "supports": [URBAN], "basis": "清单"},
        "ticket.dispatched",
        "dispatched",
    ),
    (s.dispatched, "add_support", ZHOU, {"supports": [URBAN], "basis": "清单"}, "ticket.dispatched", "dispatched"),
    (
        s.dispatched,
        "redispatch",
        ZHOU,
        {"to": URBAN, "reason": "属城管", "basis": "清单"},
        "ticket.redispatched",
        "dispatched",
    ),
    (s.acknowledged, "assign_person", SUN, {"person": "clerk-chen"}, "ticket.assigned", "acknowledged"),
    (s.dispatched, "acknowledge", CHEN, {}, "ticket.acknowledged", "acknowledged"),
    (
        s.acknowledged,
        "contact_requester",
        CHEN,
        {"means": "call", "outcome": "reached", "notes": "约周三"},
        "requester.contacted",
        "handling",
    ),
    (s.acknowledged, "note_progress", CHEN, {"words": "已派人"}, "progress.noted", "handling"),
    (
        s.dispatched,
        "send_back",
        CHEN,
        {"ground": "not_ours", "basis": "清单", "reason": "属城管"},
        "ticket.return_requested",
        "return_review",
    ),
    (s.sent_back, "uphold_return", ZHOU, {"reason": "确属城管"}, "ticket.returned", "accepted"),
    (s.sent_back, "refuse_return", ZHOU, {"basis": "清单", "reason": "属住房"}, "ticket.return_refused", "dispatched"),
    (s.return_refused, "raise_dispute", CHEN, {"basis": "三定", "reason": "不属"}, "dispute.raised", "dispatched"),
    (
        s.disputed,
        "rule_dispute",
        XU,
        {"ruling": "stays", "basis": "三定", "reason": "属住房"},
        "dispute.ruled",
        "dispatched",
    ),
    (
        s.disputed,
        "rule_dispute",
        XU,
        {"ruling": "moved", "to": URBAN, "basis": "三定", "reason": "属城管"},
        "dispute.ruled",
        "dispatched",
    ),
    (s.acknowledged, "request_help", CHEN, {"units": [URBAN], "words": "请到场"}, "help.requested", "acknowledged"),
    (s.helped, "answer_help", WU, {"answer": "attending"}, "help.answered", "acknowledged"),
    (
        s.helped,
        "release",
        ZHOU,
        {"unit": URBAN, "reason": "不再需要"},
        "ticket.released",
        "acknowledged",
    ),
    (
        s.acknowledged,
        "hold_conference",
        LIANG,
        {"units": [HOUSING, URBAN], "outcome": "agreed", "minutes": "由住房牵头"},
        "conference.held",
        "acknowledged",
    ),
    (
        s.acknowledged,
        "request_extension",
        CHEN,
        {"until": later(days=12), "basis": "规程", "reason": "等配件"},
        "extension.requested",
        "acknowledged",
    ),
    (
        s.extension_asked,
        "grant_extension",
        ZHOU,
        {"unit": HOUSING, "until": later(days=12), "told": "已告知新日期"},
        "extension.granted",
        "acknowledged",
    ),
    (
        s.extension_asked,
        "refuse_extension",
        ZHOU,
        {"unit": HOUSING, "reason": "时间足够"},
        "extension.refused",
        "acknowledged",
    ),
    (
        s.acknowledged,
        "defer",
        LIANG,
        {"unit": HOUSING, "ground": "funding", "plan": "明年", "review_at": later(days=60), "told": "已告知"},
        "ticket.deferred",
        "deferred",
    ),
    (s.deferred, "resume", CHEN, {"reason": "资金到位"}, "ticket.resumed", "handling"),
    (s.acknowledged, "submit_reply", CHEN, {"internal": "已修", "public": "已修好"}, "reply.submitted", "replied"),
    (s.replied, "approve_reply", HE, {"unit": HOUSING}, "reply.approved", "replied"),
    (s.replied, "reject_reply", HE, {"unit": HOUSING, "reason": "没写日期"}, "reply.rejected", "handling"),
    (s.closed, "attempt_follow_up", MA, {"mode": "call", "outcome": "no_answer"}, "follow_up.attempted", "closed"),
    (
        s.closed,
        "complete_follow_up",
        MA,
        {"mode": "call", "outcome": "completed", "solved": "yes"},
        "follow_up.completed",
        "closed",
    ),
    (s.closed, "confirm_resolution", MA, {"witness": "follow_up"}, "resolution.confirmed", "closed"),
    (s.closed, "deny_resolution", MA, {"witness": "follow_up", "words": "还漏"}, "resolution.denied", "closed"),
    (s.closed, "rate", MA, {"grade": "satisfied", "solicited": True}, "rating.given", "closed"),
    (s.closed, "reopen", ZHOU, {"ground": "not_solved", "reason": "还漏"}, "ticket.reopened", "dispatched"),
    (
        s.acknowledged,
        "open_supervision",
        XU,
        {"unit": HOUSING, "ground": "overdue", "order": "限期"},
        "supervision.opened",
        "acknowledged",
    ),
    (s.supervised, "answer_supervision", CHEN, {"words": "明日办结"}, "supervision.answered", "acknowledged"),
    (
        s.supervised,
        "close_supervision",
        XU,
        {"unit": HOUSING, "outcome": "met"},
        "supervision.closed",
        "acknowledged",
    ),
    (s.closed, "check_quality", MA, {"rubric": "reply", "findings": "写得清楚"}, "quality.checked", "closed"),
    (
        s.closed,
        "request_exclusion",
        CHEN,
        {"unit": HOUSING, "ground": "not_ours", "basis": "办法", "reason": "非职责"},
        "exclusion.requested",
        "closed",
    ),
    (
        s.exclusion_asked,
        "rule_exclusion",
        XU,
        {"ruling": "refused", "basis": "办法", "reason": "属职责"},
        "exclusion.ruled",
        "closed",
    ),
    (s.declined, "request_review", LIN, {"words": "我不同意"}, "review.requested", "declined"),
    (
        s.review_asked,
        "rule_review",
        XU,
        {"ruling": "overturned", "law": LAW, "told": "已受理"},
        "review.ruled",
        "accepted",
    ),
    (s.declined, "archive", ZHOU, {}, "ticket.archived", "archived"),
    (
        s.acknowledged,
        "send_warning",
        CLOCK,
        {"clock": "closure", "unit": HOUSING, "stage": "half"},
        "warning.sent",
        "acknowledged",
    ),
    (s.acknowledged, "recompute_clocks", CLOCK, {"ground": "calendar"}, "clock.recomputed", "acknowledged"),
    (
        s.delegated,
        "escalate",
        LIANG,
        {"unit": BRIDGE, "to": URBAN, "reason": "超出能力"},
        "ticket.escalated",
        "dispatched",
    ),
    (s.townships_duty, "delegate", CHEN, {"to": BRIDGE, "basis": "清单"}, "ticket.delegated", "dispatched"),
]


@pytest.mark.parametrize(
    ("given", "service", "by", "fields", "event", "status"),
    DONE,
    ids=[f"{case[1]}-{case[0].__name__}-{case[5]}" for case in DONE],
)
def test_a_service_writes_its_event_and_the_row_follows(city, given, service, by, fields, event, status):
    ticket = given()
    version = ticket.version

    after = getattr(services, service)(ticket.number, **fields, by=by, now=later(hours=20))

    assert s.types(after)[version:] == [event]
    assert (after.status, after.version) == (status, version + 1)
    stored = Ticket.objects.get(id=after.id)
    assert [getattr(stored, f.attname) for f in Ticket._meta.concrete_fields] == [
        getattr(after, f.attname) for f in Ticket._meta.concrete_fields
    ]


def test_every_command_has_a_service_of_its_name_signed_and_dated():
    for name in COMMANDS:
        parameters = inspect.signature(getattr(services, name)).parameters
        assert parameters["by"].kind is parameters["now"].kind is inspect.Parameter.KEYWORD_ONLY


def test_a_group_holds_many_tickets_and_each_can_leave_it(city):
    tickets = [s.accepted(), s.accepted()]

    services.group(*(t.number for t in tickets), group="leak-2026", ground="one cause", by=ZHOU, now=later(hours=1))
    services.ungroup(tickets[0].number, reason="另一件事", by=ZHOU, now=later(hours=2))

    assert list(Ticket.objects.order_by("number").values_list("group", flat=True)) == ["", "leak-2026"]


def test_linking_names_a_ticket_that_exists(city):
    one, other = s.accepted(), s.accepted()

    services.link(one.number, other=other.number, relation="repeat_of", by=ZHOU, now=later(hours=1))

    assert s.types(one)[-1] == "ticket.linked"
