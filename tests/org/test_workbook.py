"""The organisation goes out to a workbook and comes back by a review that a person confirms."""

from datetime import timedelta

import pytest
from xlsxwriter import Workbook

from tests.tickets.cast import ADMIN, CLOCK, HOUSING, LIN, MONDAY, URBAN, later
from tests.tickets.city import build_city
from weisu.domain.errors import RoleRefused
from weisu.domain.vocabulary import Role
from weisu.org import queries, services, sheets
from weisu.org.models import Change, DeskKind, Post, Region, Unit
from weisu.org.review import compare
from weisu.org.services.exchange import BadRows

NOW = later(days=1)


@pytest.fixture
def city(database):
    build_city()
    services.create_staff("p-an", display_name="=安", is_vendor=True, by=ADMIN, now=MONDAY)
    services.appoint("p-an", role=Role.UNIT_STAFF, unit=HOUSING, matters=("noise",), since=MONDAY, by=ADMIN, now=MONDAY)
    services.create_desk("d-1", name="企业专席", kind=DeskKind.ENTERPRISE, unit=HOUSING, by=ADMIN, now=MONDAY)
    turn = {"since": MONDAY, "until": MONDAY + timedelta(hours=8, microseconds=1)}
    services.put_on_duty("p-an", unit=HOUSING, desk="d-1", **turn, by=ADMIN, now=MONDAY)
    return database


def book(path, **rows):
    """A workbook with these sheets; a row is a dict."""
    with Workbook(str(path)) as made:
        for sheet in sheets.SHEETS:
            if sheet.name in rows:
                page = made.add_worksheet(sheet.name)
                page.write_row(0, 0, [column.name for column in sheet.columns])
                for line, row in enumerate(rows[sheet.name], 1):
                    page.write_row(line, 0, [row.get(column.name, "") for column in sheet.columns])
    return path


def test_what_was_exported_differs_in_nothing(city, tmp_path):
    counts = services.export_workbook(tmp_path / "org.xlsx", by=ADMIN, now=NOW)

    review = compare(sheets.read(tmp_path / "org.xlsx"), NOW)

    assert (review.differences, review.bad) == ([], [])
    assert review.rows == sum(counts.values())
    assert counts["posts"] == counts["desks"] == counts["roster"] == 1
    assert Change.objects.filter(act="export").count() == 1
    with pytest.raises(RoleRefused):
        services.export_workbook(tmp_path / "mine.xlsx", by=LIN, now=NOW)


def test_the_review_names_what_is_added_changed_ended_and_unknown_and_writes_nothing(city, tmp_path):
    before = list(Unit.objects.order_by("id").values())
    units = [
        {
            "id": "u-new-2",
            "name": "二科",
            "kind": "department",
            "level": "county",
            "region": "990101",
            "parent": "u-new",
        },
        {"id": "u-new", "name": "园林局", "kind": "department", "level": "county", "region": "990101"},
        {"id": HOUSING, "name": "住建局", "kind": "department", "level": "prefecture", "region": "9901"},
    ]
    post = {"staff": "p-an", "role": "unit_staff", "unit": HOUSING, "matters": "noise", "until": "2026-03-01 08:00"}
    path = book(tmp_path / "org.xlsx", units=units, posts=[post])

    review = compare(sheets.read(path), NOW)

    assert review.bad == []
    assert [(each.line, each.key) for each in review.of("added")] == [(2, "u-new-2"), (3, "u-new")]
    assert [(each.sheet, each.line) for each in review.of("changed")] == [("units", 4)]
    assert [(each.sheet, each.becomes["until"]) for each in review.of("ended")] == [
        ("posts", "2026-03-01T00:00:00+00:00")
    ]
    assert URBAN in [each.key for each in review.of("unknown")]
    assert list(Unit.objects.order_by("id").values()) == before

    services.import_workbook(path, by=ADMIN, now=NOW)

    assert Unit.objects.get(id="u-new-2").parent_id == "u-new"
    assert queries.unit_ids_by_name()["示范市住房局"] == HOUSING
    assert Unit.objects.get(id=URBAN).valid_until is None
    assert Post.objects.get().valid_until.isoformat() == "2026-03-01T00:00:00+00:00"
    assert Change.objects.filter(act="import_added", subject="units:u-new", by=ADMIN.id).exists()
    assert not compare(sheets.read(path), NOW).of("changed")


