"""Named guards: conditions a lifecycle row may ask for. A guard answers with the reason it refuses, or nothing."""

from collections.abc import Callable

from weisu.domain import following_up, routing, sensitivity
from weisu.domain.commands import Dispatch
from weisu.domain.context import UnitFacts
from weisu.domain.instants import from_us, to_us
from weisu.domain.step import Step
from weisu.domain.vocabulary import (
    LEVEL_RANK,
    AssignmentRole,
    AssignmentStatus,
    Clock,
    ClockStatus,
    Level,
    Role,
    UnitKind,
)
from weisu.domain.worktime import Limit

Guard = Callable[[Step], str | None]
GUARDS: dict[str, Guard] = {}


def guard(function: Guard) -> Guard:
    """Registers a guard under its own name, the word a pack uses."""
    GUARDS[function.__name__] = function
    return function


def urgent(step: Step) -> bool:
    """先办后议: whether the ticket is so urgent that work comes before the question of duty."""
    listed = step.ctx.policy.setting("township_duty.urgent_priorities")
    return isinstance(listed, (list, tuple)) and step.state.priority in listed


@guard
def own_unit(step: Step) -> str | None:
    """Only the unit's own people act for it."""
    if step.part is None or step.ctx.by.unit_id == step.part.unit:
        return None
    return f"This part belongs to {step.part.unit}; its own staff must do this."


@guard
def supports_answered(step: Step) -> str | None:
    """主办 closes only after every 协办 has answered or was released."""
    waiting = [part.unit for part in step.state.supports if part.status != AssignmentStatus.ANSWERED]
    lead = step.state.lead
    if waiting:
        return f"Supporting units have not answered: {', '.join(waiting)}; wait, or release them."
    if lead is not None and lead.status != AssignmentStatus.ANSWERED:
        return f"The reply of {lead.unit} has not been approved yet."
    return None


@guard
def no_open_parts(step: Step) -> str | None:
    """No unit is still at work on this ticket."""
    waiting = [part.unit for part in step.state.assignments if part.is_open]
    return f"Units are still at work: {', '.join(waiting)}." if waiting else None


@guard
def township_duty(step: Step) -> str | None:
    """A township leads only its basic duties, supports a department it is listed under, and never does the rest.

    国办函〔2025〕66号(五): what functional departments should handle may not be given to the grassroots.
    """
    named = dict(step.command.opens()) or _moved_unit(step)
    leads = [u for u, role in named.items() if role == AssignmentRole.LEAD] + _present_lead(step, named)
    for unit, role in named.items():
        facts = step.ctx.units.get(unit)
        if facts is None or facts.kind != UnitKind.TERRITORIAL or facts.level != Level.TOWNSHIP or urgent(step):
            continue
        reason = _township_reason(step, unit, role, leads)
        if reason:
            return reason
    return None


@guard
def by_catalogue(step: Step) -> str | None:
    """直派 needs no dispatcher only because the dispatch catalogue (派单目录) names the unit."""
    entry = step.ctx.policy.catalogue_units(step.state.category, step.state.region)
    lead = next((unit for unit, role in step.command.opens() if role == AssignmentRole.LEAD), "")
    if entry is not None and entry.lead == lead:
        return None
    named = f"names {entry.lead}" if entry is not None else "names no unit"
    return f"The dispatch catalogue {named} for this matter and place, not {lead}; let a dispatcher decide."


def _moved_unit(step: Step) -> dict[str, str]:
    to: str = getattr(step.command, "to", "") or getattr(step.command, "unit", "")
    role = step.part.role if step.part is not None else AssignmentRole.LEAD.value
    return {to: role} if to else {}


def _present_lead(step: Step, named: dict[str, str]) -> list[str]:
    lead = step.state.lead
    return [lead.unit] if lead and lead.unit not in named and not isinstance(step.command, Dispatch) else []


def _township_reason(step: Step, unit: str, role: str, leads: list[str]) -> str | None:
    matter = step.state.category
    duty = step.ctx.policy.duty(matter)
    if duty == "reclaimed":
        return f"{matter} has been taken back by the level above; {unit} may not be given it, a department must lead."
    if duty == "support_duty" and role == AssignmentRole.LEAD:
        return f"{unit} may only support a named department in {matter}; name the department as lead."
    if duty == "support_duty" and not any(_is_department(step.ctx.units.get(lead)) for lead in leads):
        return f"{unit} may support {matter} only beside a named department; name the department as lead."
    if duty is None and role == AssignmentRole.LEAD and not step.is_set("township_duty.unlisted"):
        return f"{matter} is on no duty list of townships; a department must lead."
    return None


def _is_department(facts: UnitFacts | None) -> bool:
    return facts is not None and facts.kind in (UnitKind.DEPARTMENT, UnitKind.UTILITY, UnitKind.AUTHORITY)


@guard
def not_designated(step: Step) -> str | None:
    """A designated unit may not send the ticket back."""
    if step.part is not None and step.part.designated:
        return (
            f"{step.part.unit} was designated after failed dispatches and may not send the ticket back; it may dispute."
        )
    return None


