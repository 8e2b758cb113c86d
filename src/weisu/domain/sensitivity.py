"""Guards of what may not go everywhere: a unit's own affairs, a protected requester, a secret matter."""

from weisu.domain.commands import Recategorise, Reopen
from weisu.domain.step import Step
from weisu.domain.vocabulary import Role

SECOND_KEY = {"administrator": {Role.OVERSIGHT_OFFICER}, "oversight": {Role.ADMINISTRATOR}}
"""Who turns the second key, by whose the first was."""


def about_unit(step: Step, unit: str) -> str:
    """The unit the ticket is about that this unit is, or lies beneath; empty when it is free to handle it."""
    seen: set[str] = set()
    while unit and unit not in seen:
        if unit in step.state.about:
            return unit
        seen.add(unit)
        facts = step.ctx.units.get(unit)
        unit = facts.parent if facts is not None else ""
    return ""


def not_about_unit(step: Step) -> str | None:
    """回避: a ticket about a unit or its people never goes to it, nor to a unit beneath it."""
    command = step.command
    if isinstance(command, Recategorise):
        about = step.state._replace(about=command.about or step.state.about)
        step = step._replace(state=about)
        named = [part.unit for part in about.assignments if part.is_open]
    else:
        named = [unit for unit, _role in command.opens()] + [getattr(command, "to", "")]
    if isinstance(command, Reopen):
        lead = step.state.lead
        named.append(command.unit or (lead.unit if lead else ""))
    for unit in named:
        accused = about_unit(step, unit)
        if accused:
            return f"The ticket is about {accused}; {unit} may not handle it. Give it to a unit outside."
    return None


def guarded(step: Step) -> str | None:
    """Only a tip-off, an anonymous or a confidential ticket goes through the relay and the check of words."""
    if step.state.is_guarded:
        return None
    return "This ticket is open: units see its words and may contact the requester themselves."


def not_guarded(step: Step) -> str | None:
    """A unit does not contact a requester whom it may not know."""
    if step.state.is_guarded:
        return "The requester is protected; ask the hotline to contact them (ask_relay)."
    return None


def other_key(step: Step) -> str | None:
    """Two keys in different hands: one is an administrator's, the other oversight's, and never both one person's."""
    first, by = step.state.quarantine_by, step.ctx.by
    if first == by.id:
        return "Whoever asked for the quarantine cannot also rule on it; the second key must."
    if not by.roles & SECOND_KEY[step.state.quarantine_key]:
        return "One key is an administrator's, the other oversight's; ask the other of the two."
    return None


GUARDS = (not_about_unit, guarded, not_guarded, other_key)
