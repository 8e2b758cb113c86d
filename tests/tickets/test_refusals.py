"""What services refuse: given a story, when somebody may not or papers lack, then a reason and nothing else."""

import pytest

from tests.tickets import stories as s
from tests.tickets.cast import CHEN, CLOCK, HOUSING, LIN, MA, SUN, WU, XU, ZHOU, later
from weisu.domain.errors import GuardRefused, MissingPapers, NotFound, RoleRefused, TransitionRefused
from weisu.tickets import services
from weisu.tickets.models import Ticket, TicketEvent
from weisu.vault.models import Text

REFUSED = [
    # given, service, by, fields, the refusal
    (s.accepted, "triage", LIN, {"outcome": "accept"}, TransitionRefused),
    (s.registered, "triage", MA, {"outcome": "accept"}, RoleRefused),
    (s.registered, "triage", CHEN, {"outcome": "accept"}, NotFound),
    (s.registered, "triage", LIN, {"outcome": "explain"}, MissingPapers),
    (s.registered, "answer", LIN, {"public": "  "}, MissingPapers),
    (s.registered, "refer", ZHOU, {"to": "court"}, TransitionRefused),
    (s.accepted, "withdraw", LIN, {"proof": "said so", "reason": "x"}, GuardRefused),
    (s.accepted, "change_number", LIN, {"contact": "c-2"}, GuardRefused),
    (s.accepted, "dispatch", LIN, {"lead": HOUSING, "basis": "x"}, RoleRefused),
    (s.accepted, "dispatch", ZHOU, {"lead": HOUSING}, MissingPapers),
    (s.dispatched, "add_support", ZHOU, {"supports": [HOUSING], "basis": "x"}, GuardRefused),
    (s.dispatched, "acknowledge", WU, {"unit": HOUSING}, NotFound),
    (s.helped, "note_progress", WU, {"unit": HOUSING, "words": "x"}, GuardRefused),
    (s.dispatched, "send_back", CHEN, {"reason": "x"}, MissingPapers),
    (s.sent_back, "close", ZHOU, {}, TransitionRefused),
    (s.acknowledged, "raise_dispute", CHEN, {"basis": "x", "reason": "x"}, GuardRefused),
    (s.dispatched, "rule_dispute", XU, {"ruling": "stays", "basis": "x", "reason": "x"}, GuardRefused),
    (s.dispatched, "release", ZHOU, {"unit": HOUSING, "reason": "x"}, GuardRefused),
    (s.acknowledged, "grant_extension", ZHOU, {"until": later(days=9), "told": "x"}, GuardRefused),
    (
        s.acknowledged,
        "defer",
        SUN,
        {"ground": "x", "plan": "x", "review_at": later(days=60), "told": "x"},
        GuardRefused,
    ),
    (s.replied, "close", ZHOU, {}, GuardRefused),
    (s.closed, "complete_follow_up", MA, {"mode": "call", "outcome": "unreachable"}, GuardRefused),
    (s.acknowledged, "answer_supervision", CHEN, {"words": "x"}, GuardRefused),
    (s.closed, "rule_exclusion", XU, {"ruling": "granted", "basis": "x", "reason": "x"}, GuardRefused),
    (s.closed, "request_review", LIN, {"words": "x"}, TransitionRefused),
    (s.acknowledged, "archive", ZHOU, {}, TransitionRefused),
    (s.acknowledged, "ungroup", ZHOU, {"reason": "x"}, GuardRefused),
]


@pytest.mark.parametrize(
    ("given", "service", "by", "fields", "refusal"),
    REFUSED,
    ids=[f"{case[1]}-{case[0].__name__}-{case[4].__name__}" for case in REFUSED],
)
def test_a_refusal_says_why_and_leaves_everything_as_it_was(city, given, service, by, fields, refusal):
    ticket = given()
    before = (TicketEvent.objects.count(), Text.objects.count(), Ticket.objects.values().get())

    with pytest.raises(refusal):
        getattr(services, service)(ticket.number, **fields, by=by, now=later(hours=20))

    assert (TicketEvent.objects.count(), Text.objects.count(), Ticket.objects.values().get()) == before


def test_silence_past_the_return_window_means_nothing_where_the_rules_do_not_say_so(city):
    ticket = s.dispatched()

    with pytest.raises(GuardRefused, match="Silence does not mean acceptance"):
        services.acknowledge(ticket.number, unit=HOUSING, implied=True, by=CLOCK, now=later(days=20))
