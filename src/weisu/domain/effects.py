"""What a step does beyond its own row: parts it opens, parts it moves, the facts that follow by rule."""

from typing import Any

from weisu.domain.clocks import ClockWork
from weisu.domain.commands import Dispatch, Reopen, RuleDispute, RuleQuarantine, UpholdReturn
from weisu.domain.commands.handling import UnitMove
from weisu.domain.errors import GuardRefused
from weisu.domain.events import Event
from weisu.domain.evolution import evolve_at, turned
from weisu.domain.guards import urgent
from weisu.domain.instants import to_us
from weisu.domain.routing import designated_unit
from weisu.domain.sensitivity import about_unit
from weisu.domain.state import GONE_PARTS, TicketState
from weisu.domain.step import PREVIOUS, Step
from weisu.domain.vocabulary import AssignmentRole, AssignmentStatus, Clock, EventType, Status

Part = dict[str, Any]

OF_REGION = "region:"
"""What stands before the code of a region where its hotline is meant, and no unit."""


def opened_parts(step: Step) -> tuple[list[Part], list[list[str]]]:
    """(parts this step opens, [unit, status] of parts it moves)."""
    moved: list[list[str]] = []
    to = step.row.to
    if step.row.of == "unit" and step.part is not None and to:
        moved = [[step.part.unit, step.part.previous if to == PREVIOUS else to]]
    command = step.command
    match command:
        case UnitMove():
            return [_part(step, command.to, _role(step), command.name)], moved
        case RuleDispute() if command.ruling == "moved":
            return [_part(step, command.to, _role(step), "ruling")], moved
        case Reopen():
            return _reopened(step, command)
        case RuleQuarantine() if command.ruling == "granted":
            return [], [[part.unit, AssignmentStatus.RELEASED.value] for part in step.state.assignments if part.is_open]
    named = command.opens()
    units = [unit for unit, _role in named]
    if len(set(units)) < len(units):
        twice = next(unit for unit in units if units.count(unit) > 1)
        raise GuardRefused(f"Unit {twice} is named twice; it has one part in a ticket.", unit=twice)
    return [_part(step, unit, role, command.name) for unit, role in named], moved


def _role(step: Step) -> str:
    return step.part.role if step.part is not None else AssignmentRole.LEAD.value


def _reopened(step: Step, command: Reopen) -> tuple[list[Part], list[list[str]]]:
    """The lead's old part becomes past and a new one is opened, for the same unit or the one named."""
    old = step.state.lead
    unit = command.unit or (old.unit if old else "")
    if not unit:
        raise GuardRefused("No unit has led this ticket yet; name the unit that shall handle it.")
    moved = [[old.unit, AssignmentStatus.MOVED.value]] if old else []
    other = step.state.part(unit)
    if other is not None and not other.is_lead:
        moved.append([unit, AssignmentStatus.MOVED.value])
    return [_part(step, unit, AssignmentRole.LEAD.value, "reopen", again=True)], moved


def _part(step: Step, unit: str, role: str, via: str, *, again: bool = False) -> Part:
    known = step.unit_facts(unit)
    if step.state.part(unit) is not None and not again:
        raise GuardRefused(f"Unit {unit} already has a part in this ticket; name another unit.", unit=unit)
    part: Part = {"unit": unit, "role": role, "via": via}
    if known is not None:
        part |= {"kind": known.kind, "level": known.level}
    if sender := _sender(step):
        part["by"] = sender
    if isinstance(step.command, Dispatch) and step.command.direct:
        part["direct"] = True
    if urgent(step):
        part["provisional"] = True
    return part


def _sender(step: Step) -> str:
    """The body that gives a part: the unit somebody acts for, else the region whose hotline they serve; no person."""
    by = step.ctx.by
    if step.ctx.historic:
        return ""
    return by.unit_id or (f"{OF_REGION}{by.region_code}" if by.region_code else "")


def follow_on(step: Step, state: TicketState) -> tuple[list[Event], TicketState]:
    """Facts that follow by rule from the first one, which led to `state`, and the state they lead to.

    After N failed dispatches the designated unit gets the ticket.
    """
    if not isinstance(step.command, UpholdReturn) or step.ctx.historic:
        return [], state
    limit = step.number("designation.after_failed_dispatches")
    unit = designated_unit(step)
    if about_unit(step, unit):
        # 回避: nobody is designated for a ticket about themselves; the dispatcher decides.
        return [], state
    if not limit or not unit or state.failed_dispatches < limit or state.status != Status.ACCEPTED:
        return [], state
    after = Step(state, step.command, step.ctx, step.row, None)
    present = state.part(unit)
    part = _part(after, unit, AssignmentRole.LEAD.value, "designation", again=True) | {"designated": True}
    payload: dict[str, Any] = {"lead": unit, "opened": [part]}
    if present is not None and present.status not in GONE_PARTS:
        payload["parts"] = [[unit, AssignmentStatus.MOVED.value]]
    event = after.event(EventType.TICKET_DISPATCHED, payload, Status.DISPATCHED.value, unit=unit)
    at_us = to_us(event.occurred_at)
    state = evolve_at(state, event, at_us)
    ops = _dispatch_clocks(after, ClockWork(state, step.ctx, at_us), unit)
    if ops:
        payload["clocks"] = ops
    return [event], turned(state, event, at_us)


def _dispatch_clocks(step: Step, work: ClockWork, unit: str) -> list[dict[str, Any]]:
    row = step.ctx.policy.transitions("dispatch")[0]
    for clock in row.clocks.get("stop", ()):
        work.stop(clock, unit)
    for clock in row.clocks.get("start", ()):
        if clock != Clock.RETURN_WINDOW:
            work.start(clock, unit, step.unit_facts(unit))
    return work.ops
