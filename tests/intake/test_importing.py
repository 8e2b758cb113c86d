"""What an import keeps, refuses and remembers, on small files of our own."""

import csv
import json
import os
from datetime import timedelta
from uuid import UUID

import pytest

from tests.intake.conftest import MONDAY
from tests.intake.office import ADMIN, IMPORTER, ROOT, run
from weisu.domain.errors import DomainError
from weisu.domain.vocabulary import Level, UnitKind
from weisu.intake.mapping_file import read
from weisu.intake.models import ImportedRow, SourceName
from weisu.org import services as org
from weisu.org.models import Region, Unit, UnitName
from weisu.tickets.models import Assignment, Ticket, TicketEvent
from weisu.vault import services as vault
from weisu.vault.models import Requester, Text
from weisu.vault.queries import redacted

MAPPING = """
id = "letters"
blank = ["-"]
[key]
columns = ["id"]
[times.written]
column = "written"
formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]
[times.answered]
column = "answered"
formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]
[tables.kind]
"咨询" = "inquiry"
"投诉" = "complaint"
[[step]]
command = "register"
at = "written"
[step.set]
number = { text = "L{key}" }
kind = { column = "kind", table = "kind" }
channel = "web.letters"
category = { category = "matter", split = ">" }
region = { region = ["county", "street"], levels = ["county", "township"] }
requester = { person = { name = "name", telephone = "telephone" }, same = ["telephone", "name"] }
request = { words = "letter" }
[[step]]
command = "dispatch"
when = { unit = "*" }
[step.set]
lead = { unit = "unit" }
[[step]]
command = "submit_reply"
at = "answered"
when = { reply = "*" }
[step.set]
public = { words = "reply" }
"""
HEADER = "id,written,answered,kind,matter,county,street,name,telephone,letter,unit,reply"
WANG = (
    "1,2018-03-05 09:30:00,2018-03-07,投诉,市容>噪音,示范县,柳荫街道,王桂兰,13800001234,"
    "我是王桂兰，楼下太吵。,城管局,王桂兰女士：已处理。"
)
ALL = ("read", "registered", "already_known", "rejected", "conflicts")


@pytest.fixture
def mapping():
    return read(MAPPING, "letters.toml")


def counts(outcome):
    return [outcome.as_dict()[key] for key in ALL]


def events(number):
    ticket = Ticket.objects.get(number=number)
    return list(TicketEvent.objects.filter(ticket_id=ticket.id).order_by("version"))


