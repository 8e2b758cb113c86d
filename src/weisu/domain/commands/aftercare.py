"""Commands after closing: did it help, was the work good, was it counted fairly."""

from dataclasses import dataclass
from typing import ClassVar

from weisu.domain.commands.command import Command
from weisu.domain.events import TextRef
from weisu.domain.vocabulary import EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptFollowUp(Command):
    """回访: one attempt to reach the requester, whether or not anybody answered."""

    event: ClassVar = EventType.FOLLOW_UP_ATTEMPTED
    needs: ClassVar = ("outcome",)
    mode: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteFollowUp(Command):
    """回访完成: what the requester said, or that they could not be reached after the attempts the policy asks for."""

    event: ClassVar = EventType.FOLLOW_UP_COMPLETED
    needs: ClassVar = ("outcome",)
    mode: str = ""
    outcome: str = ""
    contacted: str = ""
    solved: str = ""
    satisfied: str = ""
    notes: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmResolution(Command):
    """解决: the problem is gone, and `witness` says who saw it."""

    event: ClassVar = EventType.RESOLUTION_CONFIRMED
    needs: ClassVar = ("witness",)
    witness: str = ""
    evidence: tuple[TextRef, ...] = ()
    words: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyResolution(Command):
    """未解决: the problem is still there, and `witness` says who saw it."""

    event: ClassVar = EventType.RESOLUTION_DENIED
    needs: ClassVar = ("witness",)
    witness: str = ""
    partly: bool = False
    evidence: tuple[TextRef, ...] = ()
    words: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Command):
    """评价: five grades, one a ticket and a closing."""

    event: ClassVar = EventType.RATING_GIVEN
    needs: ClassVar = ("grade",)
    grade: str = ""
    solicited: bool = False
    words: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Command):
    """重办: back to the unit that led (or the one named), with a re-do clock; the promised date stays what it was."""

    event: ClassVar = EventType.TICKET_REOPENED
    unit: str = ""
    ground: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSupervision(Command):
    """督办: a formal order to a unit."""

    event: ClassVar = EventType.SUPERVISION_OPENED
    needs: ClassVar = ("unit",)
    unit: str = ""
    ground: str = ""
    order: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSupervision(Command):
    """The unit answers the order."""

    event: ClassVar = EventType.SUPERVISION_ANSWERED
    unit: str = ""
    words: TextRef | None = None
    evidence: tuple[TextRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSupervision(Command):
    """The order has been met, or is lifted."""

    event: ClassVar = EventType.SUPERVISION_CLOSED
    unit: str = ""
    outcome: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckQuality(Command):
    """质检: somebody read or listened, by a rubric."""

    event: ClassVar = EventType.QUALITY_CHECKED
    needs: ClassVar = ("rubric",)
    rubric: str = ""
    unit: str = ""
    points: int | None = None
    findings: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExclusion(Command):
    """申请剔除: the unit proposes; another body decides."""

    event: ClassVar = EventType.EXCLUSION_REQUESTED
    unit: str = ""
    ground: str = ""
    basis: TextRef | None = None
    reason: TextRef | None = None
    evidence: tuple[TextRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleExclusion(Command):
    """剔除裁定: `granted` or `refused`, by somebody who did not ask."""

    event: ClassVar = EventType.EXCLUSION_RULED
    needs: ClassVar = ("ruling",)
    ruling: str = ""
    basis: TextRef | None = None
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReview(Command):
    """异议: the requester contests a refusal."""

    event: ClassVar = EventType.REVIEW_REQUESTED
    words: TextRef | None = None
    evidence: tuple[TextRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReview(Command):
    """复核: the refusal is `upheld`, or `overturned` and the ticket is accepted."""

    event: ClassVar = EventType.REVIEW_RULED
    needs: ClassVar = ("ruling",)
    ruling: str = ""
    law: TextRef | None = None
    told: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive(Command):
    """归档: nothing more is expected of anybody."""

    event: ClassVar = EventType.TICKET_ARCHIVED
    on_time: bool | None = None
