"""The log and its tickets from the command line: every command through one door, findings as exit codes."""

import json

import pytest

from tests.tickets.cast import MONDAY
from weisu.cli import main
from weisu.domain.vocabulary import Role


@pytest.fixture
def lin(fresh_database):
    """An agent with a post, in Demo City."""
    from tests.tickets import cast
    from tests.tickets.city import build_city
    from weisu.org import services as org

    build_city()
    org.create_staff("lin", display_name="林", by=cast.ADMIN, now=MONDAY)
    org.appoint("lin", role=Role.AGENT, unit=cast.HOTLINE, region="9901", since=MONDAY, by=cast.ADMIN, now=MONDAY)
    return "lin"


AT = ["--at", "2026-01-05T09:10+08:00"]


def answer(capsys, *arguments):
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_ticket_is_registered_accepted_and_shown(lin, capsys):
    fields = ["--field", "kind=complaint", "--field", "region=9901", "--field", "channel=phone"]
    code, made = answer(capsys, "ticket", "do", "register", "--by", lin, *AT, *fields, "--field", "request=楼道灯不亮")
    assert (code, made["status"]) == (0, "registered")

    code, made = answer(capsys, "ticket", "do", "triage", made["number"], "--by", lin, "--field", "outcome=accept", *AT)
    assert (code, made["status"]) == (0, "accepted")

    code, shown = answer(capsys, "ticket", "show", made["number"], "--by", lin)
    assert [moment["type"] for moment in shown["timeline"]] == ["ticket.registered", "ticket.accepted"]
    assert shown["timeline"][0]["words"] == {"request": ["楼道灯不亮"]}


@pytest.mark.parametrize(
    ("_case", "arguments", "error"),
    [
        ("unknown ticket", ["triage", "202601050000016", "--field", "outcome=accept"], "not_found"),
        ("unknown command", ["dance", "202601050000016"], "not_found"),
        ("field without value", ["triage", "1", "--field", "outcome"], "bad_payload"),
        ("time without a zone", ["triage", "1", "--at", "2026-01-05T09:00"], "impossible_date"),
        ("no date", ["triage", "1", "--at", "yesterday"], "impossible_date"),
        ("missing papers", ["register", "--field", "kind=complaint", "--field", "region=9901"], "missing_papers"),
        ("unknown field", ["register", "--field", "colour=red"], "bad_payload"),
    ],
)
def test_what_cannot_be_done_is_one_object_and_exit_1(lin, capsys, _case, arguments, error):
    code, refusal = answer(capsys, "ticket", "do", *arguments, "--by", lin)

    assert (code, refusal["error"]) == (1, error)


def test_verify_replay_and_seal_say_what_they_found(lin, capsys):
    fields = ["--field", "kind=inquiry", "--field", "region=9901", "--field", "channel=web", "--field", "request=请问"]
    answer(capsys, "ticket", "do", "register", "--by", lin, *AT, *fields)

    assert answer(capsys, "events", "verify") == (0, {"events": 1, "tickets": 1, "unsealed": 1, "broken": []})
    assert answer(capsys, "events", "seal") == (0, {"seals": 1, "events": 1})
    assert answer(capsys, "events", "verify")[1]["unsealed"] == 0
    assert answer(capsys, "events", "replay", "--rebuild")[1]["different"] == 0

    from weisu.tickets.models import Ticket

    Ticket.objects.update(status="closed")
    code, found = answer(capsys, "events", "verify")
    assert (code, len(found["broken"])) == (1, 1)
    assert answer(capsys, "events", "replay")[1]["different"] == 1
