"""Clock facts: which clocks a step starts, stops, pauses, wakes or moves, and when each falls due.

Decided here, with policy and calendar at hand, and written into the payload; `evolve` only copies them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from weisu.domain.context import Context, UnitFacts
from weisu.domain.errors import GuardRefused
from weisu.domain.instants import from_us, to_us
from weisu.domain.state import GONE_PARTS, ClockState, TicketState
from weisu.domain.vocabulary import TICKET_CLOCKS, Clock, ClockStatus, Status, Timeline

Op = dict[str, Any]

RESTING = frozenset({Status.MERGED, Status.WITHDRAWN})
"""Units rest while a ticket is merged or withdrawn; the promised date does not."""

SURVIVES_CLOSING = frozenset({Clock.SUPERVISION, Clock.EXCLUSION_RULING, Clock.FOLLOW_UP, Clock.REFUSAL_REVIEW})


class ClockWork:
    """Collects the clock facts of one event; `state` is the ticket after the event, its clocks not yet turned.

    `at_us` is the context's instant in microseconds.
    """

    def __init__(self, state: TicketState, ctx: Context, at_us: int) -> None:
        self.state = state
        self.ctx = ctx
        self.at_us = at_us
        self.ops: list[Op] = []

    def start(self, clock: str, unit: str, unit_facts: UnitFacts | None, *, until: datetime | None = None) -> None:
        """Start a clock if a rule in force gives it a limit; `until` names an earlier due within that limit.

        A promise that was once made is never made anew.
        """
        unit = "" if clock in TICKET_CLOCKS else unit
        if clock == Clock.PROMISE and self.state.promised_us:
            return
        rule = self.ctx.policy.deadline(clock, facts(self.state, self.ctx, unit_facts))
        if rule is None:
            return
        if self._running(clock, unit):
            self.stop(clock, unit)
        due_us = self.ctx.policy.calendar.due_us(self.at_us, rule.limit)
        if until is not None:
            due_us = self._within(from_us(due_us), until)
        self.ops.append(
            {
                "op": "start",
                "clock": clock,
                "unit": unit,
                "rule": rule.id,
                "timeline": rule.limit.timeline.value,
                "start_us": self.at_us,
                "due_us": due_us,
            }
        )

    def _within(self, latest: datetime, until: datetime) -> int:
        self._check_ahead(until)
        if until > latest:
            raise GuardRefused(f"{until:%Y-%m-%d} is too far off; the policy allows {latest:%Y-%m-%d} at the latest.")
        return to_us(until)

    def stop(self, clock: str, unit: str) -> None:
        """Stop a clock that runs or rests; nothing if there is none."""
        found = self.state.clock(clock, "" if clock in TICKET_CLOCKS else unit)
        if found and not self._already("stop", found):
            self.ops.append({"op": "stop", "clock": found.clock, "unit": found.unit})

    def pause(self, clock: str, unit: str, *, by: str = "") -> None:
        """Rest a running clock and remember what was left of it on its own timeline."""
        found = self._running(clock, unit)
        if found is None or clock == Clock.PROMISE or self._already("stop", found):
            return
        left = self.ctx.policy.calendar.between(self.ctx.now, from_us(found.due_us), Timeline(found.timeline))
        op: Op = {"op": "pause", "clock": found.clock, "unit": found.unit, "remaining_s": left}
        self.ops.append(op | ({"by": by} if by else {}))

    def resume(self, clock: str, unit: str) -> None:
        """Wake a resting clock with what was left, and at least the policy's minimum; waking never breaches at once."""
        found = self.state.clock(clock, "" if clock in TICKET_CLOCKS else unit)
        if found is None or found.status != ClockStatus.PAUSED:
            return
        self.ops.append({"op": "resume", "clock": found.clock, "unit": found.unit, "due_us": self._woken(found)})

    def _woken(self, clock: ClockState) -> int:
        if clock.remaining_s <= 0:
            return clock.due_us
        calendar = self.ctx.policy.calendar
        due = calendar.add(self.ctx.now, Timeline(clock.timeline), clock.remaining_s)
        least = self.ctx.policy.clock_settings(clock.clock).after_pause
        return to_us(max(due, calendar.due(self.ctx.now, least)) if least else due)

    def move(self, clock: str, unit: str, until: datetime) -> None:
        """Set a later due instant: the act of an extension or a deferral. Never an earlier one."""
        unit = "" if clock in TICKET_CLOCKS else unit
        found = self.state.clock(clock, unit)
        if found is None:
            return
        self._check_ahead(until)
        if to_us(until) > found.due_us:
            self.ops.append({"op": "move", "clock": clock, "unit": unit, "due_us": to_us(until)})

    def _check_ahead(self, until: datetime) -> None:
        if to_us(until) <= self.at_us:
            raise GuardRefused(f"The new date {until:%Y-%m-%d %H:%M} UTC is already past; name a later one.")

    def recompute(self, clock: ClockState, unit_facts: UnitFacts | None) -> None:
        """Re-derive a running clock from its own start under the rules and calendar in force; never the promise."""
        if clock.status != ClockStatus.RUNNING or clock.clock == Clock.PROMISE:
            return
        rule = self.ctx.policy.deadline(clock.clock, facts(self.state, self.ctx, unit_facts))
        if rule is None:
            return
        due_us = self.ctx.policy.calendar.due_us(clock.start_us, rule.limit)
        if due_us != clock.due_us:
            self.ops.append(
                {"op": "recompute", "clock": clock.clock, "unit": clock.unit, "rule": rule.id, "due_us": due_us}
            )

    def leave_parts(self, parts: Iterable[tuple[str, str]]) -> None:
        """A unit whose part is past has no clock running any more."""
        gone = {unit for unit, to in parts if to in GONE_PARTS}
        if not gone:
            return
        for clock in self.state.clocks:
            if clock.unit in gone and clock.status != ClockStatus.STOPPED:
                self.stop(clock.clock, clock.unit)

    def enter(self, from_status: str, to_status: str) -> None:
        """What reaching an end, or leaving a rest, does to the clocks that still run."""
        if to_status == from_status:
            return
        if from_status in RESTING and to_status not in RESTING and to_status != Status.ARCHIVED:
            for clock in self.state.clocks:
                if clock.paused_by == "rest":
                    self.resume(clock.clock, clock.unit)
        if to_status in RESTING:
            for clock in self.state.clocks:
                self.pause(clock.clock, clock.unit, by="rest")
        elif to_status in (Status.CLOSED, Status.DECLINED, Status.ARCHIVED):
            for clock in self.state.clocks:
                survives = clock.clock in SURVIVES_CLOSING and to_status != Status.ARCHIVED
                if clock.status != ClockStatus.STOPPED and not survives:
                    self.stop(clock.clock, clock.unit)

    def _running(self, clock: str, unit: str) -> ClockState | None:
        found = self.state.clock(clock, "" if clock in TICKET_CLOCKS else unit)
        return found if found and found.status == ClockStatus.RUNNING else None

    def _already(self, op: str, clock: ClockState) -> bool:
        return any(o["op"] == op and o["clock"] == clock.clock and o["unit"] == clock.unit for o in self.ops)


def facts(state: TicketState, ctx: Context, unit: UnitFacts | None) -> Mapping[str, object]:
    """What a rule's `when` may ask about a ticket, at this instant, for this unit; hour and day come of `start_at`."""
    return {
        "status": state.status,
        "kind": state.kind,
        "category": state.category,
        "labels": state.labels,
        "priority": state.priority,
        "origin": state.origin,
        "channel": state.channel,
        "region": state.region,
        "level": state.level,
        "anonymity": state.anonymity,
        "triage": state.triage,
        "reopens": state.reopens,
        "unit": unit.id if unit else "",
        "unit_kind": unit.kind if unit else "",
        "unit_level": unit.level if unit else "",
        "start_at": ctx.now,
    }
