"""Posts give rights for a span of time, units are looked up by any accepted spelling, regions form a tree."""

from datetime import UTC, datetime, timedelta

import pytest

from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused, NotFound, RoleRefused
from weisu.domain.vocabulary import ActorKind, Level, Role, UnitKind
from weisu.org import queries, services
from weisu.org.models import Change, Unit, UnitState

MONDAY = datetime(2026, 1, 5, 1, tzinfo=UTC)
LATER = MONDAY + timedelta(days=30)
SETUP = Principal("system", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))
ZHOU = Principal("p-zhou", ActorKind.ADMINISTRATOR, frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def city(database):
    services.create_region("CN", name="全国", level=Level.NATIONAL, by=SETUP, now=MONDAY)
    services.create_region("99", name="示范省", level=Level.PROVINCE, parent="CN", by=SETUP, now=MONDAY)
    services.create_region("9901", name="示范市", level=Level.PREFECTURE, parent="99", by=SETUP, now=MONDAY)
    services.create_region("990101", name="城北区", level=Level.COUNTY, parent="9901", by=SETUP, now=MONDAY)
    unit("u-water", "水务局")
    unit("u-north", "城北街道", kind=UnitKind.TERRITORIAL, level=Level.TOWNSHIP, parent="u-water")
    services.create_staff("p-chen", display_name="陈", by=SETUP, now=MONDAY)
    return database


def unit(unit_id, name, *, kind=UnitKind.DEPARTMENT, level=Level.COUNTY, parent="", by=SETUP):
    return services.create_unit(
        unit_id, name=name, kind=kind, level=level, region="990101", parent=parent, by=by, now=MONDAY
    )


def appoint(role, **where):
    return services.appoint("p-chen", role=role, since=MONDAY, by=SETUP, now=MONDAY, **where)


def test_a_person_has_the_rights_of_all_posts_in_force(city):
    appoint(Role.UNIT_STAFF, unit="u-north")
    appoint(Role.UNIT_LEAD, unit="u-north")

    chen = queries.principal("p-chen", MONDAY)

    assert chen.roles == {Role.UNIT_STAFF, Role.UNIT_LEAD}
    assert (chen.kind, chen.unit_id, chen.level) == (ActorKind.UNIT_STAFF, "u-north", Level.TOWNSHIP)
    assert chen.region_code == "990101"


def test_leaving_ends_all_rights_and_the_past_keeps_them(city):
    appoint(Role.UNIT_STAFF, unit="u-north")

    services.leave("p-chen", by=SETUP, now=LATER)

    assert queries.principal("p-chen", LATER).roles == frozenset()
    assert queries.principal("p-chen", LATER).unit_id == ""
    assert queries.principal("p-chen", LATER - timedelta(seconds=1)).roles == {Role.UNIT_STAFF}


def test_a_post_in_a_region_carries_the_region_and_its_level(city):
    appoint(Role.COORDINATOR, region="99")

    chen = queries.principal("p-chen", MONDAY)

    assert (chen.region_code, chen.level, chen.kind) == ("99", Level.PROVINCE, ActorKind.OVERSIGHT)


def test_nobody_has_a_post_nowhere(city):
    with pytest.raises(GuardRefused, match="unit or a region"):
        appoint(Role.LEADER)


def test_an_unknown_person_is_named(city):
    with pytest.raises(NotFound, match="p-nobody"):
        queries.principal("p-nobody", MONDAY)


def test_unit_facts_follow_a_write_at_once(city):
    assert queries.unit_facts(["u-north", "u-none", ""]).keys() == {"u-north"}
    assert queries.unit_facts(["u-north"])["u-north"].parent == "u-water"

    unit("u-none", "园林局")

    assert queries.unit_facts(["u-none"])["u-none"].kind == UnitKind.DEPARTMENT


def test_regions_form_a_tree(city):
    assert queries.ancestors("990101") == ["CN", "99", "9901", "990101"]
    assert queries.subtree("9901") == {"9901", "990101"}
    assert queries.ancestors("unknown") == ["unknown"]
    assert queries.root_region() == "CN"


def test_a_former_name_still_leads_to_the_unit(city):
    services.rename_unit("u-water", name="水务水利局", by=ZHOU, now=LATER)

    names = queries.unit_ids_by_name()

    assert names["水务局"] == names["水务水利局"] == "u-water"


def test_spellings_are_joined_only_after_a_second_person_accepted(city):
    services.note_unknown_units(
        [("i-1", "区水务局"), ("u-water", "水务局")],
        kind=UnitKind.DEPARTMENT,
        level=Level.COUNTY,
        region="990101",
        by=SETUP,
        now=MONDAY,
    )
    assert Unit.objects.get(id="i-1").state == UnitState.TO_REVIEW

    services.propose_join("i-1", into="u-water", by=ZHOU, now=MONDAY)
    assert queries.unit_ids_by_name()["区水务局"] == "i-1"
    with pytest.raises(GuardRefused, match="second person"):
        services.accept_join("i-1", into="u-water", by=ZHOU, now=MONDAY)

    other = Principal("p-xu", ActorKind.ADMINISTRATOR, frozenset({Role.ADMINISTRATOR}))
    services.accept_join("i-1", into="u-water", by=other, now=LATER)
    assert queries.unit_ids_by_name()["区水务局"] == "u-water"


def test_a_join_nobody_proposed_is_refused(city):
    with pytest.raises(NotFound, match="propose it first"):
        services.accept_join("u-north", into="u-water", by=ZHOU, now=MONDAY)


def test_a_confirmed_unit_is_active(city):
    services.note_unknown_units(
        [("i-1", "区水务局")], kind=UnitKind.DEPARTMENT, level=Level.COUNTY, region="990101", by=SETUP, now=MONDAY
    )

    assert services.confirm_unit("i-1", by=ZHOU, now=LATER).state == UnitState.ACTIVE


def test_only_administrators_change_the_organisation_and_every_change_is_written_down(city):
    clerk = Principal("p-chen", ActorKind.UNIT_STAFF, frozenset({Role.UNIT_STAFF}))

    with pytest.raises(RoleRefused, match="administrator"):
        unit("u-mine", "我的局", by=clerk)

    assert not Unit.objects.filter(id="u-mine").exists()
    assert Change.objects.filter(act="create_unit", subject="u-water", by="system").count() == 1


def test_an_id_is_never_given_twice(city):
    with pytest.raises(GuardRefused, match="u-water is already in use"):
        unit("u-water", "另一个局")
