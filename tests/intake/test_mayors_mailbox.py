"""884 letters to a mayor: known by the id of their address, each registered or put aside with its reason."""

import csv
import re
from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.intake.office import run
from weisu.intake.models import ImportedRow, SourceName
from weisu.org.models import UnitName
from weisu.tickets.models import Ticket, TicketEvent

LOCAL = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def file(shared_data):
    return shared_data / "mayors_mailbox" / "letters.csv"


@pytest.fixture
def rows(file):
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_each_letter_is_registered_or_put_aside_with_its_reason(prepared, file, rows):
    outcome = run(file, "mayors-mailbox")

    undated = [row for row in rows if not row["query_date"] and not row["reply_date"]]
    backwards = [row for row in rows if row["reply_date"] and row["reply_date"] < row["query_date"]]
    assert (len(rows), len(undated), len(backwards)) == (884, 6, 3)
    tally = outcome.tally
    assert (tally.read, tally.registered, tally.rejected, tally.conflicts) == (884, 875, 9, 0)
    with open(outcome.rejects_file, encoding="utf-8-sig", newline="") as opened:
        reasons = Counter(re.sub(r" at [\d :-]+", "", row["reason"]) for row in csv.DictReader(opened))
    assert sorted(reasons.values()) == [3, 6]
    check_letters(rows)
    check_agencies(rows)


def check_letters(rows):
    keys = set(ImportedRow.objects.values_list("source_key", flat=True))
    assert len(keys) == 875
    shared = [mail for mail, times in Counter(row["mail_id"] for row in rows).items() if times > 1]
    for mail in shared:
        ids = {re.search(r"leadermailid=(\d+)", row["url"])[1] for row in rows if row["mail_id"] == mail}
        assert len(ids & keys) == 2
    letter = Ticket.objects.get(number="XX9157")
    came, given, answered = TicketEvent.objects.filter(ticket_id=letter.id).order_by("version")
    assert (came.precision, given.precision, answered.precision) == ("day", "backfilled", "day")
    assert came.occurred_at.astimezone(LOCAL).isoformat() == "2022-05-09T00:00:00+08:00"
    days = [
        round((answered - came) / timedelta(days=1))
        for came, answered in zip(
            TicketEvent.objects.filter(version=1).order_by("ticket_id").values_list("occurred_at", flat=True),
            TicketEvent.objects.filter(version=3).order_by("ticket_id").values_list("occurred_at", flat=True),
            strict=True,
        )
    ]
    assert min(days) == 0


def check_agencies(rows):
    spelled = Counter(SourceName.objects.filter(kind="unit").values_list("name", flat=True))
    assert set(spelled) == {row["reply_agency"] for row in rows}
    proposed = set(UnitName.objects.values_list("unit__name", "name"))
    assert ("商洛市公安局", "市公安局") in proposed
    assert ("商洛市人力资源和社会保障局", "商洛市人社局") in proposed


def test_one_id_with_other_content_is_a_conflict_and_never_known(prepared, rows, tmp_path):
    first, second = tmp_path / "letters.csv", tmp_path / "again.csv"
    some = rows[:20]
    written(first, some)
    run(first, "mayors-mailbox")

    written(second, [some[0] | {"title": "另一封信"}, *some[1:]])
    tally = run(second, "mayors-mailbox").tally

    assert (tally.already_known, tally.conflicts, tally.rejected) == (19, 1, 0)


def written(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
