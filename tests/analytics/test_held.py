"""Units and regions are told of a period as they were when it ended, whatever they are called and counted now."""

from datetime import UTC, datetime

from tests.analytics.test_edges import NATIONAL, asked, star_of, ticket  # noqa: F401
from tests.cast import CITY, MONDAY
from weisu.analytics import tables
from weisu.analytics.behind import tickets_behind
from weisu.analytics.catalog import METRICS
from weisu.analytics.held import held_at, kinds_in
from weisu.analytics.people import people_of
from weisu.analytics.period import Period
from weisu.domain.instants import to_us

JANUARY, MARCH = Period.of("2026-01"), Period.of("2026-03")
BEGAN = to_us(datetime(2020, 1, 1, tzinfo=UTC))
MOVED = to_us(datetime(2026, 2, 10, tzinfo=UTC))
RULE = NATIONAL._replace(minimum_n=1)


def span(kind, name, since, until):
    return ("housing", name, kind, "county", CITY, None, "active", None, since, until)


UNITS = [span("department", "住房局", BEGAN, MOVED), span("authority", "住建局", MOVED, None)]
REGIONS = [
    ("99", "示范省", "province", None, None, BEGAN, None),
    (CITY, "示范市", "prefecture", "99", 10_000, BEGAN, MOVED),
    (CITY, "示范新市", "prefecture", "99", 20_000, MOVED, None),
]


def test_a_unit_is_of_the_kind_that_it_was_of_when_the_period_ended(star_of):  # noqa: F811
    star = star_of(ticket(1), units=UNITS)

    assert kinds_in(star, JANUARY) == {"housing": "department"}
    assert kinds_in(star, MARCH) == {"housing": "authority"}
    assert kinds_in(star, Period.of("2026-01..2026-02")) == {"housing": "authority"}


def test_before_it_began_a_unit_is_what_it_was_first(star_of):  # noqa: F811
    star = star_of(ticket(1), units=UNITS)

    assert held_at(star, tables.UNIT, 0)["housing"]["name"] == "住房局"
    assert held_at(star, tables.UNIT, MOVED - 1)["housing"]["name"] == "住房局"
    assert held_at(star, tables.UNIT, MOVED)["housing"]["name"] == "住建局"


def test_a_new_name_is_no_reorganisation(star_of):  # noqa: F811
    star = star_of(*(ticket(number) for number in range(12)), units=UNITS, regions=REGIONS)

    for by in ("unit", "region"):
        found = asked(star, "acknowledged_in_time", "2026-01..2026-03", by=[by])
        assert [(one.value, one.why) for one in found if one.n] == [(1.0, "")]


def test_tickets_stand_beside_the_residents_of_their_time(star_of):  # noqa: F811
    late = [ticket(100 + number, at=MONDAY.replace(month=3)) for number in range(4)]
    star = star_of(*(ticket(number) for number in range(4)), *late, regions=REGIONS)

    months = {
        one.by["month"]: one
        for one in asked(star, "per_ten_thousand", "2026-01..2026-03", by=["region", "month"], rule=RULE)
        if one.by["region"] == CITY
    }

    assert [months[month].base for month in ("2026-01", "2026-03")] == [10_000, 20_000]
    assert [months[month].value for month in ("2026-01", "2026-03")] == [4.0, 2.0]
    assert people_of(star, JANUARY).called(CITY) == "示范市"
    assert people_of(star, MARCH).called(CITY) == "示范新市"


def test_a_region_that_was_moved_is_counted_where_it_lay_when_the_period_ended(star_of):  # noqa: F811
    regions = [
        *[(code, name, "province", None, 1_000, BEGAN, None) for code, name in (("98", "旧省"), ("99", "新省"))],
        (CITY, "示范市", "prefecture", "98", None, BEGAN, MOVED),
        (CITY, "示范市", "prefecture", "99", None, MOVED, None),
    ]
    star = star_of(*(ticket(number) for number in range(4)), regions=regions)

    for period, code, other in (("2026-01", "98", "99"), ("2026-01..2026-02", "99", "98")):
        found = {one.by["region"]: one.n for one in asked(star, "per_ten_thousand", period, by=["region"], rule=RULE)}
        tickets = {
            place: tickets_behind(
                star, METRICS["per_ten_thousand"], Period.of(period), {"region": place}, rule_on=lambda day: RULE
            ).of
            for place in (code, other)
        }
        assert (found[code], found.get(other, 0)) == (4, 0)
        assert tickets == {code: 4, other: 0}
