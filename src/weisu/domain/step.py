"""One command at one row of the lifecycle table: what papers, guards and effects look at."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from weisu.domain.commands.command import Command
from weisu.domain.context import Context, Principal, UnitFacts
from weisu.domain.errors import NotFound
from weisu.domain.events import Event
from weisu.domain.state import Assignment, TicketState
from weisu.domain.upcasts import SCHEMAS
from weisu.domain.vocabulary import AssignmentStatus, EventType, Status

if TYPE_CHECKING:
    from weisu.domain.policy import Transition

PREVIOUS = "@previous"
"""A row's `to` that leads back to where the ticket, or the unit's part, stood before."""

TICKET_STATUS = {
    AssignmentStatus.DISPATCHED: Status.DISPATCHED,
    AssignmentStatus.ACKNOWLEDGED: Status.ACKNOWLEDGED,
    AssignmentStatus.HANDLING: Status.HANDLING,
    AssignmentStatus.RETURN_REVIEW: Status.RETURN_REVIEW,
    AssignmentStatus.DEFERRED: Status.DEFERRED,
    AssignmentStatus.REPLIED: Status.REPLIED,
    AssignmentStatus.ANSWERED: Status.REPLIED,
    AssignmentStatus.RETURNED: Status.ACCEPTED,
    AssignmentStatus.MOVED: Status.DISPATCHED,
    AssignmentStatus.RELEASED: Status.ACCEPTED,
}
"""The ticket follows its lead: where the lead's part stands, the ticket stands."""


class Step(NamedTuple):
    """A command that found its row; `part` is the acting unit's part where the row moves one."""

    state: TicketState
    command: Command
    ctx: Context
    row: "Transition"
    part: Assignment | None

    @property
    def unit(self) -> str:
        """The unit whose part acts or is acted on; without one, the unit that leads now."""
        if self.part is not None:
            return self.part.unit
        named: str = getattr(self.command, "unit", "")
        lead = self.state.lead
        return named or (lead.unit if lead else "")

    def unit_facts(self, unit: str) -> UnitFacts | None:
        """What is known of a unit; refuses one that nobody knows."""
        if not unit:
            return None
        found = self.ctx.units.get(unit)
        if found is None:
            raise NotFound(f"There is no unit {unit}; look it up in the unit list.", unit=unit)
        return found

    def number(self, setting: str) -> int | None:
        """A whole number of the policy in force; None where no pack sets it, so that nothing is limited by it."""
        found = self.ctx.policy.setting(setting)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def is_set(self, setting: str) -> bool:
        """Whether the policy in force switches something on."""
        return self.ctx.policy.setting(setting) is True

    def event(self, event_type: EventType, payload: dict[str, Any], to_status: str, *, unit: str = "") -> Event:
        """The envelope of the next event of this ticket, with the columns as of this event."""
        state, ctx = self.state, self.ctx
        unit, kind = unit or self.unit, event_type._value_  # `value` is a function, and this is asked of every event
        known, told = ctx.units.get(unit), payload.get
        return Event(  # by place, in the order of the columns: twenty names cost more than all the rest
            kind,
            _uuid(state.ticket_id) if state.ticket_id else None,
            state.version + 1,
            ctx.now,
            payload,
            ctx.by.kind._value_,
            ctx.by.id,
            unit,
            told("region", state.region),
            known.level if known else told("level", state.level),
            state.status,
            to_status,
            told("origin", state.origin),
            state.channel or told("channel", ""),
            told("kind", state.kind),
            told("category", state.category),
            "historic" if ctx.historic else ctx.policy.id,
            "" if ctx.historic else ctx.policy.version,
            ctx.precision,
            SCHEMAS.get(kind, 1),
        )


# The steps of one ticket often come one after another, and reading its id is dear.
_uuid = lru_cache(maxsize=4_096)(UUID)


def acting_part(state: TicketState, command: Command, by: Principal, rows: Sequence["Transition"]) -> Assignment | None:
    """The part a command acts on: the named unit's, else the actor's, else the only one that fits, else the lead's."""
    if "unit" not in [row.of for row in rows]:
        return None
    named: str = getattr(command, "unit", "")
    if named:
        return state.part(named)
    own = state.part(by.unit_id) if by.unit_id else None
    if own is not None:
        return own
    fitting = [p for p in state.assignments if any(p.status in row.from_ for row in rows) and state.part(p.unit) is p]
    return fitting[0] if len(fitting) == 1 else state.lead


def status_after(step: Step, opened: Sequence[dict[str, Any]], moved: Sequence[Sequence[str]]) -> str:
    """Where the ticket stands after the step: the row says so, or the lead does."""
    row, state = step.row, step.state
    if row.of == "ticket" or step.part is None:
        to = state.previous if row.to == PREVIOUS else row.to
        if row.of == "unit" and to:
            to = TICKET_STATUS[AssignmentStatus(to)]
        return str(to or state.status)
    if not step.part.is_lead:
        return state.status
    if any(part["role"] == "lead" for part in opened):
        return Status.DISPATCHED.value
    return TICKET_STATUS[AssignmentStatus(moved[0][1])].value if moved else state.status