def test_bad_rows_are_named_with_sheet_and_row_and_nothing_is_applied(city, tmp_path):
    units = [
        {"id": "u-ok", "name": "好", "kind": "department", "level": "county", "region": "990101"},
        {"id": "u-1", "name": "", "kind": "castle", "level": "county", "region": "nowhere"},
        {"id": "u-ok", "name": "又", "kind": "department", "level": "county", "region": "990101"},
    ]
    posts = [
        {"staff": "p-nobody", "role": "agent"},
        {"staff": "p-an", "role": "unit_staff", "unit": HOUSING, "until": "2026-01-05 10:00"},
        {"staff": "p-an", "role": "agent", "unit": URBAN, "from": "soon"},
    ]
    path = book(tmp_path / "org.xlsx", units=units, posts=posts)

    bad = {(each.sheet, each.line) for each in compare(sheets.read(path), NOW).bad}

    assert bad == {("units", 3), ("units", 4), ("posts", 2), ("posts", 3), ("posts", 4)}
    with pytest.raises(BadRows, match="sheet units, row 3"):
        services.import_workbook(path, by=ADMIN, now=NOW)
    assert not Unit.objects.filter(id="u-ok").exists()


def test_only_a_person_with_the_right_confirms(city, tmp_path):
    path = book(tmp_path / "org.xlsx", staff=[{"id": "p-neu", "name": "新"}])

    for somebody in (CLOCK, LIN):
        with pytest.raises(RoleRefused):
            services.import_workbook(path, by=somebody, now=NOW)


def test_a_file_that_is_no_workbook_is_told_so(city, tmp_path):
    (tmp_path / "x.xlsx").write_text("no")
    with pytest.raises(sheets.UnreadableWorkbook, match="cannot be read"):
        sheets.read(tmp_path / "x.xlsx")
    with Workbook(str(tmp_path / "y.xlsx")) as made:
        made.add_worksheet("staff").write_row(0, 0, ["id"])
    with pytest.raises(sheets.UnreadableWorkbook, match="no column name, vendor"):
        sheets.read(tmp_path / "y.xlsx")


def regions_book(path, columns, *rows):
    """A workbook with the sheet of regions, of these columns only."""
    with Workbook(str(path)) as made:
        page = made.add_worksheet("regions")
        for line, row in enumerate((columns, *rows)):
            page.write_row(line, 0, row)
    return path


def test_the_residents_of_a_region_come_with_the_workbook_and_stay_where_it_has_no_such_column(city, tmp_path):
    known = ["990101", "城北区", "county", "9901"]
    columns = ["code", "name", "level", "parent", "from", "until"]
    services.import_workbook(
        regions_book(tmp_path / "new.xlsx", [*columns, "residents"], [*known, "", "", 320_000]), by=ADMIN, now=NOW
    )
    older = regions_book(tmp_path / "old.xlsx", columns, [*known, "", ""])

    assert Region.objects.get(code="990101").residents == 320_000
    assert not compare(sheets.read(older), NOW).of("changed")
    assert Region.objects.get(code="9901").residents is None


def test_residents_that_are_no_number_are_named_with_their_row(city, tmp_path):
    columns = [column.name for column in sheets.SHEETS[0].columns]
    path = regions_book(tmp_path / "org.xlsx", columns, ["990101", "城北区", "county", "9901", "三十二万", "", ""])

    (bad,) = compare(sheets.read(path), NOW).bad

    assert (bad.sheet, bad.line) == ("regions", 2)
    assert bad.reason == "residents cannot be 三十二万; write a whole number, as 120000"
