"""The columns of a Beijing-style export, on a file we wrote ourselves."""

import csv
import json
from collections import Counter
from pathlib import Path

from tests.intake.office import run
from weisu.tickets.models import Ticket, TicketEvent

FILE = Path(__file__).parent / "files" / "beijing-style.csv"


def test_a_beijing_style_export_tells_request_reply_end_and_verdict(prepared):
    outcome = run(FILE, "beijing-columns")

    assert (outcome.tally.read, outcome.tally.registered, outcome.tally.rejected) == (4, 3, 1)
    assert Counter(TicketEvent.objects.values_list("type", flat=True)) == {
        "ticket.registered": 3,
        "ticket.dispatched": 3,
        "reply.submitted": 3,
        "ticket.closed": 3,
        "resolution.confirmed": 1,
        "resolution.denied": 2,
        "rating.given": 3,
    }
    assert dict(Ticket.objects.values_list("number", "resolution")) == {
        "GD20250001": "confirmed",
        "GD20250002": "denied",
        "GD20250003": "denied",
    }
    partly = TicketEvent.objects.filter(type="resolution.denied").order_by("seq").values_list("payload", flat=True)
    assert [json.loads(payload).get("partly") for payload in partly] == [True, False]


def test_closed_is_not_resolved_even_in_an_import(prepared):
    run(FILE, "beijing-columns")

    ticket = Ticket.objects.get(number="GD20250003")
    assert (ticket.status, ticket.resolution, ticket.rating) == ("closed", "denied", "dissatisfied")


def test_an_open_request_without_any_time_is_put_aside(prepared):
    outcome = run(FILE, "beijing-columns")

    with open(outcome.rejects_file, encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["工单编号"] == "GD20250004"
    assert row["reason"].startswith("Neither 来电时间 nor 办结时间 says when")
