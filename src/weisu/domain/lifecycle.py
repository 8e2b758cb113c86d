"""The lifecycle: `decide` refuses a command, or says which events it makes of a ticket.

Which steps exist, for whom, with which papers, guards and clocks, is the policy's table; this reads it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from weisu.domain.clocks import ClockWork
from weisu.domain.commands import COMMANDS
from weisu.domain.commands.command import Command
from weisu.domain.commands.door import Register
from weisu.domain.commands.sensitive import RuleQuarantine
from weisu.domain.context import Context, Principal
from weisu.domain.effects import follow_on, opened_parts
from weisu.domain.errors import GuardRefused, MissingPapers, RoleRefused, TransitionRefused
from weisu.domain.events import Event
from weisu.domain.evolution import evolve_at, turned
from weisu.domain.guards import GUARDS
from weisu.domain.instants import to_us
from weisu.domain.state import ENDS, GONE_PARTS, Assignment, TicketState
from weisu.domain.step import Step, acting_part, status_after
from weisu.domain.vocabulary import ActorKind, AssignmentRole, AssignmentStatus, Clock, Status

if TYPE_CHECKING:
    from weisu.domain.policy import Policy, Transition

NEW = "new"
"""How a lifecycle row names the place before registration."""

ORDER = {status.value: rank for rank, status in enumerate(Status)} | {NEW: -1, "": -1}


def decide(state: TicketState, command: Command, ctx: Context) -> list[Event]:
    """The events this command makes, in order; applying them to `state` with `evolve` gives the new state.

    Raises: TransitionRefused, RoleRefused, MissingPapers, GuardRefused, CalendarExhausted.
    """
    return decide_and_fold(state, command, ctx)[0]


def decide_and_fold(state: TicketState, command: Command, ctx: Context) -> tuple[list[Event], TicketState]:
    """What `decide` says, and the state those events lead to: deciding folds them already, so nobody need again.

    A ticket that is about to be registered may have its id in an otherwise empty state. Raises as `decide` does.
    """
    _check_quarantine(state, command)
    step = _step(state, command, ctx)
    if not ctx.historic:
        _check_papers(step)
        _check_guards(step)
    at_us = to_us(ctx.now)
    _check_order(state, command, ctx, at_us)
    first, after = _event(step, at_us)
    events, after = follow_on(step, after)
    return [first, *events], after


def allowed(state: TicketState, by: Principal, policy: "Policy") -> dict[str, list["Transition"]]:
    """The commands this person could give now, each with the rows that permit it; papers and guards still apply."""
    found: dict[str, list[Transition]] = {}
    for name in COMMANDS:
        if state.quarantine and not (name == RuleQuarantine.name and state.quarantine == "asked"):
            continue
        if by.is_vendor and name not in policy.vendor_commands:
            continue
        rows = [t for t in policy.transitions(name) if _fits(state, t, by) and by.roles & t.by]
        if rows:
            found[name] = rows
    return found


def _fits(state: TicketState, transition: "Transition", by: Principal) -> bool:
    if ("not_guarded" if state.is_guarded else "guarded") in transition.guards:
        return False
    if transition.of == "unit":
        return any(
            _part_stands(state, part, transition)
            and part.status not in GONE_PARTS
            and (not _acts_for_unit(by) or part.unit == by.unit_id)
            for part in state.assignments
        )
    return _stands(state.status or NEW, transition)


def _acts_for_unit(by: Principal) -> bool:
    return by.kind == ActorKind.UNIT_STAFF


def _step(state: TicketState, command: Command, ctx: Context) -> Step:
    missing = _missing(command, command.needs)
    if missing:
        raise MissingPapers(f"{command.name} needs {', '.join(missing)}.", missing=missing)
    rows = ctx.policy.steps(command.name, command.value_of)
    part = acting_part(state, command, ctx.by, rows)
    here = [t for t in rows if _from_here(state, t, part, ctx)]
    if not here:
        _refuse_place(state, command, ctx, rows, part)
    mine = [t for t in here if ctx.by.roles & t.by] if not ctx.historic else here
    if not mine:
        roles = sorted({role for t in here for role in t.by})
        raise RoleRefused(
            f"{command.name} is not for {_roles(ctx.by)}; it is for {', '.join(roles)}.",
            instead=sorted(allowed(state, ctx.by, ctx.policy)),
        )
    if ctx.by.kind == ActorKind.CITIZEN and state.version and state.requester != ctx.by.id:
        raise RoleRefused(f"Only the requester of this ticket may {command.name} it here; sign in as that requester.")
    if ctx.by.is_vendor and command.name not in ctx.policy.vendor_commands:
        raise RoleRefused(
            f"Staff of a vendor may not {command.name}; the hotline authority's own people do that.",
            instead=sorted(allowed(state, ctx.by, ctx.policy)),
        )
    return Step(state, command, ctx, mine[0], part)


def _from_here(state: TicketState, row: "Transition", part: Assignment | None, ctx: Context) -> bool:
    status = state.status or NEW
    if ctx.historic:
        if state.status in ENDS and status not in row.from_:
            return False
        reach = max((ORDER.get(name, -1) for name in row.from_), default=len(ORDER))
        return ORDER[status] <= reach and (status != NEW or NEW in row.from_)
    if row.of == "unit":
        return part is not None and _part_stands(state, part, row)
    return _stands(status, row)


def _part_stands(state: TicketState, part: Assignment, row: "Transition") -> bool:
    """A part moves only while its ticket is at work; a row without `from` moves nothing and holds anywhere."""
    return not row.from_ or (part.status in row.from_ and state.status not in ENDS)


def _stands(status: str, row: "Transition") -> bool:
    """A row without `from` holds wherever a registered ticket stands."""
    return status in row.from_ or (not row.from_ and status != NEW)


def _refuse_place(
    state: TicketState, command: Command, ctx: Context, rows: Sequence["Transition"], part: Assignment | None
) -> None:
    instead = sorted(allowed(state, ctx.by, ctx.policy))
    now_allowed = ", ".join(instead) or "nothing by you"
    if rows and rows[0].of == "unit" and part is None:
        raise TransitionRefused(
            f"No unit named has a part in this ticket that {command.name} could act on; allowed now: {now_allowed}.",
            instead=instead,
        )
    where = part.status if part is not None and rows and rows[0].of == "unit" else (state.status or "not registered")
    raise TransitionRefused(
        f"Cannot {command.name} a ticket that is {where}; allowed now: {now_allowed}.", instead=instead
    )


def _roles(by: Principal) -> str:
    return " or ".join(sorted(by.roles)) or "somebody without a post"


def _check_quarantine(state: TicketState, command: Command) -> None:
    if state.quarantine == "granted":
        raise TransitionRefused(
            f"Cannot {command.name} a ticket that was quarantined; nothing is left of it to handle."
        )
    if state.quarantine and not isinstance(command, RuleQuarantine):
        raise TransitionRefused(
            f"Cannot {command.name} a ticket while its quarantine waits for a ruling.", instead=[RuleQuarantine.name]
        )


def _check_papers(step: Step) -> None:
    missing = _missing(step.command, step.row.requires)
    if missing:
        raise MissingPapers(
            f"{step.command.name} needs {', '.join(missing)} ({step.row.source}: {step.row.basis}).", missing=missing
        )


def _missing(command: Command, papers: Sequence[str]) -> list[str]:
    return [name for name in papers if not command.given(name)] if papers else []


def _check_guards(step: Step) -> None:
    for name in step.row.guards:
        reason = GUARDS[name](step)
        if reason:
            raise GuardRefused(f"{reason} ({step.row.source})", guard=name, rule=step.row.id)


def _check_order(state: TicketState, command: Command, ctx: Context, at_us: int) -> None:
    if at_us < state.registered_us and not isinstance(command, Register):
        raise GuardRefused(
            f"{command.name} at {ctx.now:%Y-%m-%d %H:%M} is before the ticket was registered; check the date."
        )


def _event(step: Step, at_us: int) -> tuple[Event, TicketState]:
    payload = step.command.payload()
    opened, moved = opened_parts(step)
    if step.ctx.historic:
        moved += _ended_parts(step)
    if moved:
        payload["parts"] = moved
    if opened:
        payload["opened"] = opened
    leads = [part["unit"] for part in opened if part["role"] == AssignmentRole.LEAD]
    event = step.event(
        step.command.event_type, payload, status_after(step, opened, moved), unit=leads[0] if leads else ""
    )
    after = evolve_at(step.state, event, at_us)
    ops = [] if step.ctx.historic else _clock_ops(step, event, after, at_us)
    if ops:
        payload["clocks"] = ops
    return event, turned(after, event, at_us)


def _ended_parts(step: Step) -> list[list[str]]:
    """A source that states the end of the work states the end of every unit's part, if not how each ended."""
    if step.row.to not in (Status.CLOSED, Status.ARCHIVED):
        return []
    return [[part.unit, AssignmentStatus.ANSWERED.value] for part in step.state.assignments if part.is_open]


