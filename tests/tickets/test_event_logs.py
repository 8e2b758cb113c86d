"""Event logs of others come in and are measured; ours goes out without anybody's data, and comes back the same."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from tests.tickets import stories
from tests.tickets.cast import CHEN, LIN, ZHOU, later
from weisu.analytics.event_logs.errors import BadLog
from weisu.analytics.event_logs.general import read_rows
from weisu.analytics.event_logs.measuring import measured
from weisu.analytics.event_logs.taking import take_in
from weisu.cli import main
from weisu.tickets import services
from weisu.tickets.handing_out import hand_out, happened
from weisu.tickets.models import TicketEvent

EVENT = """
    <event>
      <string key="concept:name" value="{}"/>
      <string key="org:resource" value="某人"/>
      <date key="time:timestamp" value="{}"/>
      <list key="parts"><string key="concept:name" value="nested"/></list>
    </event>"""


def xes(*traces):
    told = "".join(
        f'<trace><string key="concept:name" value="{case}"/>{"".join(EVENT.format(*event) for event in events)}</trace>'
        for case, *events in traces
    )
    head = '<global scope="event"><string key="concept:name" value="__INVALID__"/></global>'
    return f'<?xml version="1.0"?>\n<log xmlns="http://www.xes-standard.org/">{head}{told}</log>'


def rows_in(path, out, **how):
    take_in(path, out, **how)
    return [tuple(row.values()) for row in read_rows(out).to_pylist()]


@pytest.fixture
def written(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return write


def test_the_published_measures_of_the_receipt_log_come_out_of_the_command_line(shared_data, tmp_path, capsys):
    table = str(tmp_path / "receipt.parquet")
    assert main(["event-log", "take-in", str(shared_data / "event_logs" / "receipt.csv"), "--out", table]) == 0
    capsys.readouterr()
    assert main(["event-log", "measure", table, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert (found["variants"], len(found["edges"]), found["steps"]) == (116, 99, 7_143)
    assert (found["events"], found["cases"], found["activities"]) == (8_577, 1_434, 27)
    assert max(found["reworked"].values()) == 59
    assert main(["event-log", "measure", table]) == 0
    assert "116 variants, 99 edges, 7143 steps." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "events", "cases"), [("helpdesk.xes.gz", 21_348, 4_580), ("teleclaims.xes.gz", 46_138, 3_512)]
)
def test_public_logs_in_xes_come_in_whole(shared_data, tmp_path, name, events, cases):
    out = tmp_path / "log.parquet"
    take_in(shared_data / "event_logs" / name, out)
    found = measured(out)

    assert (found.events, found.cases) == (events, cases)


def test_a_log_in_xes_is_read_with_its_zones_and_without_what_is_nested(written, tmp_path):
    path = written("log.xes.gz", xes(("甲", ("登记", "1970-01-01T08:00:01+08:00"), ("办结", "1970-01-01T00:00:02Z"))))

    assert rows_in(path, tmp_path / "out.parquet") == [
        ("甲", "登记", 1_000_000, "某人"),
        ("甲", "办结", 2_000_000, "某人"),
    ]


OBJECT = '"objects": [{"id": "o", "type": "t"}'
BOMB = '<!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<log><trace/></log>'
OUTSIDE = '<!DOCTYPE log SYSTEM "file:///etc/passwd">\n<log/>'


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.xes", "<log>\n<trace>\n</log>", "line 3: not well-formed XML: mismatched tag"),
        ("a.xes", BOMB, "line 1: a document type is not read"),
        ("a.xes", OUTSIDE, "line 1: a document type is not read"),
        ("a.xes", "<a/>", "line 1: no <log> stands in it"),
        ("a.xes", "<log>\n<event/></log>", "line 2: an <event> stands outside every <trace>"),
        (
            "a.xes",
            "<log><trace>\n<event>\n</event></trace></log>",
            "line 3: the event that ends here has no concept",
        ),
        ("a.xes", xes(("甲", ("登记", "gestern"))), "line 8: 'gestern' is no instant"),
        ("a.json", '{"events": [\n}', "line 2: not JSON"),
        ("a.json", "[]", "OCEL 2.0 has lists of events and objects"),
        ("a.json", '{"events": [{"time": "2026-01-01"}], ' + OBJECT + "]}", "event 1: it lacks 'type'"),
        ("a.json", '{"events": [{"type": "e", "time": "x"}], ' + OBJECT + "]}", "event 1: 'x' is no instant"),
        ("a.json", '{"events": [], ' + OBJECT + ', {"id": "p", "type": "u"}]}', "what is a case is not told"),
        ("a.csv", "a,b\n", "line 1: the column 'case:concept:name' is missing"),
        ("a.csv", "case:concept:name,concept:name,time:timestamp\nx,y,\n", "line 2: case, activity and time"),
        ("a.csv", "case:concept:name,concept:name,time:timestamp\nx,y,z\n", "line 2: 'z' is no instant"),
        ("a.csv", "case:concept:name,concept:name,time:timestamp\nx,y,2026-01-01,z\n", "line 2: more cells"),
        ("a.csv", "case:concept:name,concept:name,time:timestamp\n", "it holds no event."),
        ("a.xes", "<log></log>", "it holds no event."),
        ("a.json", '{"events": [{"type": "e", "time": "2026-01-01"}], ' + OBJECT + "]}", "of a case (of none: 1)"),
        ("a.txt", "", "an event log ends in .xes"),
    ],
)
def test_a_log_that_cannot_be_read_is_named_with_its_line_and_leaves_no_table(written, tmp_path, name, text, told):
    path, out = written(name, text), tmp_path / "out.parquet"
    with pytest.raises(BadLog) as refused:
        take_in(path, out)

    assert told in refused.value.message
    assert str(path) in refused.value.message
    assert not out.exists()


def test_events_of_no_case_are_counted_and_said(written, tmp_path, capsys):
    about = '[{"objectId": "o", "qualifier": ""}]'
    events = f'{{"type": "e", "time": "2026-01-01"}}, {{"type": "f", "time": "2026-01-02", "relationships": {about}}}'
    path = written("a.json", f'{{"events": [{events}], {OBJECT}]}}')

    assert main(["event-log", "take-in", str(path), "--out", str(tmp_path / "out.parquet")]) == 0
    assert "being of no case: 1" in capsys.readouterr().out


def test_a_packed_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "a.xes.gz"
    path.write_bytes(b"<log/>")
    with pytest.raises(BadLog, match="cannot be unpacked"):
        take_in(path, tmp_path / "out.parquet")


def test_a_table_of_something_else_is_not_measured(shared_data, tmp_path, capsys):
    assert main(["event-log", "measure", str(shared_data / "event_logs" / "receipt.csv")]) == 1
    assert "is no Parquet file" in capsys.readouterr().err


def some_tickets():
    first = stories.acknowledged()
    services.submit_reply(first.number, internal="查看", public="已修好", by=CHEN, now=later(hours=5))
    stories.dispatched_to_two()
    stories.registered()
    return first


def log_of_database():
    events = TicketEvent.objects.exclude(ticket_id=None).order_by("ticket_id", "version")
    return [(str(e.ticket_id), e.type, round(e.occurred_at.timestamp() * 1e6)) for e in events]


@pytest.mark.parametrize("form", ["xes", "ocel"])
def test_our_log_goes_out_and_comes_back_the_same(city, tmp_path, form, capsys):
    some_tickets()
    path = tmp_path / f"log.{'xes' if form == 'xes' else 'json'}"
    assert main(["events", "export", "--format", form, "--out", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = rows_in(path, tmp_path / "out.parquet")

    assert sorted(row[:3] for row in rows) == sorted(log_of_database())
    assert (told["tickets"], told["events"]) == (3, len(rows))
    assert {row[3] for row in rows} - {""} == {one.unit for one in happened()} - {""}


def test_units_and_their_parts_are_objects_of_their_own(city, tmp_path):
    number = some_tickets()
    hand_out(tmp_path / "log.json", "ocel")
    told = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    kinds = {each["id"]: each["type"] for each in told["objects"]}
    parts = [each for each in told["objects"] if each["type"] == "assignment"]

    assert list(kinds.values()).count("ticket") == 3
    assert len(parts) == 3
    assert all(sorted(kinds[one["objectId"]] for one in part["relationships"]) == ["ticket", "unit"] for part in parts)
    [part] = [each["id"] for each in parts if each["id"].startswith(str(number.id))]
    touched = [e["type"] for e in told["events"] if part in {one["objectId"] for one in e["relationships"]}]
    assert touched == ["ticket.dispatched", "ticket.acknowledged", "reply.submitted"]
    assert {each["name"] for each in told["eventTypes"]} >= {each["type"] for each in told["events"]}
    related_to = {one["objectId"] for event in told["events"] for one in event["relationships"]}
    assert related_to <= kinds.keys()


@pytest.mark.parametrize("form", ["xes", "ocel"])
def test_nobody_and_no_word_goes_out(city, tmp_path, form):
    ticket = some_tickets()
    stories.registered(requester="r-0042")
    hand_out(tmp_path / "log", form)
    text = (tmp_path / "log").read_text(encoding="utf-8")

    people = set(TicketEvent.objects.values_list("actor_id", flat=True))
    assert people >= {LIN.id, CHEN.id, ZHOU.id}
    for secret in (stories.STORY, "已修好", ticket.number, "r-0042", *people):
        assert secret not in text


def test_a_form_needs_a_file_to_go_to(city, capsys):
    assert main(["events", "export", "--format", "xes"]) == 2
    assert "--out" in capsys.readouterr().err


def test_instants_keep_their_microseconds():
    from weisu.analytics.event_logs.times import iso, microseconds

    moment = datetime(2026, 3, 2, 1, 2, 3, 456_789, tzinfo=UTC)
    assert microseconds(iso(round(moment.timestamp() * 1e6))) == round(moment.timestamp() * 1e6)
