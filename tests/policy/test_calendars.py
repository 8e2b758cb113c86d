"""The national calendars, typed in from the notices of the State Council's office by hand, not from the packs."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cast import policy_of
from weisu.domain.policy.calendars import read_year
from weisu.domain.worktime import Limit

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = policy_of("national", day=date(2026, 3, 2)).calendar


def days(*spans: str) -> set[date]:
    found = set()
    for span in spans:
        first, _, last = span.partition("..")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


HOLIDAYS = {
    2025: days(
        "2025-01-01",
        "2025-01-28..2025-02-04",
        "2025-04-04..2025-04-06",
        "2025-05-01..2025-05-05",
        "2025-05-31..2025-06-02",
        "2025-10-01..2025-10-08",
    ),
    2026: days(
        "2026-01-01..2026-01-03",
        "2026-02-15..2026-02-23",
        "2026-04-04..2026-04-06",
        "2026-05-01..2026-05-05",
        "2026-06-19..2026-06-21",
        "2026-09-25..2026-09-27",
        "2026-10-01..2026-10-07",
    ),
}
MAKEUP_DAYS = {
    2025: days("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
    2026: days("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
}


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_year_is_as_the_notice_says(year):
    assert {day for day in CALENDAR.holidays if day.year == year} == HOLIDAYS[year]
    assert {day for day in CALENDAR.makeup_days if day.year == year} == MAKEUP_DAYS[year]
    everyday = days(f"{year}-01-01..{year}-12-31")
    for day in everyday:
        expected = day in MAKEUP_DAYS[year] or (day.weekday() < 5 and day not in HOLIDAYS[year])
        assert CALENDAR.is_working(day) == expected, day


def test_a_year_has_as_many_working_days_as_the_law_gives():
    counted = {year: sum(map(CALENDAR.is_working, days(f"{year}-01-01..{year}-12-31"))) for year in (2025, 2026)}
    assert counted == {2025: 248, 2026: 248}


def test_one_working_day_over_the_national_holiday():
    due = CALENDAR.due(datetime(2026, 9, 30, 17, tzinfo=SHANGHAI), Limit.parse({"working_days": 1}))
    assert due == datetime(2026, 10, 8, 17, tzinfo=SHANGHAI)


def test_all_years_since_2004_ship():
    assert CALENDAR.first_day == date(2004, 1, 1)
    assert CALENDAR.last_day == date(2026, 12, 31)
    assert CALENDAR.table == "national/calendar/2026.toml"


@pytest.mark.parametrize(
    ("_case", "day", "works"),
    [
        ("the extended Spring Festival of 2020", "2020-01-31", False),
        ("its last day, first meant as a workday", "2020-02-02", False),
        ("the day after", "2020-02-03", True),
        ("the 70th anniversary parade", "2015-09-03", False),
        ("its make-up Sunday", "2015-09-06", True),
        ("Mid-Autumn with National Day 2020", "2020-10-08", False),
        ("New Year 2024", "2024-01-01", False),
        ("a make-up Sunday of 2024", "2024-02-04", True),
        ("Labour Day week 2004", "2004-05-05", False),
        ("an ordinary Wednesday", "2010-03-10", True),
    ],
)
def test_days_people_remember(_case, day, works):
    assert CALENDAR.is_working(date.fromisoformat(day)) is works


def test_every_shipped_year_is_well_formed():
    policy = policy_of("national", day=date(2026, 3, 2))
    rows = list(policy.rows["calendar"].values())
    assert len(rows) == 23
    assert [fault for row in rows for fault in read_year(row)[1]] == []


def test_the_county_rests_on_its_own_day():
    county = policy_of("national", "demo-province", "demo-city", "demo-county", day=date(2026, 3, 2)).calendar
    assert CALENDAR.is_working(date(2026, 12, 8))
    assert not county.is_working(date(2026, 12, 8))