@guard
def return_window_open(step: Step) -> str | None:
    """退单 only within the return window; an implied acceptance ends it."""
    clock = step.state.clock(Clock.RETURN_WINDOW, step.unit)
    if step.part is not None and step.part.implied:
        return "The return window passed in silence and the ticket counts as accepted; raise a dispute instead."
    if clock is not None and clock.status == ClockStatus.RUNNING and clock.due_us < to_us(step.ctx.now):
        return f"The return window ended {from_us(clock.due_us):%Y-%m-%d %H:%M} UTC; raise a dispute instead."
    return None


@guard
def return_window_elapsed(step: Step) -> str | None:
    """Silence means acceptance only after the window has passed, and only where the policy says so."""
    if not step.is_set("return.silence_is_acceptance"):
        return "Silence does not mean acceptance under the policy in force."
    clock = step.state.clock(Clock.RETURN_WINDOW, step.unit)
    if clock is None or clock.status != ClockStatus.RUNNING:
        return "There is no running return window."
    if clock.due_us > to_us(step.ctx.now):
        return f"The return window is open until {from_us(clock.due_us):%Y-%m-%d %H:%M} UTC."
    return None


@guard
def one_level_up(step: Step) -> str | None:
    """Approved by somebody above the unit: the unit over it, or an office of a higher level."""
    facts = step.ctx.units.get(step.unit)
    by = step.ctx.by
    if facts is None or by.unit_id == step.unit:
        return "Approval must come from one level up, not from the unit itself."
    above = bool(facts.parent) and by.unit_id == facts.parent
    if above or (by.level and _rank(by.level) < _rank(facts.level)):
        return None
    return f"Approval must come from one level above {step.unit}."


@guard
def lower_level(step: Step) -> str | None:
    """交办 goes down: to a unit under this one, or of a lower level."""
    return _vertical(step, down=True)


@guard
def upper_level(step: Step) -> str | None:
    """提级 goes up."""
    return _vertical(step, down=False)


def _vertical(step: Step, *, down: bool) -> str | None:
    here, there = step.unit_facts(step.unit), step.unit_facts(getattr(step.command, "to", ""))
    if here is None or there is None:
        return "Both units must be known."
    parent = there.parent == here.id if down else here.parent == there.id
    deeper = _rank(there.level) - _rank(here.level)
    if parent or (deeper > 0 if down else deeper < 0):
        return None
    return f"{there.id} is not {'below' if down else 'above'} {here.id}; redispatch instead."


def _rank(level: str) -> int:
    return LEVEL_RANK.get(Level(level), 0) if level else 0


@guard
def two_keys(step: Step) -> str | None:
    """Who proposed does not decide."""
    proposers = {
        "rule_exclusion": step.state.exclusion_by,
        "rule_review": step.state.declined_by,
        "confirm_withdrawal": step.state.withdrawn_by,
    }
    part = step.part
    if part is not None:
        proposers |= {
            "grant_extension": part.extension_by,
            "refuse_extension": part.extension_by,
            "uphold_return": part.return_by,
            "refuse_return": part.return_by,
            "rule_dispute": part.dispute_by,
            "approve_reply": part.reply_by,
            "reject_reply": part.reply_by,
        }
    if proposers.get(step.command.name) == step.ctx.by.id:
        return "Whoever asked for it cannot also decide it; a second person must."
    return None


@guard
def extension_limit(step: Step) -> str | None:
    """延期: not more often, and not further, than the policy allows."""
    policy, part = step.ctx.policy, step.part
    times = step.number("extension.max_times")
    if part is not None and times is not None and part.extensions >= times:
        return f"This part was extended {part.extensions} times; the policy allows {times}."
    furthest = policy.setting("extension.max_within")
    clock = step.state.clock(Clock.CLOSURE, step.unit) or step.state.clock(Clock.REDO, step.unit)
    until = step.command.moved_to
    if furthest is None or clock is None or until is None:
        return None
    # Measured up to the date asked for: the furthest date may lie past the calendar's end when a near one is asked.
    limit = Limit.parse(furthest)
    if policy.calendar.between(from_us(clock.due_us), until, limit.timeline) > limit.amount_s:
        return f"{until:%Y-%m-%d} is too far off; the policy allows {limit.text} more than the present limit."
    return None


@guard
def before_due(step: Step) -> str | None:
    """延期 is asked for before the limit ends."""
    clock = step.state.clock(Clock.CLOSURE, step.unit) or step.state.clock(Clock.REDO, step.unit)
    if clock is not None and clock.due_us < to_us(step.ctx.now):
        return f"The limit ended {from_us(clock.due_us):%Y-%m-%d %H:%M} UTC; an extension is asked for before that."
    return None


