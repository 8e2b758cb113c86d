"""Calls of a telephone exchange: a file of them enters the log whole, each call once, or not at all."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.intake.conftest import MONDAY
from weisu.cli import main
from weisu.domain.context import Principal
from weisu.domain.errors import RoleRefused
from weisu.domain.vocabulary import ActorKind, Role
from weisu.intake.errors import RowRefused, UnreadableFile
from weisu.intake.services import take_in_calls
from weisu.tickets.models import TicketEvent

EXCHANGE = Principal("exchange", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))
HEAD = "contact,at,result,waited_seconds,outcome"
EVENING = MONDAY + timedelta(hours=9)


def taken(path, **how):
    return take_in_calls(path, **{"by": EXCHANGE, "now": EVENING, **how})


def test_what_the_exchange_knows_of_each_call_is_in_the_log(prepared, a_file):
    found = taken(
        a_file(
            HEAD,
            "c-1,2026-01-05 09:00:07,received,7,",
            "c-2,2026/1/5 09:01:00,missed,41,hung_up",
            "c-3,2026-01-05 09:02:00,missed,,",
            "c-2,2026-01-05 10:00:00,called_back,,reached",
        )
    )

    assert (dict(found.calls), found.new) == ({"received": 1, "missed": 2, "called_back": 1}, 4)
    rows = TicketEvent.objects.filter(type__startswith="contact.").order_by("seq")
    assert [(row.type, row.channel, json.loads(row.payload)) for row in rows] == [
        ("contact.received", "phone", {"contact": "c-1", "waited_seconds": 7}),
        ("contact.missed", "phone", {"contact": "c-2", "waited_seconds": 41, "outcome": "hung_up"}),
        ("contact.missed", "phone", {"contact": "c-3"}),
        ("contact.called_back", "phone", {"contact": "c-2", "outcome": "reached"}),
    ]
    assert rows[0].occurred_at == datetime(2026, 1, 5, 1, 0, 7, tzinfo=UTC)
    assert rows[0].region_code


def test_a_file_taken_in_again_with_later_calls_adds_those_alone(prepared, a_file):
    first, second = "c-1,2026-01-05 09:00:07,received,7,", "c-2,2026-01-05 09:05:00,received,3,"
    taken(a_file(HEAD, first))

    assert taken(a_file(HEAD, first, second, second)).new == 1
    assert TicketEvent.objects.filter(type="contact.received").count() == 2


@pytest.mark.parametrize(
    ("_case", "row", "says"),
    [
        ("no such result", "c-2,2026-01-05 09:00:00,busy,,", "'busy' is no result of a call"),
        ("no such end", "c-2,2026-01-05 09:00:00,missed,,bored", "hung up or turned away"),
        ("no seconds", "c-2,2026-01-05 09:00:00,received,soon,", "waited_seconds is a whole number of seconds"),
        ("an answered call's end", "c-2,2026-01-05 09:00:00,received,3,hung_up", "nobody can know outcome"),
        ("no instant", "c-2,9 o'clock,received,3,", "at is"),
        ("tomorrow", "c-2,2026-01-06 09:00:00,received,3,", "is still to come"),
        ("no id", ",2026-01-05 09:00:00,received,3,", "contact is missing"),
        ("somebody's number for an id", "13800001234,2026-01-05 09:00:00,received,3,", "takes a code"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_by_its_line_and_nothing_of_the_file_is_kept(
    prepared, a_file, _case, row, says
):
    path = a_file(HEAD, "c-1,2026-01-05 09:00:07,received,7,", row)

    with pytest.raises(RowRefused, match="line 3: ") as refused:
        taken(path)

    assert says in refused.value.message
    assert not TicketEvent.objects.filter(type__startswith="contact.").exists()


def test_a_file_without_a_column_that_is_needed_says_which_there_can_be(prepared, a_file):
    with pytest.raises(UnreadableFile, match="has no column at, result") as refused:
        taken(a_file("contact,when", "c-1,now"))

    assert "waited_seconds" in refused.value.instead[0]


def test_whoever_takes_no_calls_records_none(prepared, a_file):
    clerk = Principal("chen", ActorKind.UNIT_STAFF, frozenset({Role.UNIT_STAFF}))

    with pytest.raises(RoleRefused):
        taken(a_file(HEAD, "c-1,2026-01-05 09:00:07,received,7,"), by=clerk)


def test_the_operator_takes_a_file_in_from_the_command_line(prepared, a_file, capsys):
    path = a_file(HEAD, "c-1,2026-01-05 09:00:07,received,7,", "c-2,2026-01-05 09:01:00,missed,41,hung_up")

    assert main(["calls", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"calls": {"received": 1, "missed": 1}, "new": 2}
    assert main(["calls", str(path)]) == 0
    assert "0 of them new to the log" in capsys.readouterr().out
