"""Who the shipped rules tell of what, and when they warn."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cast import policy_of
from weisu.domain.vocabulary import Audience, Clock

NATION = policy_of("national", day=date(2026, 1, 5))


def told(event, **facts):
    """Audience by rule."""
    return {rule.id: rule.to for rule in NATION.notices(event, facts)}


@pytest.mark.parametrize(
    "event",
    [
        *("ticket.accepted", "ticket.declined", "ticket.referred", "ticket.answered", "extension.granted"),
        *("ticket.deferred", "ticket.closed", "ticket.chased", "review.ruled"),
    ],
)
def test_the_requester_is_told_of_every_answer_and_every_delay(event):
    assert (Audience.REQUESTER,) in told(event).values()


def test_a_chase_reaches_the_handler():
    assert told("ticket.chased") == {"chased": ("requester",), "handler-chased": ("handler",)}


@pytest.mark.parametrize(
    ("_case", "stage", "clock", "to"),
    [
        ("a unit's limit is near", "due_soon", "closure", {"handler"}),
        ("a unit's limit has passed", "overdue", "closure", {"handler", "named_units"}),
        ("the desk's limit is near", "due_soon", "triage", {"dispatcher_desk"}),
        ("overdue by a day", "overdue-a-day", "closure", {"oversight"}),
        ("overdue by three days", "overdue-three-days", "promise", {"oversight", "coordinator"}),
    ],
)
def test_a_warning_reaches_whoever_can_act(_case, stage, clock, to):
    assert {who for audience in told("warning.sent", stage=stage, clock=clock).values() for who in audience} == to


@pytest.mark.parametrize("stage", ["due_soon", "overdue"])
def test_a_warning_of_any_clock_that_warns_reaches_somebody_once(stage):
    warned = [clock for clock in Clock if NATION.clock_settings(clock.value).warn_before]

    assert set(Clock) - set(warned) == {Clock.RETURN_WINDOW}
    assert [clock for clock in warned if len(told("warning.sent", stage=stage, clock=clock.value)) != 1] == []


@pytest.mark.parametrize(("count", "is_told"), [(2, False), (3, True), (4, True)])
def test_the_third_return_and_the_third_re_do_reach_the_coordinator(count, is_told):
    assert ("returned-often" in told("ticket.returned", failed_dispatches=count)) is is_told
    assert ("reopened-often" in told("ticket.reopened", reopens=count)) is is_told


def test_supervision_is_suggested_one_working_day_after_the_end():
    friday = datetime(2026, 1, 9, 17, tzinfo=ZoneInfo("Asia/Shanghai"))
    rule = next(rule for rule in NATION.escalations if rule.id == "overdue-a-day")

    assert NATION.calendar.due(friday, rule.after) == datetime(2026, 1, 12, 17, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_every_clock_has_a_name_in_both_languages():
    assert [clock for clock in Clock for tongue in ("zh", "en") if not NATION.wording(f"clock_{clock}", tongue)] == []
