"""The log leaves for a lake and comes back into another database: the same log, or none at all."""

import hashlib
import json
import sqlite3
from contextlib import closing
from itertools import count
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.db import connection

from tests.tickets import stories
from tests.tickets.cast import ADMIN, CHEN, HOUSING, LIN, MONDAY, ZHOU, later
from weisu import lake
from weisu.cli import main
from weisu.domain.errors import LogBroken
from weisu.domain.events import canonical
from weisu.domain.instants import to_us
from weisu.lake.columns import ROW
from weisu.lake.rows import EventRow, digest
from weisu.org import services as org
from weisu.tickets import export, loading, services
from weisu.tickets.models import Assignment, ClockRow, Ticket, TicketEvent
from weisu.tickets.replay import replay
from weisu.tickets.rows import COLUMN_LIST, read
from weisu.tickets.verify import verify
from weisu.vault.models import Text

ODD = 'a "b", c\\N\\t市'
PLACE = {name: place for place, name in enumerate(ROW.names)}


def a_few_tickets():
    """Three tickets at different points, their events mixed, one with words that CSV could stumble over."""
    first = stories.acknowledged()
    second = stories.registered(channel=ODD, community="")
    services.submit_reply(first.number, internal="查看", public="已修好", by=CHEN, now=later(hours=5))
    services.triage(second.number, outcome="accept", by=LIN, now=later(hours=6))
    services.dispatch(second.number, lead=HOUSING, basis="职责清单", by=ZHOU, now=later(hours=7))
    stories.accepted()


def rows_of_log():
    from weisu.tickets.reading import streamed

    return [read(values) for values in streamed(f"SELECT {COLUMN_LIST} FROM ticket_event ORDER BY seq")]


def counts():
    return [model.objects.count() for model in (TicketEvent, Ticket, Assignment, ClockRow)]


