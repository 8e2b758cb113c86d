"""A clock in words counts the time that counts."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation

from tests.cast import HOUR, MONDAY, policy_of
from weisu.web.components.due import due


def clock(**more):
    plain = {
        "clock": "closure",
        "unit_id": "housing",
        "timeline": "natural",
        "status": "running",
        "start_at": MONDAY,
        "due_at": MONDAY + 10 * HOUR,
        "remaining_s": 0,
        "stopped_at": None,
    }
    return SimpleNamespace(**{**plain, **more})


@pytest.mark.parametrize(
    ("_case", "change", "hours", "level", "words"),
    [
        ("far", {}, 1, "fine", "9 hours left"),
        ("near", {}, 9.5, "soon", "30 minutes left"),
        ("over", {}, 12, "late", "Overdue by 2 hours"),
        ("days", {"due_at": MONDAY + 49 * HOUR}, 0, "fine", "2 days 1 hour left"),
        (
            "over the weekend",
            {"timeline": "working_days", "due_at": MONDAY + 168 * HOUR},
            0,
            "fine",
            "5 working days left",
        ),
        (
            "office hours",
            {"timeline": "working_hours", "due_at": MONDAY + 24 * HOUR},
            0,
            "fine",
            "7 hours of office hours left",
        ),
        ("a right that was not used", {"clock": "return_window"}, 12, "rest", "Has passed"),
        ("done", {"status": "stopped", "stopped_at": MONDAY + HOUR}, 30, "met", "Done in time"),
        ("done late", {"status": "stopped", "stopped_at": MONDAY + 11 * HOUR}, 30, "late", "Overdue by 1 hour"),
        ("rests", {"status": "paused", "remaining_s": 7200}, 30, "rest", "Rests; 2 hours left when it goes on"),
    ],
)
def test_a_clock_says_what_is_left(_case, change, hours, level, words):
    calendar = policy_of("national").calendar

    with translation.override("en"):
        found = due(clock(**change), calendar=calendar, now=MONDAY + timedelta(hours=hours))

    assert (found.level, found.words) == (level, words)


def test_the_end_of_the_calendar_does_not_break_a_page():
    calendar = policy_of("national").calendar
    far = MONDAY + timedelta(days=900)

    with translation.override("en"):
        found = due(clock(timeline="working_days"), calendar=calendar, now=far)

    assert found.level == "late"
