"""Working time: the laws of the three timelines, and the days people argue about."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.domain.errors import CalendarExhausted
from weisu.domain.vocabulary import Timeline
from weisu.domain.worktime import Limit, OfficeSpan, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(
    first_day=date(2025, 1, 1),
    last_day=date(2026, 12, 31),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)) | {date(2026, 1, 1), date(2026, 1, 2)},
    makeup_days=frozenset({date(2026, 1, 4), date(2026, 9, 20), date(2026, 10, 10)}),
    table="calendar/2026.toml",
)
WORKING = [Timeline.WORKING_DAYS, Timeline.WORKING_HOURS]
BEGIN = datetime(2025, 2, 1, tzinfo=SHANGHAI)
moments = st.timedeltas(timedelta(), timedelta(days=600)).map(lambda later: (BEGIN + later).astimezone(UTC))
timelines = st.sampled_from(list(Timeline))
amounts = st.integers(0, 60 * 8 * 3_600)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def limit(**table: int) -> Limit:
    return Limit.parse(table)


@pytest.mark.parametrize(
    ("_case", "start", "amount", "due"),
    [
        ("over the national holiday", "2026-09-30T17:00", {"working_days": 1}, "2026-10-08T17:00"),
        ("from a Saturday, whole next day", "2026-09-12T10:00", {"working_days": 1}, "2026-09-15T00:00"),
        ("a make-up Sunday works", "2026-01-03T10:00", {"working_days": 1}, "2026-01-05T00:00"),
        ("a make-up Saturday works", "2026-10-09T12:00", {"working_days": 1}, "2026-10-10T12:00"),
        ("natural days run through holidays", "2026-09-30T17:00", {"days": 7}, "2026-10-07T17:00"),
        ("minutes run at night", "2026-10-03T23:50", {"minutes": 15}, "2026-10-04T00:05"),
        ("hours of an afternoon", "2026-09-14T13:30", {"working_hours": 4}, "2026-09-14T17:30"),
        ("hours over lunch", "2026-09-14T11:00", {"working_hours": 2}, "2026-09-14T14:30"),
        ("hours over a night", "2026-09-14T17:00", {"working_hours": 1}, "2026-09-15T09:30"),
        ("hours from a holiday", "2026-10-03T12:00", {"working_hours": 1}, "2026-10-08T10:00"),
        ("a day used up ends on the next one", "2026-09-11T00:00", {"working_days": 1}, "2026-09-14T00:00"),
    ],
)
def test_a_limit_ends_when_a_clerk_would_say(_case, start, amount, due):
    assert CALENDAR.due(at(start), limit(**amount)) == at(due)


@given(moments, timelines, amounts)
def test_measuring_undoes_adding(start, timeline, seconds):
    assert CALENDAR.between(start, CALENDAR.add(start, timeline, seconds), timeline) == seconds


@given(moments, moments, timelines, amounts)
def test_a_later_start_never_gives_an_earlier_end(one, two, timeline, seconds):
    first, second = sorted([one, two])
    assert CALENDAR.add(first, timeline, seconds) <= CALENDAR.add(second, timeline, seconds)


@given(moments, st.sampled_from(WORKING), amounts)
def test_no_working_limit_ends_outside_working_time(start, timeline, seconds):
    due = CALENDAR.local(CALENDAR.add(start, timeline, seconds))
    assert CALENDAR.is_working(due.date())
    if timeline is Timeline.WORKING_HOURS:
        into_s = due.hour * 3_600 + due.minute * 60 + due.second + due.microsecond / 1e6
        assert any(span.start_s <= into_s <= span.end_s for span in CALENDAR.office_hours)


@given(moments, timelines, amounts, amounts)
def test_an_extension_is_added_not_restarted(start, timeline, first, second):
    assert CALENDAR.add(CALENDAR.add(start, timeline, first), timeline, second) == CALENDAR.add(
        start, timeline, first + second
    )


@given(moments, moments, timelines)
def test_measuring_backwards_is_negative(one, two, timeline):
    assert CALENDAR.between(one, two, timeline) == -CALENDAR.between(two, one, timeline)


@given(moments, st.sampled_from(WORKING), st.integers(1, 8 * 3_600))
def test_a_warning_lies_before_its_end(start, timeline, seconds):
    due = CALENDAR.add(start, timeline, 10 * 8 * 3_600)
    warn = CALENDAR.add(due, timeline, -seconds)
    assert warn < due
    assert CALENDAR.between(warn, due, timeline) == seconds


@given(moments, moments, moments, timelines)
def test_stretches_of_time_add_up(one, two, three, timeline):
    first, second, third = sorted([one, two, three])
    total = CALENDAR.between(first, third, timeline)
    parts = CALENDAR.between(first, second, timeline) + CALENDAR.between(second, third, timeline)
    assert 0 <= total - parts <= 1  # each part is cut to whole seconds


@pytest.mark.parametrize("timeline", WORKING)
def test_past_the_end_of_the_calendar_the_table_is_named(timeline):
    with pytest.raises(CalendarExhausted, match=r"calendar/2026\.toml") as refusal:
        CALENDAR.add(at("2026-12-31T17:00"), timeline, 3 * 86_400)
    assert refusal.value.instead == ["publish calendar/2027.toml (holidays and make-up workdays of that year)"]


def test_before_the_calendar_the_missing_year_is_named():
    with pytest.raises(CalendarExhausted, match="begins on 2025-01-01"):
        CALENDAR.add(at("2024-12-30T17:00"), Timeline.WORKING_DAYS, 60)


def test_natural_limits_need_no_calendar():
    assert CALENDAR.due(at("2031-05-01T00:00"), limit(hours=2)) == at("2031-05-01T02:00")


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        CALENDAR.add(at("2026-01-05T09:00").replace(tzinfo=None), Timeline.NATURAL, 1)


@pytest.mark.parametrize(
    "table", [{}, {"weeks": 1}, {"days": 0}, {"days": 1.5}, {"days": 1, "hours": 2}, {"days": True}, 5]
)
def test_an_odd_limit_is_refused(table):
    with pytest.raises(ValueError, match=r"limit|unit|whole number"):
        Limit.parse(table)


@pytest.mark.parametrize("text", ["9-12", "12:00-09:00", "09:00", "09:00-25:00", "ab:00-12:00"])
def test_odd_office_hours_are_refused(text):
    with pytest.raises(ValueError, match="09:00"):
        OfficeSpan.parse(text)


def test_a_sum_costs_microseconds():
    start = datetime(2026, 3, 2, 1, tzinfo=UTC)
    for timeline in WORKING:
        begun = time.process_time()
        for step in range(2_000):
            CALENDAR.add(start + timedelta(minutes=step), timeline, 5 * 86_400 // 3)
        assert (time.process_time() - begun) / 2_000 < 30e-6  # about 2 µs here; a slow machine gets a wide margin


@given(first=st.dates(date(2024, 12, 1), date(2027, 1, 31)), count=st.integers(0, 60))
def test_stretches_of_office_hours_add_up_to_the_office_time_of_their_days(first, count):
    last = first + timedelta(days=count)
    known_from, known_to = max(first, CALENDAR.first_day), min(last, CALENDAR.last_day)

    spans = list(CALENDAR.office_spans_us(first, last))

    midnights = [at(f"{day}T00:00") for day in (known_from, known_to + timedelta(days=1))] if spans else [BEGIN, BEGIN]
    assert sum(end - begin for begin, end in spans) // 1_000_000 == CALENDAR.between(*midnights, Timeline.WORKING_HOURS)
    assert spans == sorted(spans)