@pytest.fixture
def filled_lake(fresh_city, tmp_path):
    """A lake of a few tickets; the database they came from is still at hand."""
    a_few_tickets()
    export.export(tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture(scope="module")
def sound_lake(engines, tmp_path_factory):
    """A lake of a few tickets, made once; the database it came from is gone."""
    from tests.tickets.city import build_city

    root = tmp_path_factory.mktemp("lake")
    with engines["sqlite"].fresh():
        build_city()
        a_few_tickets()
        export.export(root)
    return root


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgres"), ("postgres", "sqlite")])
def test_a_log_moves_to_the_other_database_through_a_lake(engines, tmp_path, source, target):
    from tests.tickets.city import build_city

    with engines[source].fresh():
        build_city()
        a_few_tickets()
        export.export(tmp_path)
        before, words, kept = rows_of_log(), list(Text.objects.values()), counts()
    with engines[target].fresh():
        build_city()
        # Words do not lie in a lake; they come with the backup of the vault.
        Text.objects.bulk_create(Text(**row) for row in words)
        done = loading.load(tmp_path)

        assert done == {"events": len(before), "tickets": 3}
        assert rows_of_log() == before
        assert counts() == kept
        assert verify().broken == []
        assert replay()["different"] == 0


def test_a_loaded_log_goes_on(sound_lake, fresh_database):
    from tests.tickets.city import build_city

    build_city()
    last = loading.load(sound_lake)["events"]
    number = stories.dispatched().number

    assert TicketEvent.objects.order_by("-seq").values_list("seq", flat=True)[0] == last + 3
    assert Ticket.objects.filter(number=number).count() == 1
    assert replay()["different"] == 0


def test_the_secondary_indexes_are_there_again_after_a_load(sound_lake, fresh_database):
    def names():
        with connection.cursor() as cursor:
            return {
                table: set(connection.introspection.get_constraints(cursor, table))
                for table in ("ticket_event", "ticket", "assignment", "clock")
            }

    before = names()
    loading.load(sound_lake)

    assert names() == before


def test_sqlite_loads_past_its_write_ahead_log_and_has_it_again_afterwards(engines, sound_lake):
    with engines["sqlite"].fresh():
        done = loading.load(sound_lake)

        assert done["tickets"] == 3
        assert journal() == "wal"


def test_a_load_goes_on_although_somebody_else_has_the_file_open(engines, sound_lake):
    with engines["sqlite"].fresh() as database, closing(sqlite3.connect(urlsplit(database.url).path)) as other:
        assert other.execute("SELECT count(*) FROM ticket_event").fetchone() == (0,)
        done = loading.load(sound_lake)

        assert other.execute("SELECT count(*) FROM ticket_event").fetchone() == (done["events"],)
        assert journal() == "wal"


def journal():
    """How SQLite keeps what is not committed yet."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        return cursor.fetchall()[0][0]


def test_a_database_with_events_is_not_loaded_into(filled_lake):
    before = counts()

    with pytest.raises(loading.NotEmpty, match="already holds"):
        loading.load(filled_lake)

    assert counts() == before


def test_a_directory_without_a_lake_is_refused(database, tmp_path):
    with pytest.raises(lake.LakeBroken, match="no lake with events"):
        loading.load(tmp_path)


def test_memory_for_tickets_may_be_smaller_than_the_log(sound_lake, fresh_database, monkeypatch):
    monkeypatch.setattr(loading, "EVENTS_AT_ONCE", 2)
    monkeypatch.setattr(loading, "TICKETS_IN_MEMORY", 1)

    assert loading.load(sound_lake)["tickets"] == 3
    assert replay()["different"] == 0


def rehashed(row):
    return (*row[:-1], hashlib.sha256(canonical(list(row[:-1])).encode()).hexdigest())


def changed(row, **columns):
    values = list(row)
    for name, value in columns.items():
        values[PLACE[name]] = value
    return tuple(values)


def renumbered(rows):
    return [rehashed(changed(row, seq=seq)) for seq, row in zip(count(1), rows, strict=False)]


def a_changed_column(rows):
    return [changed(row, unit_id="elsewhere") if row[PLACE["seq"]] == 3 else row for row in rows]


def a_changed_column_with_a_new_hash(rows):
    return [rehashed(changed(row, unit_id="elsewhere")) if row[PLACE["seq"]] == 3 else row for row in rows]


def an_event_left_out(rows):
    return renumbered(rows[:2] + rows[3:])


def two_events_swapped(rows):
    return renumbered([rows[0], rows[2], rows[1], *rows[3:]])


def a_false_step_before(rows):
    return [rehashed(changed(row, prev_type="ticket.closed")) if row[PLACE["seq"]] == 2 else row for row in rows]


def a_false_duration(rows):
    return [rehashed(changed(row, elapsed_s=1)) if row[PLACE["seq"]] == 3 else row for row in rows]


@pytest.mark.parametrize(
    ("forge", "said"),
    [
        (a_changed_column, r"Event 3 \(ticket .*, version 3\).*do not give its hash"),
        (a_changed_column_with_a_new_hash, r"Event 4 .*does not continue the chain"),
        (an_event_left_out, r"Event 3 .*version 3 of its ticket is missing"),
        (two_events_swapped, r"Event 2 .*version 2 of its ticket is missing"),
        (a_false_step_before, r"Event 2 .*step before"),
        (a_false_duration, r"Event 3 .*step before"),
    ],
)
def test_a_forged_lake_is_refused_naming_ticket_and_event_and_nothing_is_kept(
    sound_lake, fresh_database, tmp_path, forge, said
):
    rows = [tuple(row.values()) for table in lake.read(sound_lake) for row in table.to_pylist()]
    lake.write(tmp_path / "forged", forge(rows))

    with pytest.raises(LogBroken, match=said):
        loading.load(tmp_path / "forged")

    assert counts() == [0, 0, 0, 0]


def test_an_id_as_text_gives_the_hash_that_the_id_gives(sound_lake):
    row = EventRow(**next(lake.read(sound_lake)).to_pylist()[0])

    assert digest(row) == digest(row._replace(event_id=UUID(row.event_id), ticket_id=UUID(row.ticket_id))) == row.hash


def test_an_export_adds_what_is_new(filled_lake):
    before = {part.path: part.path.read_bytes() for part in lake.parts(filled_lake)}

    assert export.export(filled_lake).new == 0
    stories.registered()
    assert export.export(filled_lake).new == 1

    assert {path: path.read_bytes() for path in before} == before
    assert lake.watermark(filled_lake).last_seq == TicketEvent.objects.count()


def test_an_export_that_was_killed_is_completed_by_the_next(filled_lake):
    part = lake.parts(filled_lake)[0].path
    stories.registered()
    last = TicketEvent.objects.count()
    part.with_name(f"part-{last:012}-{last + 5:012}.parquet").write_bytes(part.read_bytes())
    part.with_name(".part-x.parquet.unfinished").write_bytes(b"half")

    export.export(filled_lake)

    assert [seq for table in lake.read(filled_lake) for seq in table["seq"].to_pylist()] == list(range(1, last + 1))


def test_words_are_exported_redacted_and_apart_and_gone_once_erased(filled_lake):
    texts = lake.read_snapshot(filled_lake, lake.TEXTS)
    assert set(texts["text"].to_pylist()) >= {"已修好", "查看"}
    assert not any("已修好" in value for table in lake.read(filled_lake) for value in table["payload"].to_pylist())

    Text.objects.filter(redacted="查看").update(erased_at=later(days=1), redacted=None)
    export.export(filled_lake)

    assert "查看" not in lake.read_snapshot(filled_lake, lake.TEXTS)["text"].to_pylist()


def test_the_organisation_is_exported_beside_the_events(filled_lake):
    assert HOUSING in lake.read_snapshot(filled_lake, lake.UNITS)["id"].to_pylist()
    assert "9901" in lake.read_snapshot(filled_lake, lake.REGIONS)["code"].to_pylist()


def test_the_lake_of_another_log_is_not_continued(sound_lake, fresh_city):
    stories.accepted()

    with pytest.raises(LogBroken, match="not event"):
        export.export(sound_lake)


def test_the_command_line_exports_under_home_and_loads(engines, fresh_city, home, capsys):
    a_few_tickets()
    assert main(["events", "export", "--json"]) == 0
    exported = json.loads(capsys.readouterr().out)
    assert exported["lake"] == str(home / "lake")
    assert exported["new"] == exported["events"] == TicketEvent.objects.count()

    assert main(["events", "load", str(home / "lake"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"] == "not_empty"

    with engines[fresh_city.engine].fresh():
        assert main(["events", "load", str(home / "lake"), "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"events": exported["events"], "tickets": 3}


def test_the_lake_has_a_row_for_each_span_in_which_a_unit_was_called_so(fresh_city, tmp_path):
    org.rename_unit(HOUSING, name="住建局", by=ADMIN, now=later(days=3))
    org.rename_unit(HOUSING, name="住建和房管局", by=ADMIN, now=later(days=5))
    export.export(tmp_path / "lake")

    rows = lake.read_snapshot(tmp_path / "lake", lake.UNITS).to_pylist()
    spans = [(one["name"], one["valid_from_us"], one["valid_until_us"]) for one in rows if one["id"] == HOUSING]
    first, second, third = (to_us(at) for at in (MONDAY, later(days=3), later(days=5)))
    assert spans == [
        ("示范市住房局", first, second),
        ("住建局", second, third),
        ("住建和房管局", third, None),
    ]
    assert {(one["kind"], one["region_code"]) for one in rows if one["id"] == HOUSING} == {("department", "9901")}
