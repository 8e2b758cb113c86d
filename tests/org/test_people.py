"""Several posts, limited posts, desks, turns of duty; rights end at the microsecond."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.tickets import cast, stories
from tests.tickets.cast import ADMIN, HOUSING, MONDAY, URBAN, ZHOU, later
from tests.tickets.city import build_city
from weisu.domain.errors import GuardRefused, NotFound, RoleRefused
from weisu.domain.vocabulary import Role
from weisu.org import queries, services
from weisu.org.models import DeskKind, Post
from weisu.tickets import queries as tickets
from weisu.tickets import services as acts

MICROSECOND = timedelta(microseconds=1)


@pytest.fixture
def city(database):
    build_city()
    for name in ("p-an", "p-bo"):
        services.create_staff(name, display_name="安", by=ADMIN, now=MONDAY)
    return database


def appoint(role, **where):
    return services.appoint("p-an", role=role, since=MONDAY, by=ADMIN, now=MONDAY, **where)


def numbers(viewer):
    return {row["number"] for row in tickets.work_list(viewer).rows}


def test_rights_end_at_the_microsecond_a_post_ends(city):
    appoint(Role.UNIT_STAFF, unit=HOUSING)
    number = stories.dispatched().number
    left = datetime(2026, 1, 6, 1, 2, 3, 456789, tzinfo=UTC)

    services.leave("p-an", by=ADMIN, now=left)

    assert numbers(queries.principal("p-an", left - MICROSECOND)) == {number}
    gone = queries.principal("p-an", left)
    assert (gone.roles, gone.posts, numbers(gone)) == (frozenset(), (), set())
    with pytest.raises(NotFound):
        acts.acknowledge(number, by=gone, now=left)


def test_who_leaves_never_takes_up_the_post_that_was_to_come(city):
    services.appoint("p-an", role=Role.UNIT_LEAD, unit=URBAN, since=later(days=9), by=ADMIN, now=MONDAY)

    assert services.leave("p-an", by=ADMIN, now=later(days=1)) == 1

    assert queries.principal("p-an", later(days=30)).roles == frozenset()


def test_one_post_ends_and_the_other_stays(city):
    post = appoint(Role.UNIT_STAFF, unit=HOUSING)
    appoint(Role.UNIT_LEAD, unit=URBAN)

    services.end_post(post.id, by=ADMIN, now=later(days=1))

    assert queries.principal("p-an", later(days=1)).unit_ids == {URBAN}
    with pytest.raises(NotFound):
        services.end_post(post.id, by=ADMIN, now=later(days=2))


def test_a_person_with_posts_at_two_units_acts_for_the_one_that_has_the_part(city):
    appoint(Role.UNIT_STAFF, unit=URBAN)
    appoint(Role.UNIT_STAFF, unit=HOUSING)
    an = queries.principal("p-an", MONDAY)
    number = stories.dispatched().number

    assert numbers(an) == {number}
    assert acts.acknowledge(number, by=an, now=later(hours=1)).status == "acknowledged"


def test_a_role_at_one_unit_is_no_role_at_another(city):
    appoint(Role.UNIT_LEAD, unit=URBAN)
    appoint(Role.UNIT_STAFF, unit=HOUSING)

    with pytest.raises(RoleRefused):
        acts.execute(
            "approve_reply", stories.replied().number, {}, by=queries.principal("p-an", MONDAY), now=later(days=1)
        )


def test_a_post_for_some_matters_in_some_places_shows_and_allows_only_these(city):
    appoint(Role.DISPATCHER, unit=cast.HOTLINE, region="990101", matters=("housing", "noise"))
    an = queries.principal("p-an", MONDAY)
    here = stories.accepted(region="990101001", category="housing.repair").number
    elsewhere = stories.accepted(region="9901", category="housing.repair").number
    other = stories.accepted(region="990101001", category="housings").number

    assert numbers(an) == {here}
    assert acts.dispatch(here, lead=HOUSING, basis="职责", by=an, now=later(hours=1)).status == "dispatched"
    for number in (elsewhere, other):
        with pytest.raises(NotFound):
            acts.dispatch(number, lead=HOUSING, basis="职责", by=an, now=later(hours=1))


def test_a_ticket_about_any_of_ones_units_is_hidden_whatever_other_post_one_holds(city):
    appoint(Role.UNIT_STAFF, unit=URBAN)
    appoint(Role.OVERSIGHT_OFFICER, region="9901")
    number = stories.accepted(about=(URBAN,)).number

    assert numbers(queries.principal("p-an", MONDAY)) == set()
    assert numbers(ZHOU) == {number}


def test_the_roster_says_who_is_on_duty_for_a_unit_and_a_desk(city):
    services.create_desk("d-en", name="外语专席", kind=DeskKind.FOREIGN_LANGUAGE, unit=HOUSING, by=ADMIN, now=MONDAY)
    turns = {"unit": HOUSING, "until": later(hours=8), "by": ADMIN, "now": MONDAY}
    services.put_on_duty("p-an", since=MONDAY, **turns)
    services.put_on_duty("p-bo", desk="d-en", since=later(hours=1), **turns)

    assert queries.on_duty(HOUSING, MONDAY) == ["p-an"]
    assert queries.on_duty(HOUSING, later(hours=1)) == ["p-an", "p-bo"]
    assert queries.on_duty(HOUSING, later(hours=1), desk="d-en") == ["p-bo"]
    assert queries.on_duty(HOUSING, later(hours=8)) == []
    with pytest.raises(GuardRefused, match="no desk"):
        services.put_on_duty("p-an", since=MONDAY, **turns | {"unit": URBAN, "desk": "d-en"})


def test_a_unit_that_ended_gets_nothing_new(city):
    with pytest.raises(GuardRefused, match="still has"):
        services.end_unit(URBAN, by=ADMIN, now=MONDAY)
    services.end_unit(HOUSING, by=ADMIN, now=later(minutes=1))

    with pytest.raises(GuardRefused, match="has ended"):
        stories.dispatched()
    assert Post.objects.count() == 0
