"""Warnings come before and at the end of a limit, once each; a limit that was met warns nobody."""

from datetime import timedelta

import pytest

from tests.tickets.cast import CHEN, LIANG, SUN, XU, ZHOU, later
from tests.tickets.stories import acknowledged, dispatched, step
from weisu.tickets import queries
from weisu.tickets.models import TicketEvent

SECOND = timedelta(seconds=1)


def clock_of(ticket, name):
    return next(c for c in queries.clocks(ZHOU, ticket.number) if c.clock == name and c.status == "running")


def warnings(ticket, name="closure"):
    """The stages a clock's warnings had, in order."""
    import json

    payloads = TicketEvent.objects.filter(ticket_id=ticket.id, type="warning.sent").order_by("version")
    found = [json.loads(text) for text in payloads.values_list("payload", flat=True)]
    return [one["stage"] for one in found if one["clock"] == name]


@pytest.fixture
def handled(city):
    """The closure clock runs, the shorter ones have been met."""
    ticket = acknowledged()
    return step("contact_requester", ticket, by=CHEN, means="call", outcome="reached")


def soon_at(ticket):
    from weisu.domain.vocabulary import Timeline
    from weisu.org.queries import ancestors
    from weisu.policies.queries import in_force

    clock = clock_of(ticket, "closure")
    return in_force("9901", later(), ancestors=ancestors).calendar.add(clock.due_at, Timeline.WORKING_DAYS, -86_400)


def test_a_warning_comes_one_working_day_before_the_end_and_one_at_the_end(handled, work):
    due = clock_of(handled, "closure").due_at

    work(soon_at(handled) - SECOND)
    assert warnings(handled) == []
    work(soon_at(handled) + SECOND)
    assert warnings(handled) == ["due_soon"]
    work(due - SECOND)
    assert warnings(handled) == ["due_soon"]
    work(due + SECOND)
    assert warnings(handled) == ["due_soon", "overdue"]


def test_a_warning_is_given_once_however_often_the_worker_looks(handled, work):
    for seconds in range(1, 5):
        work(clock_of(handled, "closure").due_at + seconds * SECOND)

    assert warnings(handled) == ["overdue"]


def test_a_worker_that_stood_still_gives_the_latest_stage_only(handled, work):
    work(clock_of(handled, "closure").due_at + timedelta(days=4))

    assert warnings(handled)[-1] in ("overdue-a-day", "overdue-three-days")
    assert len(warnings(handled)) == 1


def test_a_limit_that_was_met_warns_nobody(handled, work):
    work(later(hours=2))
    due = clock_of(handled, "closure").due_at
    step("submit_reply", handled, by=CHEN, internal="已派维修", public="已修好", hours=5)
    step("approve_reply", handled, by=SUN, hours=6)
    step("close", handled, by=ZHOU, hours=7)
    work(due + SECOND)

    assert warnings(handled) == []


def test_a_limit_met_while_its_alarm_was_not_told_yet_warns_nobody(handled, work):
    from weisu.jobs import schedule

    work(later(hours=2))
    due = clock_of(handled, "closure").due_at
    step("submit_reply", handled, by=CHEN, internal="已派维修", public="已修好", hours=5)
    step("approve_reply", handled, by=SUN, hours=6)
    schedule.warn(now=due + SECOND, go_on=lambda: True)

    assert warnings(handled) == []


def test_a_moved_limit_warns_by_its_new_end(handled, work):
    work(later(hours=2))
    old = clock_of(handled, "closure").due_at
    step("request_extension", handled, by=CHEN, until=old + timedelta(days=5), basis="规程", reason="等配件", hours=2)
    step("grant_extension", handled, by=ZHOU, until=old + timedelta(days=5), told="等配件", hours=3)

    work(old + SECOND)
    assert "overdue" not in warnings(handled)
    work(clock_of(handled, "closure").due_at + SECOND)
    assert warnings(handled)[-1] == "overdue"


def test_alarms_can_be_lost_and_no_warning_is_given_twice(handled, work):
    from weisu.notices.models import Alarm
    from weisu.tickets.models import Follower

    now = clock_of(handled, "closure").due_at + SECOND
    work(now)
    Alarm.objects.all().delete()
    Follower.objects.filter(name="alarms").update(seq=0)
    work(now + SECOND)

    assert warnings(handled) == ["overdue"]


def test_overdue_reaches_the_unit_a_day_later_oversight_and_then_the_coordinator(handled, told):
    due = clock_of(handled, "closure").due_at
    told(due + SECOND)
    found = told(due + timedelta(days=5))

    assert ("late-handler", f"staff:{CHEN.id}") in found
    assert ("late-three-days", f"staff:{LIANG.id}") in found or ("late-a-day", f"staff:{XU.id}") in found


def test_a_warning_names_the_limit_and_its_end(handled, told):
    from weisu.notices.models import Notice
    from weisu.notices.wording import said

    told(clock_of(handled, "closure").due_at + SECOND)

    notice = Notice.objects.get(rule="late-handler", recipient=f"staff:{SUN.id}")
    assert "办结" in said(notice, "zh").body
    assert "2026年1月19日09:10" in said(notice, "zh").body
    assert "Handling" in said(notice, "en").body


def test_a_return_window_that_passes_is_a_right_and_no_delay(city, work):
    ticket = dispatched()
    work(clock_of(ticket, "return_window").due_at + SECOND)

    assert warnings(ticket, "return_window") == []


def test_the_desk_is_warned_of_its_own_limits(city, told):
    from tests.tickets.stories import sent_back

    ticket = sent_back()
    found = told(clock_of(ticket, "return_ruling").due_at + SECOND)

    assert ("late-desk", f"staff:{ZHOU.id}") in found