@guard
def nothing_pending(step: Step) -> str | None:
    """Nothing that somebody still owes an answer to is put away."""
    state = step.state
    pending = [
        word
        for word, waits in (
            ("an exclusion to rule on", state.exclusion == "asked"),
            ("a refusal to review", state.review == "asked"),
            ("a supervision to close", any(part.supervision for part in state.assignments)),
        )
        if waits
    ]
    return f"Before archiving there is {' and '.join(pending)}." if pending else None


@guard
def requester_proof(step: Step) -> str | None:
    """The requester's own act: by their secret or by a call that was verified."""
    proof = getattr(step.command, "proof", "")
    if proof in ("secret", "verified_call"):
        return None
    return "Only the requester may do this: check their secret, or call back the number of intake and verify."


@guard
def by_requester(step: Step) -> str | None:
    """Signed by the requester, not by staff on their behalf without proof."""
    if Role.REQUESTER in step.ctx.by.roles:
        return None
    return requester_proof(step)


@guard
def witness_independent(step: Step) -> str | None:
    """解决 is not witnessed by the unit that claims it."""
    by = step.ctx.by
    handled = {part.unit for part in step.state.assignments}
    if by.unit_id and by.unit_id in handled and Role.REQUESTER not in by.roles:
        return f"{by.unit_id} handled this ticket and cannot be the witness; the requester or somebody else must be."
    return None


@guard
def reopen_limit(step: Step) -> str | None:
    """重办 not more often than the policy allows; then it is escalated."""
    times = step.number("reopen.max_times")
    if times is not None and step.state.reopens >= times:
        return f"The ticket was reopened {step.state.reopens} times; open a supervision or escalate instead."
    return None


@guard
def not_lead(step: Step) -> str | None:
    """The lead cannot be released; redispatch instead."""
    return "The lead cannot be released; redispatch instead." if step.part is not None and step.part.is_lead else None


def _asked(found: Callable[[Step], object], sentence: str) -> Guard:
    def asked(step: Step) -> str | None:
        return None if found(step) else sentence

    asked.__doc__ = f"Else it is refused: {sentence}"
    return asked


def _state_is(attribute: str, value: str) -> Callable[[Step], bool]:
    return lambda step: getattr(step.state, attribute) == value


def _part_has(attribute: str) -> Callable[[Step], bool]:
    return lambda step: step.part is not None and bool(getattr(step.part, attribute))


for module in (sensitivity, routing, following_up):
    GUARDS |= {function.__name__: function for function in module.GUARDS}
GUARDS |= {
    "extension_asked": _asked(_part_has("extension_by"), "No extension has been asked for."),
    "no_extension_asked": _asked(
        lambda s: not _part_has("extension_by")(s), "An extension has already been asked for."
    ),
    "return_asked": _asked(_part_has("return_by"), "The unit has not sent the ticket back."),
    "may_dispute": _asked(
        lambda s: s.part is not None and (s.part.return_refused or s.part.designated or s.part.implied),
        "Send the ticket back first; a dispute contests a refused return, a designation or an implied acceptance.",
    ),
    "dispute_raised": _asked(_part_has("dispute_by"), "There is no dispute to rule on."),
    "no_dispute_raised": _asked(
        lambda s: not _part_has("dispute_by")(s), "A dispute is already waiting for its ruling."
    ),
    "exclusion_asked": _asked(_state_is("exclusion", "asked"), "No exclusion has been asked for."),
    "no_exclusion_asked": _asked(lambda s: not s.state.exclusion, "An exclusion was already asked for or ruled."),
    "review_asked": _asked(_state_is("review", "asked"), "No review of the refusal has been asked for."),
    "no_review_asked": _asked(lambda s: not s.state.review, "The refusal was already contested."),
    "no_supervision_open": _asked(lambda s: not _part_has("supervision")(s), "A supervision is already open here."),
    "supervision_open": _asked(_part_has("supervision"), "This unit is under no supervision order here."),
    "help_asked": _asked(lambda s: s.part is not None and s.part.via == "request_help", "This unit was not summoned."),
    "withdrawal_unconfirmed": _asked(_state_is("withdrawal", "asked"), "There is no withdrawal to confirm."),
    "withdrawal_confirmed": _asked(
        _state_is("withdrawal", "confirmed"), "The withdrawal stays in the base until somebody independent confirms it."
    ),
    "relay_asked": _asked(_part_has("relay"), "This unit has not asked the hotline to contact anybody."),
    "no_relay_asked": _asked(lambda s: not _part_has("relay")(s), "The hotline has been asked already; wait for it."),
    "no_quarantine_asked": _asked(lambda s: not s.state.quarantine, "A quarantine was already asked for."),
    "quarantine_asked": _asked(_state_is("quarantine", "asked"), "No quarantine has been asked for."),
    "has_part": _asked(
        lambda s: any(part.unit == s.ctx.by.unit_id for part in s.state.assignments),
        "Your unit has no part in this ticket.",
    ),
    "merged": _asked(lambda s: bool(s.state.merged_into), "The ticket is not merged."),
    "grouped": _asked(lambda s: bool(s.state.group), "The ticket is in no group."),
}
