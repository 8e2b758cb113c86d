"""What a region or a unit was before it became another thing stays known, with the span in which it was so."""

from datetime import timedelta
from importlib import import_module

from django.apps import apps

from tests.org.test_org import LATER, MONDAY, SETUP, ZHOU, city, unit  # noqa: F401
from tests.org.test_workbook import book
from weisu.domain.vocabulary import Level, UnitKind
from weisu.org import queries, services
from weisu.org.models import FormerRegion, FormerUnit, Unit

DAY = timedelta(days=1)


def test_a_unit_is_called_as_it_was_called_at_the_time(city):  # noqa: F811
    services.rename_unit("u-water", name="水务水利局", by=ZHOU, now=LATER)
    services.rename_unit("u-water", name="水务局", by=ZHOU, now=LATER + 10 * DAY)
    services.rename_unit("u-water", name="水利局", by=ZHOU, now=LATER + 20 * DAY)

    days = [MONDAY - DAY, MONDAY, LATER - DAY, LATER, LATER + 9 * DAY, LATER + 10 * DAY, LATER + 20 * DAY]
    called = [queries.unit_names(["u-water", "u-north"], day) for day in days]

    assert [names["u-water"] for names in called] == [
        *["水务局"] * 3,
        *["水务水利局"] * 2,
        "水务局",
        "水利局",
    ]
    assert {names["u-north"] for names in called} == {"城北街道"}
    assert queries.unit_names(["u-water"]) == {"u-water": "水利局"}


def test_a_workbook_keeps_kind_place_and_residents_of_before(city, tmp_path):  # noqa: F811
    path = book(
        tmp_path / "org.xlsx",
        regions=[{"code": "990101", "name": "城北新区", "level": "county", "parent": "99", "residents": "500"}],
        units=[{"id": "u-north", "name": "城北街道", "kind": "department", "level": "township", "region": "9901"}],
    )
    services.import_workbook(path, by=ZHOU, now=LATER)

    (region,), (north,) = FormerRegion.objects.all(), FormerUnit.objects.all()
    assert (region.of_id, region.name, region.parent_id, region.residents) == ("990101", "城北区", "9901", None)
    assert (north.of_id, north.kind, north.region_code, north.parent_id) == (
        "u-north",
        "territorial",
        "990101",
        "u-water",
    )
    assert {region.until, north.until} == {LATER}
    assert queries.region_names(["990101"], MONDAY) == {"990101": "城北区"}
    assert queries.region_names(["990101"], LATER) == {"990101": "城北新区"}


def test_a_unit_that_ends_and_nothing_else_leaves_no_span_of_another_kind(city, tmp_path):  # noqa: F811
    row = {"id": "u-north", "name": "城北街道", "kind": "territorial", "level": "township", "region": "990101"}
    path = book(tmp_path / "org.xlsx", units=[row | {"parent": "u-water", "until": "2026-03-01 08:00"}])

    services.import_workbook(path, by=ZHOU, now=LATER)

    assert Unit.objects.get(id="u-north").valid_until is not None
    assert not FormerUnit.objects.exists()


def test_what_waits_to_be_looked_at_or_began_only_now_is_corrected(city):  # noqa: F811
    services.note_unknown_units(
        [("i-1", "区水务局")], kind=UnitKind.DEPARTMENT, level=Level.COUNTY, region="990101", by=SETUP, now=MONDAY
    )
    services.rename_unit("i-1", name="城北区水务局", by=ZHOU, now=LATER)
    services.rename_unit("u-north", name="城北镇", by=ZHOU, now=MONDAY)

    assert not FormerUnit.objects.exists()
    assert queries.unit_names(["i-1"], MONDAY) == {"i-1": "城北区水务局"}


def test_two_changes_at_one_instant_are_one(city):  # noqa: F811
    services.rename_unit("u-north", name="城北镇", by=ZHOU, now=LATER)
    services.rename_unit("u-north", name="城北乡", by=ZHOU, now=LATER)

    assert [one.name for one in FormerUnit.objects.all()] == ["城北街道"]


def test_names_that_were_written_down_before_spans_were_kept_become_spans(city):  # noqa: F811
    services.rename_unit("u-north", name="城北镇", by=ZHOU, now=LATER)
    services.propose_join("u-north", into="u-water", by=ZHOU, now=LATER)
    FormerUnit.objects.all().delete()

    import_module("weisu.org.migrations.0004_former").keep_names(apps, None)

    (span,) = FormerUnit.objects.all()
    assert (span.of_id, span.name, span.until, span.kind) == ("u-north", "城北街道", LATER, "territorial")