def _clock_ops(step: Step, event: Event, after: TicketState, at_us: int) -> list[dict[str, Any]]:
    turns = step.row.clocks
    if not turns and "parts" not in event.payload and event.to_status == step.state.status:
        return []
    work = ClockWork(after, step.ctx, at_us)
    unit = step.unit if "opened" in event.payload else event.unit_id
    for clock in turns.get("stop", ()):
        work.stop(clock, unit)
    for clock in turns.get("pause", ()):
        work.pause(clock, unit)
    for clock in turns.get("resume", ()):
        work.resume(clock, unit)
    until = step.command.moved_to
    if until is not None:
        for clock in turns.get("move", ()):
            if clock != Clock.PROMISE or step.part is None or step.part.is_lead:
                work.move(clock, unit, until)
    if "recompute" in turns:
        for run in after.clocks:
            if run.clock in turns["recompute"]:
                work.recompute(run, step.unit_facts(run.unit))
    if "parts" in event.payload:
        work.leave_parts(event.payload["parts"])
    work.enter(step.state.status, after.status)
    if "start" in turns:
        _start(work, step, event, until)
    return _once(work.ops) if len(work.ops) > 1 else work.ops


def _start(work: ClockWork, step: Step, event: Event, until: datetime | None) -> None:
    targets = [part["unit"] for part in event.payload.get("opened", ())] or [step.unit]
    for clock in step.row.clocks["start"]:
        for target in targets:
            work.start(clock, target, step.unit_facts(target), until=until if clock == Clock.DEFERRAL_REVIEW else None)


def _once(ops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A ticket clock named for every new unit starts only once."""
    seen: set[tuple[str, str, str]] = set()
    kept = []
    for op in ops:
        key = (op["op"], op["clock"], op["unit"])
        if key not in seen:
            seen.add(key)
            kept.append(op)
    return kept
