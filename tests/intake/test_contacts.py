"""Somebody calls: the person to the vault, the request to the log, the secret to the person."""

import json

import pytest

from tests.intake.conftest import MONDAY
from tests.intake.office import ROOT
from weisu.domain.context import Principal
from weisu.domain.errors import DomainError, NotFound
from weisu.domain.vocabulary import ActorKind, Role
from weisu.intake import services
from weisu.intake.visitors import DOOR
from weisu.tickets import services as tickets
from weisu.tickets.models import Ticket, TicketEvent
from weisu.vault.models import AccessRecord, Requester

LIN = Principal("agent-lin", ActorKind.AGENT, frozenset({Role.AGENT}), region_code=ROOT)
WANG = {"name": "王桂兰", "telephone": "138 0000 1234"}
ASKED = {"kind": "complaint", "channel": "phone.12345", "region": ROOT, "request": "楼下夜里施工，我是王桂兰"}


def receive(details=WANG, **more):
    return services.receive(details, **{"by": LIN, "now": MONDAY} | ASKED | more)


def test_a_call_becomes_a_ticket_under_a_pseudonym(prepared):
    received = receive()

    assert received.secret
    assert received.ticket.requester_id == str(received.requester_id)
    [event] = TicketEvent.objects.all()
    assert json.loads(event.payload)["contact"] == "telephone"
    stored = str(TicketEvent.objects.values_list()) + str(Ticket.objects.values_list())
    for canary in ("王桂兰", "13800001234", "138 0000 1234", received.secret):
        assert canary not in stored


def test_who_calls_again_is_the_same_requester(prepared):
    first, again = receive(), receive({"name": "王桂兰", "telephone": "+86 13800001234"})

    assert (again.requester_id, again.secret) == (first.requester_id, "")


@pytest.mark.parametrize("details", [{"name": "李建国", "telephone": "13800001234"}, {"telephone": "13800001234"}])
def test_one_number_may_serve_a_family(prepared, details):
    first = receive()

    assert receive(details).requester_id != first.requester_id


def test_somebody_may_ask_without_a_name(prepared):
    received = receive({"name": " "}, anonymity="anonymous")

    assert (received.requester_id, received.secret, received.ticket.requester_id) == (None, "", "")
    assert not Requester.objects.exists()


def test_a_refused_request_keeps_nobody(prepared):
    with pytest.raises(DomainError):
        receive(kind="")
    assert not Requester.objects.exists()


def test_only_number_and_secret_together_open_a_request(prepared):
    received = receive()
    number = received.ticket.number

    for told in ((number, "AAAABBBBCCCC"), ("202601050009999", received.secret)):
        with pytest.raises(NotFound, match="this number and secret"):
            services.recognise(told[0], secret=told[1], by=DOOR, now=MONDAY)
    asker = services.recognise(number, secret=received.secret, by=DOOR, now=MONDAY)
    ticket = tickets.withdraw(number, proof="secret", reason="好了", by=asker, now=MONDAY)

    assert ticket.status == "withdrawn"
    assert list(AccessRecord.objects.filter(act="verify").values_list("purpose", flat=True)) == ["wrong", "right"]


def test_a_ticket_of_nobody_is_opened_by_no_secret(prepared):
    received = receive({})

    with pytest.raises(NotFound, match="this number and secret"):
        services.recognise(received.ticket.number, secret="x", by=DOOR, now=MONDAY)
