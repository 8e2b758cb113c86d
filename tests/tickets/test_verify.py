"""Verification names what was done to the log behind its back, on both databases, and nothing else."""

import json
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.tickets.cast import LIN, MONDAY, ZHOU, later
from tests.tickets.stories import acknowledged, registered
from weisu.lake.rows import digest
from weisu.tickets import sealing, services, triggers
from weisu.tickets.models import Ticket, TicketEvent
from weisu.tickets.rows import COLUMN_LIST, read
from weisu.tickets.verify import verify
from weisu.vault import services as vault


@contextmanager
def behind_the_back():
    """The triggers are off while somebody tampers."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        yield cursor.execute
    triggers.install(connection)


@pytest.fixture
def log(database):
    """Three tickets and a contact, sealed; replay is not held to reality here, that is the point."""
    from tests.tickets.city import build_city

    build_city()
    tickets = [acknowledged(), acknowledged(), registered()]
    services.record_contact(contact="call-1", channel="phone", by=LIN, now=MONDAY)
    sealing.seal_new(now=MONDAY)
    return tickets


def named(report):
    return {finding.ticket for finding in report.broken if finding.ticket}


def test_an_untouched_log_is_clean_and_says_what_is_not_sealed_yet(log):
    services.supplement(log[0].number, words="还有", by=LIN, now=later(hours=2))

    report = verify()

    assert (report.events, report.tickets, report.unsealed, report.broken) == (11, 3, 1, [])


def test_a_clock_set_back_by_a_year_does_not_break_the_order_of_the_seals(log):
    services.supplement(log[0].number, words="还有", by=LIN, now=later(hours=2))
    sealing.seal_new(now=later(days=-400))
    services.supplement(log[1].number, words="还有", by=LIN, now=later(hours=3))
    sealing.seal_new(now=later(hours=3))

    report = verify()

    assert (report.unsealed, report.broken) == (0, [])


def test_an_edited_event_is_named(log):
    with behind_the_back() as do:
        do("UPDATE ticket_event SET actor_id = 'somebody' WHERE seq = 2")

    assert named(verify()) == {log[0].number}


def test_a_deleted_event_is_named(log):
    with behind_the_back() as do:
        do("DELETE FROM ticket_event WHERE seq = 6")

    report = verify()
    assert named(report) == {log[1].number}
    assert any("event 6 is missing" in finding.reason for finding in report.broken)
    assert any("the seal 2026.jsonl:1" in finding.reason for finding in report.broken)


def test_two_swapped_events_are_named(log):
    with behind_the_back() as do:
        for old, new in ((2, 1002), (6, 2), (1002, 6)):
            do(f"UPDATE ticket_event SET seq = {new} WHERE seq = {old}")

    assert named(verify()) == {log[0].number, log[1].number}


def rehash(ticket):
    """What a forger who knows the scheme does: every hash of the ticket computed anew."""
    with connection.cursor() as cursor:
        previous = ""
        for seq in TicketEvent.objects.filter(ticket_id=ticket.id).order_by("seq").values_list("seq", flat=True):
            cursor.execute(f"SELECT {COLUMN_LIST} FROM ticket_event WHERE seq = {seq}")
            row = read(cursor.fetchone())._replace(prev_hash=previous)
            previous = digest(row)
            cursor.execute(
                "UPDATE ticket_event SET prev_hash = %s, hash = %s WHERE seq = %s", [row.prev_hash, previous, seq]
            )


def test_a_replaced_event_with_all_hashes_computed_anew_is_named(log):
    with behind_the_back() as do:
        do("UPDATE ticket_event SET actor_id = 'somebody' WHERE seq = 2")
        rehash(log[0])

    report = verify()
    assert named(report) == {log[0].number}
    assert any("not the ones that were sealed" in finding.reason for finding in report.broken)


def test_a_forger_who_also_mends_the_row_is_named_by_the_seal(log):
    with behind_the_back() as do:
        do("UPDATE ticket_event SET actor_id = 'somebody' WHERE seq = 2")
        rehash(log[0])
        last = TicketEvent.objects.filter(ticket_id=log[0].id).order_by("version").last()
        Ticket.objects.filter(id=log[0].id).update(last_hash=last.hash)

    assert [finding.reason for finding in verify().broken] == [
        "the seal 2026.jsonl:1 covers events 1 to 10; they are not the ones that were sealed"
    ]


def test_a_cut_tail_is_named(log):
    with behind_the_back() as do:
        do("DELETE FROM ticket_event WHERE seq > 8")
        do(f"DELETE FROM ticket WHERE number = '{log[2].number}'")
        do("DELETE FROM clock WHERE ticket_id NOT IN (SELECT id FROM ticket)")

    assert [finding.reason for finding in verify().broken] == [
        "the seal 2026.jsonl:1 covers events 1 to 10; 8 of 10 are there"
    ]


def test_a_ticket_deleted_with_all_its_rows_is_seen(log):
    with behind_the_back() as do:
        for table in ("ticket_event", "assignment", "clock"):
            do(f"DELETE FROM {table} WHERE ticket_id = (SELECT id FROM ticket WHERE number = '{log[0].number}')")
        do(f"DELETE FROM ticket WHERE number = '{log[0].number}'")

    reasons = [finding.reason for finding in verify().broken]
    assert reasons == ["events 1 to 4 are missing", "the seal 2026.jsonl:1 covers events 1 to 10; 6 of 10 are there"]


def test_rows_left_behind_by_a_deleted_ticket_are_named_once_by_its_number(log):
    with behind_the_back() as do:
        do(f"DELETE FROM ticket_event WHERE ticket_id = (SELECT id FROM ticket WHERE number = '{log[1].number}')")

    assert [finding.ticket for finding in verify().broken] == ["", "", log[1].number]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ticket SET status = 'closed' WHERE number = '{number}'",
        "DELETE FROM ticket WHERE number = '{number}'",
        "UPDATE assignment SET status = 'answered' WHERE ticket_id = (SELECT id FROM ticket WHERE number = '{number}')",
        "DELETE FROM clock WHERE ticket_id = (SELECT id FROM ticket WHERE number = '{number}')",
    ],
)
def test_a_row_that_says_something_else_than_the_log_is_named(log, statement):
    with connection.cursor() as cursor:
        cursor.execute(statement.format(number=log[0].number))

    assert named(verify()) == {log[0].number}


def test_changed_words_are_named_and_erased_ones_are_not(log):
    refs = [row["text_id"] for row in _texts(log[0])]
    vault.erase(refs[0], by=ZHOU, now=later(hours=3), ground="个人信息保护法 第四十七条")
    assert verify().broken == []

    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM vault_text WHERE ticket_id = (SELECT id FROM ticket WHERE number = %s)", [log[1].number]
        )

    assert named(verify()) == {log[1].number}


def _texts(ticket):
    payload = TicketEvent.objects.get(ticket_id=ticket.id, version=1).payload
    return [json.loads(payload)["request"]]


@pytest.mark.parametrize(
    ("_case", "change", "says"),
    [
        ("edited", lambda text: text.replace('"count":10', '"count":9'), "is not signed"),
        ("torn", lambda text: text[:40] + "\n", "cannot be read"),
        ("first one cut out", lambda text: text.split("\n", 1)[1], "does not follow"),
    ],
)
def test_a_changed_seal_is_named(log, _case, change, says):
    services.supplement(log[0].number, words="还有", by=LIN, now=later(hours=2))
    sealing.seal_new(now=later(hours=2))
    path = sealing.directory() / "2026.jsonl"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    assert any(says in finding.reason for finding in verify().broken)


def test_sealing_goes_on_after_a_crash_that_cut_a_line_short(log):
    path = sealing.directory() / "2026.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write('{"first":11,')
    services.supplement(log[0].number, words="还有", by=LIN, now=later(hours=2))

    made = sealing.seal_new(now=later(hours=2))

    assert [(seal.first, seal.last) for seal in made] == [(11, 11)]
    assert verify().broken == []
