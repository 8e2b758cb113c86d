"""Guards of who takes a ticket: duplicates merged in principle, the first receiver, and the unit nobody can pass by."""

from weisu.domain.step import Step
from weisu.domain.vocabulary import AssignmentRole

REPEATS = "repeat_of"


def merged_in_principle(step: Step) -> str | None:
    """并单: a ticket that repeats another is merged into it, or somebody writes down why it is handled by itself.

    国办函〔2025〕66号(五): duplicates are in principle handled as one.
    """
    repeated = [other for relation, other in step.state.links if relation == REPEATS]
    if not repeated or not step.is_set("merge.in_principle") or getattr(step.command, "note", None):
        return None
    return f"This ticket repeats {repeated[-1]}; merge it, or say in the note why it is handled by itself."


def first_receiver_leads(step: Step) -> str | None:
    """首接负责: where several units have to act, the one that got the ticket first leads and does not pass it on."""
    part, state = step.part, step.state
    if part is None or not part.is_lead or not step.is_set("routing.first_receiver_leads"):
        return None
    first = next((each.unit for each in state.assignments if each.role == AssignmentRole.LEAD), "")
    others = [each.unit for each in state.supports]
    if part.unit != first or not others:
        return None
    return f"{first} received this ticket first and leads; settle it with {', '.join(others)}, or hold a conference."


def designated_unit(step: Step) -> str:
    """Who gets what no unit takes (兜底): the unit the rules name, else the government of the level they name."""
    named = str(step.ctx.policy.setting("designation.unit") or "")
    return named or step.ctx.backstop


GUARDS = (merged_in_principle, first_receiver_leads)
