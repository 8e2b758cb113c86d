"""The log: only ever added to, contiguous, chained, honest about time."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, models, transaction

from tests.tickets.cast import AUNT_WANG, CHEN, LIN, MONDAY, later
from tests.tickets.stories import acknowledged, dispatched, registered
from weisu.domain.errors import BadPayload, ImpossibleDate, LogBroken
from weisu.domain.events import Event
from weisu.tickets import log, services, triggers
from weisu.tickets.models import TicketEvent
from weisu.tickets.rows import COLUMN_LIST


def facts(**more):
    return Event("progress.noted", None, 0, MONDAY, {}, "agent", "lin")._replace(**more)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ticket_event SET type = 'x'",
        "DELETE FROM ticket_event",
        f"INSERT OR REPLACE INTO ticket_event ({COLUMN_LIST}) SELECT {COLUMN_LIST} FROM ticket_event",
        "TRUNCATE ticket_event",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(city, statement):
    registered()
    if ("OR REPLACE" in statement) != (city.engine == "sqlite") and not statement.startswith(("UPDATE", "DELETE")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        return

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_start_up_is_refused_when_a_rebuild_of_the_table_has_dropped_the_triggers(fresh_city):
    triggers.ensure_ready()
    if fresh_city.engine == "sqlite":
        field = models.CharField(max_length=65)
        field.set_attributes_from_name("type")
        with connection.schema_editor() as editor:
            editor.alter_field(TicketEvent, TicketEvent._meta.get_field("type"), field)
    else:
        triggers.remove(connection)

    with pytest.raises(LogBroken, match="ticket_event_no_"):
        triggers.ensure_ready()
    triggers.install(connection)
    triggers.ensure_ready()


def test_seq_has_no_gaps_even_where_a_command_was_refused(city):
    registered()
    with transaction.atomic():
        registered()
        transaction.set_rollback(True)
    registered()

    assert list(TicketEvent.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]


def test_a_row_tells_the_step_before_and_how_long_it_took_on_both_clocks(city):
    ticket = dispatched()
    services.acknowledge(ticket.number, by=CHEN, now=later(hours=24))

    last = TicketEvent.objects.get(ticket_id=ticket.id, version=4)
    assert (last.prev_type, last.prev_unit_id) == ("ticket.dispatched", "u-housing")
    # From Monday 09:10 to Tuesday 09:00, local time, in office hours 09:00-12:00 and 13:30-17:30.
    assert (last.elapsed_s, last.working_s) == (23 * 3600 + 50 * 60, 6 * 3600 + 50 * 60)


def test_a_fact_told_late_took_no_negative_time(city):
    ticket = acknowledged()
    services.note_progress(ticket.number, words="到过现场", by=CHEN, now=later(hours=5), occurred_at=later(minutes=20))

    last = TicketEvent.objects.order_by("seq").last()
    assert (last.occurred_at, last.recorded_at, last.elapsed_s, last.working_s) == (
        later(minutes=20),
        later(hours=5),
        0,
        0,
    )


@pytest.mark.parametrize("moment", [later(minutes=6), MONDAY - timedelta(days=40_000)])
def test_what_cannot_have_happened_yet_or_ever_is_refused(city, moment):
    with pytest.raises(ImpossibleDate):
        log.append(log.NEW, [facts(occurred_at=moment)], recorded_at=MONDAY, calendar=None)


def test_a_fraction_in_a_payload_is_refused(city):
    with pytest.raises(BadPayload, match="fraction"):
        log.append(log.NEW, [facts(payload={"evidence": [{"b": 0.5}]})], recorded_at=MONDAY, calendar=None)


def test_contacts_without_a_ticket_are_on_the_same_log(city):
    services.record_missed_contact(contact="call-7", channel="phone", region="9901", by=LIN, now=MONDAY)
    services.record_call_back(contact="call-7", channel="phone", outcome="reached", by=LIN, now=later(hours=1), key="b")
    services.record_call_back(contact="call-7", channel="phone", outcome="reached", by=LIN, now=later(hours=2), key="b")
    services.record_contact(contact="call-8", channel="web", by=AUNT_WANG, now=later(hours=2))

    found = TicketEvent.objects.order_by("seq").values_list("seq", "type", "ticket_id", "version")
    assert list(found) == [
        (1, "contact.missed", None, 0),
        (2, "contact.called_back", None, 0),
        (3, "contact.received", None, 0),
    ]


def test_what_the_exchange_knows_of_a_call_is_kept_with_it_a_wait_of_no_second_too(city):
    said = {"channel": "phone", "region": "9901", "by": LIN, "now": MONDAY}
    services.record_contact(contact="call-1", waited_seconds=0, **said)
    services.record_missed_contact(contact="call-2", waited_seconds=41, outcome="hung_up", **said)
    services.record_missed_contact(contact="call-3", **said)

    payloads = TicketEvent.objects.order_by("seq").values_list("payload", flat=True)
    assert [json.loads(payload) for payload in payloads] == [
        {"contact": "call-1", "waited_seconds": 0},
        {"contact": "call-2", "waited_seconds": 41, "outcome": "hung_up"},
        {"contact": "call-3"},
    ]


@pytest.mark.parametrize("known", [{"waited_seconds": -1}, {"waited_seconds": 2.5}, {"waited_seconds": True}])
def test_a_wait_that_is_no_number_of_seconds_is_refused_and_nothing_written(city, known):
    with pytest.raises(BadPayload, match="whole number of seconds"):
        services.record_contact(contact="call-1", channel="phone", by=LIN, now=MONDAY, **known)

    assert not TicketEvent.objects.exists()


def test_an_end_that_nobody_knows_is_refused_with_those_there_are(city):
    with pytest.raises(BadPayload) as refused:
        services.record_missed_contact(contact="call-1", channel="phone", outcome="bored", by=LIN, now=MONDAY)

    assert refused.value.instead == ["hung_up", "turned_away"]
