"""Warnings before and after a limit: a follower keeps one alarm per running clock, so that no ticket is searched for.

The stages of a clock: `warn_before` its end, its end, then every escalation rule for it. A worker that stood still
gives the latest stage that has come, not all it missed.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from weisu.domain.context import Principal
from weisu.domain.errors import CalendarExhausted, DomainError, LogBroken
from weisu.domain.instants import to_us
from weisu.domain.policy import Policy
from weisu.domain.vocabulary import ClockStatus, WarningStage
from weisu.domain.worktime import Limit, WorkCalendar
from weisu.lake.rows import EventRow
from weisu.notices.models import Alarm
from weisu.notices.telling import is_past
from weisu.org.queries import ancestors
from weisu.policies.queries import in_force
from weisu.tickets import services
from weisu.tickets.models import ClockRow, Ticket

NAME = "alarms"
"""The follower's name."""

AGAIN = timedelta(minutes=5)
Stage = tuple[datetime, str]


def keep(rows: Sequence[EventRow], *, now: datetime) -> int:
    """Set the alarms of every ticket whose clocks these events turned; returns how many tickets."""
    turned = {row.ticket_id for row in rows if row.ticket_id and "clocks" in json.loads(row.payload)}
    for ticket in Ticket.objects.filter(id__in=turned):
        _keep_of(ticket, now)
    return len(turned)


def _keep_of(ticket: Ticket, now: datetime) -> None:
    running = ClockRow.objects.filter(ticket=ticket, status=ClockStatus.RUNNING.value)
    kept = {(one.clock, one.unit_id, one.spell): one for one in Alarm.objects.filter(ticket_id=ticket.id)}
    for clock in running:
        there = kept.pop((clock.clock, clock.unit_id, clock.spell), None)
        if there is not None and there.due_at == clock.due_at:
            continue
        at, stage = _next(stages(clock, _rules(ticket.region_code, now)), datetime.min.replace(tzinfo=now.tzinfo))
        Alarm.objects.update_or_create(
            ticket_id=ticket.id,
            clock=clock.clock,
            unit_id=clock.unit_id,
            spell=clock.spell,
            defaults={"number": ticket.number, "due_at": clock.due_at, "stage": stage, "at": at},
        )
    Alarm.objects.filter(id__in=[alarm.id for alarm in kept.values()]).delete()


def come(*, now: datetime, limit: int = 100) -> list[Alarm]:
    """The alarms whose time has come, the longest waiting first."""
    return list(Alarm.objects.filter(at__lte=now).order_by("at", "id")[:limit])


def give(alarm: Alarm, *, by: Principal, now: datetime) -> bool:
    """Give the warning an alarm stands for, if its clock still runs, and set it to the next stage."""
    ticket = Ticket.objects.get(id=alarm.ticket_id)
    clock = ClockRow.objects.filter(
        ticket=ticket, clock=alarm.clock, unit_id=alarm.unit_id, spell=alarm.spell, status=ClockStatus.RUNNING.value
    ).first()
    if clock is None or clock.due_at != alarm.due_at:
        # The clock has turned since; the follower sees the event and sets the alarm anew.
        alarm.delete()
        return False
    policy = _rules(ticket.region_code, now)
    ahead = stages(clock, policy)
    stage = _latest(ahead, now)
    given = bool(stage) and not is_past(policy, stage[0], now) and _warned(ticket, clock, stage[1], by=by, now=now)
    if given is None:
        Alarm.objects.filter(id=alarm.id).update(at=now + AGAIN)
        return False
    at, name = _next(ahead, now)
    Alarm.objects.filter(id=alarm.id).update(stage=name, at=at)
    return given


def stages(clock: ClockRow, policy: Policy) -> list[Stage]:
    """When each warning of a clock is due; none for a clock the rules set no warning for."""
    warn = policy.clock_settings(clock.clock).warn_before
    if warn is None:
        return []
    calendar = policy.calendar
    found = [
        (_moved(calendar, clock.due_at, warn, -1), WarningStage.DUE_SOON.value),
        (clock.due_at, WarningStage.OVERDUE.value),
    ]
    later = (rule for rule in policy.escalations if clock.clock in rule.clocks)
    found += [(_moved(calendar, clock.due_at, rule.after, 1), rule.id) for rule in later]
    return sorted(stage for stage in found if stage[0] > clock.start_at)


def _warned(ticket: Ticket, clock: ClockRow, stage: str, *, by: Principal, now: datetime) -> bool | None:
    """None: refused now, as when somebody changed the ticket in between."""
    due_us = to_us(clock.due_at)
    key = f"warning {ticket.id} {clock.clock} {clock.unit_id} {clock.spell} {stage} {due_us}"
    try:
        services.send_warning(
            ticket.number,
            clock=clock.clock,
            unit=clock.unit_id,
            stage=stage,
            due=clock.due_at,
            by=by,
            now=now,
            key=key,
            expected_version=ticket.version,
        )
    except LogBroken:
        raise
    except DomainError:
        return None
    return True


def _next(ahead: Iterable[Stage], after: datetime) -> tuple[datetime | None, str]:
    return next((stage for stage in ahead if stage[0] > after), (None, ""))


def _latest(ahead: Iterable[Stage], now: datetime) -> Stage | None:
    return max((stage for stage in ahead if stage[0] <= now), default=None)


def _moved(calendar: WorkCalendar, start: datetime, limit: Limit, sign: int) -> datetime:
    """On the limit's own timeline; on the wall where the calendar is not published yet."""
    try:
        return calendar.add(start, limit.timeline, sign * limit.amount_s)
    except CalendarExhausted:
        return start + timedelta(seconds=sign * limit.amount_s)


def _rules(region: str, now: datetime) -> Policy:
    return in_force(region, now, ancestors=ancestors)


def of_ticket(ticket_id: UUID) -> list[Alarm]:
    """The alarms of a ticket, the nearest first."""
    return list(Alarm.objects.filter(ticket_id=ticket_id).order_by("at", "id"))
