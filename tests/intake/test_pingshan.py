"""6,952 real tickets of 2018: every row arrives, and every count is the file's."""

import csv
import json
from collections import Counter

import pytest

from tests.cast import policy_of
from tests.intake.conftest import MONDAY
from tests.intake.office import run
from weisu.analytics.build import build
from weisu.analytics.expectation import Tickets, peers_by
from weisu.analytics.instants import offset_of
from weisu.analytics.narrowing import Sight
from weisu.analytics.period import Period
from weisu.analytics.rules import counting
from weisu.analytics.unit_comparison import compared
from weisu.cli import main
from weisu.insight.questions import View
from weisu.insight.rules import rules_of
from weisu.insight.standing import units
from weisu.intake.models import ImportedRow, SourceName
from weisu.org.models import Unit, UnitName
from weisu.tickets.export import export
from weisu.tickets.models import Ticket, TicketEvent
from weisu.web.insight.desk import Desk
from weisu.web.insight.side_by_side import side_by_side

CHANNELS = {
    "phone.12345": "12345",
    "phone.12319": "12319",
    "phone.landline": "固话投诉",
    "app.at-pingshan": "@坪山",
    "app.meili-shenzhen": "美丽深圳",
    "web.mailbox": "政府信箱",
}


@pytest.fixture
def file(shared_data):
    return shared_data / "pingshan" / "tickets.csv"


def test_every_row_becomes_a_ticket_and_every_count_is_the_files(prepared, file, tmp_path, capsys):
    outcome = run(file, "pingshan").as_dict()

    assert {key: outcome[key] for key in ("read", "registered", "already_known", "rejected", "conflicts")} == {
        "read": 6952,
        "registered": 6952,
        "already_known": 0,
        "rejected": 0,
        "conflicts": 0,
    }
    assert outcome["rejects_file"] is None
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    check_channels(rows)
    check_units(rows)
    check_endings(rows)
    check_precision(rows)
    check_comparison(rows)
    check_page(tmp_path)
    check_command(tmp_path, capsys)

    again = run(file, "pingshan").as_dict()
    assert (again["already_known"], again["registered"], again["to_review"]) == (6952, 0, {})
    assert TicketEvent.objects.count() == outcome["events"]


def check_channels(rows):
    ours = Counter(CHANNELS[channel] for channel in Ticket.objects.values_list("channel", flat=True))
    assert ours == Counter(row["EVENT_SRC_NAME"] for row in rows)


def check_units(rows):
    names = {name.target: (name.code, name.name) for name in SourceName.objects.filter(mapping="pingshan", kind="unit")}
    dispatched = TicketEvent.objects.filter(type="ticket.dispatched").values_list("unit_id", flat=True)
    theirs = Counter((row["DISPOSE_UNIT_ID"], row["DISPOSE_UNIT_NAME"]) for row in rows)
    del theirs["-", "-"]
    assert Counter(names[unit] for unit in dispatched) == theirs
    assert Unit.objects.filter(state="to_review").count() == len(theirs)
    proposed = UnitName.objects.filter(accepted_at=None)
    assert proposed.filter(unit__name="龙田街道综合执法队", name="龙田街道综合执法队（龙田街道办事处）").exists()
    assert not Unit.objects.exclude(joined_into=None).exists()


def check_endings(rows):
    ours = Counter(TicketEvent.objects.filter(type="ticket.closed").values_list("payload", flat=True))
    in_time = sum(count for payload, count in ours.items() if '"on_time":true' in payload)
    assert in_time == sum(row["INTIME_ARCHIVE_NUM"] == "1" for row in rows) == 6236
    assert sum(ours.values()) - in_time == sum(row["OVERTIME_ARCHIVE_NUM"] == "1" for row in rows) == 714
    assert Ticket.objects.filter(is_open=True).count() == 2


def check_precision(rows):
    found = Counter(TicketEvent.objects.values_list("type", "precision", "policy_id"))
    assert set(found) == {
        ("ticket.registered", "exact", "historic"),
        ("ticket.dispatched", "backfilled", "historic"),
        ("ticket.closed", "backfilled", "historic"),
    }
    assert ImportedRow.objects.filter(mapping="pingshan").count() == len(rows)


def check_page(home):
    """The desk shows the same units in three ways, from the log alone, and says why they differ."""
    lake = home / "lake"
    export(lake)
    build(lake, offset_us=offset_of("Asia/Shanghai"))
    months = Period.of("2018-01..2018-12")
    view = View(lake, Sight((), is_all_but=True), months, rules_of("", months, MONDAY))
    found = units(view, lambda done, of: None, "stated_on_time")
    desk = Desk(list(months.months), months, view, found)
    section = side_by_side("stated_on_time", desk)

    assert (found["whole"]["n"], found["whole"]["n"] - found["whole"]["numerator"]) == (6950, 714)
    assert any("6,950件中714件" in remark for remark in section.remarks)
    assert any("14件没有承办单位" in remark for remark in section.remarks)
    sizes = [row["n"] for row in found["rows"]]
    assert sizes == sorted(sizes, reverse=True)
    assert {row["story"] for row in found["rows"]} >= {"chance", "stands_out", "no_overlap"}
    assert sum(sizes) == 6950 - 14
    assert len(section.rows) == len(sizes)


def check_command(home, capsys):
    """The command line counts the months of 2018 by today's rules, as the page does, and says so."""
    capsys.readouterr()
    asked = ["metrics", "stated_on_time", "--by", "month", "--period", "2018-01..2018-12", "--lake", str(home / "lake")]
    assert main([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)

    met = [(one["numerator"], one["n"]) for one in said["results"] if one["n"]]
    assert (sum(numerator for numerator, _ in met), sum(n for _, n in met)) == (6236, 6950)
    (rule,) = said["rules"]
    assert rule["pack"] == "national"
    assert [text["is_todays"] for text in rule["settings"].values()] == [True]


def check_comparison(rows):
    """Units of the log side by side: by rank, by volume, by case mix as it was registered."""
    events = TicketEvent.objects.order_by("ticket_id", "version")
    closed = {e.ticket_id: json.loads(e.payload)["on_time"] for e in events.filter(type="ticket.closed")}
    unit = dict(events.filter(type="ticket.dispatched").values_list("ticket_id", "unit_id"))
    registered = [e for e in events.filter(type="ticket.registered") if e.ticket_id in closed and e.ticket_id in unit]
    features = {name: [getattr(e, name) for e in registered] for name in ("kind", "category", "region_code", "channel")}
    features["priority"] = [json.loads(e.payload)["priority"] for e in registered]
    features["month"] = [f"{e.occurred_at:%Y-%m}" for e in registered]
    late = [int(not closed[e.ticket_id]) for e in registered]
    units = [unit[e.ticket_id] for e in registered]
    found = compared(Tickets(units, late, features), peers_by(units, {}, counting(policy_of("national")).peer_bands))

    ended = [row for row in rows if row["OVERTIME_ARCHIVE_NUM"] != "-" and row["DISPOSE_UNIT_ID"] != "-"]
    assert (found.n, found.observed) == (len(ended), sum(row["OVERTIME_ARCHIVE_NUM"] == "1" for row in ended))
    assert {"chance", "stands_out", "no_overlap"} <= found.stories.keys()
    assert sum(row.expected for row in found.rows if row.expected is not None) <= found.observed
