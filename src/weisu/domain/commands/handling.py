"""Commands between the hotline and the handling units: dispatch, return, dispute, extension, reply."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from weisu.domain.commands.command import Command
from weisu.domain.events import TextRef
from weisu.domain.vocabulary import AssignmentRole, EventType

LEAD = AssignmentRole.LEAD.value
SUPPORT = AssignmentRole.SUPPORT.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch(Command):
    """派单、直派: one lead (主办) and any number of supporting units (协办), each with its own part and clocks."""

    event: ClassVar = EventType.TICKET_DISPATCHED
    needs: ClassVar = ("lead",)
    lead: str = ""
    supports: tuple[str, ...] = ()
    direct: bool = False
    catalogue: str = ""
    basis: TextRef | None = None
    note: TextRef | None = None

    def opens(self) -> tuple[tuple[str, str], ...]:
        """The lead first, then the supports."""
        return ((self.lead, LEAD), *((unit, SUPPORT) for unit in self.supports))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSupport(Command):
    """加派: another unit is called in to support the lead."""

    event: ClassVar = EventType.TICKET_DISPATCHED
    needs: ClassVar = ("supports",)
    supports: tuple[str, ...] = ()
    basis: TextRef | None = None
    note: TextRef | None = None

    def opens(self) -> tuple[tuple[str, str], ...]:
        """Supports only; the lead stays."""
        return tuple((unit, SUPPORT) for unit in self.supports)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMove(Command):
    """One unit's part goes to another unit, which takes the same role with fresh clocks of its own."""

    needs: ClassVar = ("to",)
    unit: str = ""
    to: str = ""
    basis: TextRef | None = None
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redispatch(UnitMove):
    """改派: the centre gives the part to another unit."""

    event: ClassVar = EventType.TICKET_REDISPATCHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate(UnitMove):
    """交办下级: a unit hands its part down a level."""

    event: ClassVar = EventType.TICKET_DELEGATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(UnitMove):
    """提级办理: the part goes up a level."""

    event: ClassVar = EventType.TICKET_ESCALATED


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPerson(Command):
    """A unit names the person who handles its part."""

    event: ClassVar = EventType.TICKET_ASSIGNED
    needs: ClassVar = ("person",)
    unit: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Command):
    """A supporting unit is no longer needed."""

    event: ClassVar = EventType.TICKET_RELEASED
    needs: ClassVar = ("unit",)
    unit: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command):
    """签收. `implied` when silence past the return window means acceptance and the clock signs."""

    event: ClassVar = EventType.TICKET_ACKNOWLEDGED
    unit: str = ""
    implied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRequester(Command):
    """先行联系: the unit speaks with the requester (or tried to); what 响应 measures."""

    event: ClassVar = EventType.REQUESTER_CONTACTED
    needs: ClassVar = ("outcome",)
    unit: str = ""
    means: str = ""
    outcome: str = ""
    evidence: tuple[TextRef, ...] = ()
    notes: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteProgress(Command):
    """办理进展: what was done, for those who handle and oversee it."""

    event: ClassVar = EventType.PROGRESS_NOTED
    unit: str = ""
    words: TextRef | None = None
    evidence: tuple[TextRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack(Command):
    """退单: the unit asks the dispatcher to take the ticket back, with reason and basis."""

    event: ClassVar = EventType.TICKET_RETURN_REQUESTED
    unit: str = ""
    ground: str = ""
    basis: TextRef | None = None
    reason: TextRef | None = None
    proposes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpholdReturn(Command):
    """退单审核: the return was right; the ticket waits to be dispatched again."""

    event: ClassVar = EventType.TICKET_RETURNED
    unit: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseReturn(Command):
    """退单审核: the return was wrong; the unit goes on where it stood."""

    event: ClassVar = EventType.TICKET_RETURN_REFUSED
    unit: str = ""
    basis: TextRef | None = None
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseDispute(Command):
    """派单异议: the unit contests a refused return; meanwhile it goes on handling (先办后议)."""

    event: ClassVar = EventType.DISPUTE_RAISED
    unit: str = ""
    basis: TextRef | None = None
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDispute(Command):
    """裁定: the part `stays`, or it is `moved` to the unit named."""

    event: ClassVar = EventType.DISPUTE_RULED
    needs: ClassVar = ("ruling",)
    unit: str = ""
    ruling: str = ""
    to: str = ""
    basis: TextRef | None = None
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHelp(Command):
    """吹哨: a township summons the departments it needs; each gets a supporting part."""

    event: ClassVar = EventType.HELP_REQUESTED
    needs: ClassVar = ("units",)
    unit: str = ""
    units: tuple[str, ...] = ()
    words: TextRef | None = None

    def opens(self) -> tuple[tuple[str, str], ...]:
        """Every summoned unit supports."""
        return tuple((unit, SUPPORT) for unit in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHelp(Command):
    """报到: a summoned department reports in (`attending`) or says why it cannot (`declining`)."""

    event: ClassVar = EventType.HELP_ANSWERED
    needs: ClassVar = ("answer",)
    unit: str = ""
    answer: str = ""
    words: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldConference(Command):
    """会商: units meet over a ticket nobody can settle alone."""

    event: ClassVar = EventType.CONFERENCE_HELD
    units: tuple[str, ...] = ()
    outcome: str = ""
    minutes: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExtension(Command):
    """申请延期: before the limit ends, with reason and the date asked for."""

    event: ClassVar = EventType.EXTENSION_REQUESTED
    unit: str = ""
    until: datetime | None = None
    basis: TextRef | None = None
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantExtension(Command):
    """批准延期: the promised date moves, and the requester is told the new date and why."""

    event: ClassVar = EventType.EXTENSION_GRANTED
    needs: ClassVar = ("until",)
    unit: str = ""
    until: datetime | None = None
    told: TextRef | None = None

    @property
    def moved_to(self) -> datetime | None:
        """The new due instant."""
        return self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseExtension(Command):
    """不予延期: the limit stands."""

    event: ClassVar = EventType.EXTENSION_REFUSED
    unit: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Defer(Command):
    """挂账: cannot be solved now; approved one level up, with plan and review date, told, still in the base."""

    event: ClassVar = EventType.TICKET_DEFERRED
    unit: str = ""
    ground: str = ""
    plan: TextRef | None = None
    review_at: datetime | None = None
    told: TextRef | None = None

    @property
    def moved_to(self) -> datetime | None:
        """The date on which the plan is looked at again."""
        return self.review_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """销账、恢复办理: the deferred work goes on."""

    event: ClassVar = EventType.TICKET_RESUMED
    unit: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitReply(Command):
    """答复: the internal record and the public answer are two texts.

    `entered_elsewhere` says whether the same has to be typed into another system too (重复录入); None: nobody said.
    """

    event: ClassVar = EventType.REPLY_SUBMITTED
    unit: str = ""
    internal: TextRef | None = None
    public: TextRef | None = None
    evidence: tuple[TextRef, ...] = ()
    claims: str = ""
    ground: str = ""
    entered_elsewhere: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveReply(Command):
    """审核通过."""

    event: ClassVar = EventType.REPLY_APPROVED
    unit: str = ""
    notes: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectReply(Command):
    """审核退回: the unit does it again."""

    event: ClassVar = EventType.REPLY_REJECTED
    unit: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Command):
    """办结: our work has ended. Whether the problem is resolved is another fact, with a witness."""

    event: ClassVar = EventType.TICKET_CLOSED
    outcome: str = ""
    public: TextRef | None = None
    on_time: bool | None = None