def rejects(outcome):
    with open(outcome.rejects_file, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_ticket_gets_the_steps_its_row_states_and_no_clock(prepared, a_file, mapping):
    assert counts(run(a_file(HEADER, WANG), mapping)) == [1, 1, 0, 0, 0]

    found = [(event.type, event.precision, event.occurred_at.isoformat()) for event in events("L1")]
    assert found == [
        ("ticket.registered", "exact", "2018-03-05T01:30:00+00:00"),
        ("ticket.dispatched", "backfilled", "2018-03-06T16:00:00+00:00"),
        ("reply.submitted", "day", "2018-03-06T16:00:00+00:00"),
    ]
    assert all("clocks" not in json.loads(event.payload) for event in events("L1"))
    assert {(event.policy_id, event.policy_version, event.working_s) for event in events("L1")} == {("historic", "", 0)}
    assert Ticket.objects.get(number="L1").status == "replied"


def test_words_and_people_lie_in_the_vault_and_nowhere_else(prepared, a_file, mapping):
    run(a_file(HEADER, WANG), mapping)

    ticket = Ticket.objects.get(number="L1")
    requester = UUID(ticket.requester_id)
    assert vault.reveal(requester, field="name", purpose="test", by=IMPORTER, now=MONDAY) == "王桂兰"
    found = vault.find_by_telephone("138-0000-1234", purpose="test", by=IMPORTER, now=MONDAY)
    assert found == [requester]
    stored = json.dumps([[str(value) for value in row] for row in TicketEvent.objects.values_list()])
    stored += str(list(Ticket.objects.values_list())) + str(
        list(ImportedRow.objects.values_list("source_key", "digest"))
    )
    assert "王桂兰" not in stored
    assert "13800001234" not in stored
    copies = redacted(Text.objects.filter(ticket_id=ticket.id).values_list("text_id", flat=True))
    assert len(copies) == 2
    assert not any("王桂兰" in copy for copy in copies.values())


def test_the_same_again_is_known_and_other_content_is_a_conflict(prepared, a_file, mapping):
    run(a_file(HEADER, WANG), mapping)
    other = WANG.replace("太吵", "太黑")

    again = run(a_file(HEADER, WANG, other, WANG.replace("1,", "2,", 1)), mapping)

    assert counts(again) == [3, 1, 1, 0, 1]
    [row] = rejects(again)
    assert (row["line"], row["verdict"], row["letter"]) == ("3", "conflict", "我是王桂兰，楼下太黑。")
    assert "said something else" in row["reason"]
    assert Ticket.objects.count() == 2


def test_a_duplicate_within_one_file_is_known_already(prepared, a_file, mapping):
    assert counts(run(a_file(HEADER, WANG, WANG), mapping)) == [2, 1, 1, 0, 0]


def test_another_column_order_or_a_blank_says_the_same(prepared, a_file, mapping):
    run(a_file(HEADER, WANG), mapping)
    backwards = [",".join(line.split(",")[::-1]) for line in (HEADER + ",remark", WANG + ",-")]

    assert counts(run(a_file(*backwards), mapping)) == [1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("_case", "old", "new", "said"),
    [
        ("no key", "1,", "-,", "id is empty"),
        (
            "an impossible date",
            "2018-03-05 09",
            "2018-02-30 09",
            "written is '2018-02-30 09:30:00', and there is no such",
        ),
        ("a date of another form", "2018-03-05 09:30:00", "5.3.2018", "expected one of"),
        ("no time at all", "2018-03-05 09:30:00,2018-03-07", ",", "Neither written nor answered says when"),
        ("a reply before the letter", "2018-03-07", "2017-03-07", "before the ticket was registered"),
        ("the future", "2018-03-05 09:30:00,2018-03-07", "2031-03-05 09:30:00,2031-03-07", "still to come"),
        ("an unknown word", "投诉", "抱怨", r"kind is '抱怨', which \[tables.kind\] of the mapping does not know"),
        ("too long a number", "1,", "1" * 40 + ",", "ticket number would have 41 characters"),
        ("too few fields", ",城管局", "", "11 fields where the first line has 12"),
    ],
)
def test_a_row_that_cannot_be_recorded_is_put_aside_with_its_reason(prepared, a_file, mapping, _case, old, new, said):
    good = WANG.replace("1,", "7,", 1)

    outcome = run(a_file(HEADER, WANG.replace(old, new, 1), good), mapping)

    assert counts(outcome) == [2, 1, 0, 1, 0]
    [row] = rejects(outcome)
    assert (row["line"], row["verdict"]) == ("2", "rejected")
    assert said.replace("\\", "") in row["reason"]
    assert Text.objects.exclude(ticket_id=Ticket.objects.get().id).count() == 0


def test_the_rejects_file_is_the_owners_alone_and_below_the_home(prepared, a_file, mapping, home):
    outcome = run(a_file(HEADER, "x"), mapping)

    assert os.stat(outcome.rejects_file).st_mode & 0o777 == 0o600
    assert outcome.rejects_file.startswith(str(home / "rejects"))
    [row] = rejects(outcome)
    assert row["id"] == "x"


def test_a_reply_on_the_day_of_the_letter_is_not_before_it(prepared, a_file, mapping):
    run(a_file(HEADER, WANG.replace("2018-03-07", "2018-03-05")), mapping)

    assert [event.occurred_at.isoformat() for event in events("L1")] == ["2018-03-05T01:30:00+00:00"] * 3


def test_a_number_that_another_ticket_has_is_put_aside(prepared, a_file, mapping):
    run(a_file(HEADER, WANG), mapping)
    other = read(MAPPING.replace('"letters"', '"other-letters"', 1), "other.toml")

    outcome = run(a_file(HEADER, WANG), other)

    assert counts(outcome) == [1, 0, 0, 1, 0]
    assert "belongs to another ticket" in rejects(outcome)[0]["reason"]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(prepared, a_file, mapping):
    outcome = run(a_file(HEADER, WANG, WANG, "x"), mapping, dry_run=True)

    assert counts(outcome) == [3, 1, 1, 1, 0]
    assert outcome.tally.to_review == {"category": 1, "region": 2, "unit": 1}
    for model in (Ticket, TicketEvent, Text, Requester, ImportedRow, SourceName, Unit):
        assert not model.objects.exists()


def test_unknown_units_regions_and_categories_wait_for_review(prepared, a_file, mapping):
    run(a_file(HEADER, WANG), mapping)

    ticket = Ticket.objects.get()
    names = {name.target: (name.kind, name.name, name.to_review) for name in SourceName.objects.all()}
    assert names[ticket.lead_unit_id] == ("unit", "城管局", True)
    assert names[ticket.region_code] == ("region", "柳荫街道", True)
    assert names[ticket.category] == ("category", "市容 > 噪音", True)
    street = Region.objects.get(code=ticket.region_code)
    assert (street.level, street.parent.name, street.parent.parent_id) == ("township", "示范县", ROOT)
    assert Unit.objects.get().state == "to_review"


def test_known_units_and_regions_are_used_in_either_script(prepared, a_file, mapping):
    org.create_region("990100", name="示範縣", level=Level.COUNTY, parent=ROOT, by=ADMIN, now=MONDAY)
    org.create_unit(
        "chengguan",
        name="示范县城市管理局",
        kind=UnitKind.DEPARTMENT,
        level=Level.COUNTY,
        region="990100",
        by=ADMIN,
        now=MONDAY,
    )
    outcome = run(a_file(HEADER, WANG.replace("城管局", "示範縣城市管理局")), mapping)

    assert Ticket.objects.get().lead_unit_id == "chengguan"
    assert Region.objects.get(name="柳荫街道").parent_id == "990100"
    assert outcome.tally.to_review == {"category": 1, "region": 1}


def test_a_spelling_is_proposed_and_only_a_second_person_joins_it(prepared, a_file, mapping):
    rows = [
        WANG.replace("1,", f"{n},", 1).replace("城管局", unit) for n, unit in enumerate(["示范县城管局", "县城管局"])
    ]
    outcome = run(a_file(HEADER, *rows), mapping)

    assert outcome.proposed_joins == 1
    proposal = UnitName.objects.get()
    assert proposal.accepted_at is None
    assert Unit.objects.filter(joined_into=None).count() == 2
    org.accept_join(proposal.other_id, into=proposal.unit_id, by=ADMIN, now=MONDAY)

    run(a_file(HEADER, WANG.replace("1,", "9,", 1).replace("城管局", proposal.name)), mapping)
    assert Ticket.objects.get(number="L9").lead_unit_id == proposal.unit_id


def test_one_person_in_two_rows_is_one_requester(prepared, a_file, mapping):
    run(a_file(HEADER, WANG, WANG.replace("1,", "2,", 1)), mapping)

    assert Requester.objects.count() == 1
    assert Ticket.objects.values("requester_id").distinct().count() == 1


def test_the_end_of_the_work_ends_the_units_part(prepared, a_file):
    closing = MAPPING + '[[step]]\ncommand = "close"\nwhen = { reply = "*" }\n[step.set]\non_time = true\n'
    run(a_file(HEADER, WANG), read(closing, "letters.toml"))

    assert Ticket.objects.get().status == "closed"
    assert Assignment.objects.get().is_open is False


def test_steps_out_of_the_order_of_the_lifecycle_are_put_aside(prepared, a_file):
    late = MAPPING + '[[step]]\ncommand = "dispatch"\n[step.set]\nlead = { unit = "unit" }\n'
    closed = late.replace('command = "submit_reply"', 'command = "close"')
    closed = closed.replace(
        'when = { reply = "*" }\n[step.set]\npublic = { words = "reply" }', "[step.set]\non_time = true"
    )

    outcome = run(a_file(HEADER, WANG), read(closed, "letters.toml"))

    assert counts(outcome) == [1, 0, 0, 1, 0]
    assert "Cannot dispatch a ticket that is closed" in rejects(outcome)[0]["reason"]


def test_a_missing_column_is_named_with_file_and_line(prepared, a_file, mapping):
    path = a_file(HEADER.replace("unit", "office"), WANG)

    with pytest.raises(DomainError, match=r"has no column unit, .*line 1 names: id, written") as refusal:
        run(path, mapping)
    assert str(path) in str(refusal.value)


def test_a_later_run_tells_the_same_story(prepared, a_file, mapping):
    outcome = run(a_file(HEADER, WANG), mapping, now=MONDAY + timedelta(days=9))

    assert outcome.tally.events == 3
    assert {event.recorded_at for event in events("L1")} == {MONDAY + timedelta(days=9)}
