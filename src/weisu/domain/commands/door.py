"""Commands at the door: what the hotline itself does before and beside any handling unit."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from weisu.domain.commands.command import Command
from weisu.domain.events import TextRef
from weisu.domain.vocabulary import EventType, TriageOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Command):
    """登记: a request becomes a ticket. The contact number is fixed here; only the requester may change it.

    `about`: the units whose conduct, or whose people's, the request is about; they never see it (回避).
    """

    event: ClassVar = EventType.TICKET_REGISTERED
    needs: ClassVar = ("number", "kind")
    number: str = ""
    kind: str = ""
    category: str = ""
    labels: tuple[str, ...] = ()
    priority: str = "general"
    origin: str = "request"
    channel: str = ""
    region: str = ""
    level: str = ""
    community: str = ""
    place: TextRef | None = None
    requester: str = ""
    contact: str = ""
    anonymity: str = "open"
    request: TextRef | None = None
    title: TextRef | None = None
    evidence: tuple[TextRef, ...] = ()
    parent: str = ""
    source: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage(Command):
    """分类处理 (国办函〔2025〕66号(二)): accept, hand over, show the lawful route, explain, or leads to the police."""

    event: ClassVar = EventType.TICKET_ACCEPTED
    needs: ClassVar = ("outcome",)
    outcome: str = ""
    ground: str = ""
    law: TextRef | None = None
    told: TextRef | None = None
    to: str = ""

    @property
    def event_type(self) -> EventType:
        """Each outcome is a fact of its own."""
        return TRIAGE_EVENTS[self.outcome]


TRIAGE_EVENTS = {
    TriageOutcome.ACCEPT.value: EventType.TICKET_ACCEPTED,
    TriageOutcome.EMERGENCY.value: EventType.TICKET_TRANSFERRED,
    TriageOutcome.STATUTORY.value: EventType.TICKET_REFERRED,
    TriageOutcome.EXPLAIN.value: EventType.TICKET_DECLINED,
    TriageOutcome.POLICE.value: EventType.TICKET_DECLINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Command):
    """直接答复: answered from knowledge while the requester is still on the line."""

    event: ClassVar = EventType.TICKET_ANSWERED
    public: TextRef | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer(Command):
    """转送: after acceptance it shows that a statutory procedure must take it; the requester is told the route."""

    event: ClassVar = EventType.TICKET_REFERRED
    to: str = ""
    ground: str = ""
    law: TextRef | None = None
    told: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Command):
    """转接、上转、下转: to another region's hotline (`region`) or to a partner such as 110 (`to`)."""

    event: ClassVar = EventType.TICKET_TRANSFERRED
    to: str = ""
    region: str = ""
    level: str = ""
    ground: str = ""
    told: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Command):
    """拆单: one contact held several matters; each child ticket is registered with this one as parent."""

    event: ClassVar = EventType.TICKET_SPLIT
    needs: ClassVar = ("children",)
    children: tuple[str, ...] = ()
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Command):
    """并单: the same request again; this ticket rests and the other is handled for both."""

    event: ClassVar = EventType.TICKET_MERGED
    needs: ClassVar = ("into",)
    into: str = ""
    ground: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge(Command):
    """撤销并单: it was not the same after all; the ticket goes on where it rested."""

    event: ClassVar = EventType.TICKET_UNMERGED
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Command):
    """同类诉求: this ticket is one of many with one cause; each keeps its own verdict."""

    event: ClassVar = EventType.TICKET_GROUPED
    needs: ClassVar = ("group",)
    group: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ungroup(Command):
    """The ticket leaves its group again."""

    event: ClassVar = EventType.TICKET_UNGROUPED
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Command):
    """Names another ticket that belongs beside this one (`repeat_of`, `absorbed`, `child_of`, `concerns`)."""

    event: ClassVar = EventType.TICKET_LINKED
    needs: ClassVar = ("other", "relation")
    other: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement(Command):
    """补充诉求: the requester adds facts."""

    event: ClassVar = EventType.TICKET_SUPPLEMENTED
    words: TextRef | None = None
    evidence: tuple[TextRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase(Command):
    """催单: the requester asks where it is. Opens no ticket, resets no clock, reaches the handler."""

    event: ClassVar = EventType.TICKET_CHASED
    words: TextRef | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """撤诉: needs the requester's secret or a verified call (`proof`); stays in the base until confirmed."""

    event: ClassVar = EventType.TICKET_WITHDRAWN
    proof: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmWithdrawal(Command):
    """撤单质检: somebody independent asks whether the requester really withdrew (`confirmed` or `contested`)."""

    event: ClassVar = EventType.FOLLOW_UP_COMPLETED
    needs: ClassVar = ("withdrawal",)
    withdrawal: str = ""
    mode: str = ""
    notes: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recategorise(Command):
    """The matter is another one than was thought, or the units it is `about` (none given: those stay)."""

    event: ClassVar = EventType.TICKET_RECATEGORISED
    needs: ClassVar = ("category",)
    category: str = ""
    kind: str = ""
    labels: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprioritise(Command):
    """The urgency is another one than was thought."""

    event: ClassVar = EventType.TICKET_REPRIORITISED
    needs: ClassVar = ("priority",)
    priority: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNumber(Command):
    """The requester, and nobody else, gives another contact number."""

    event: ClassVar = EventType.REQUESTER_NUMBER_CHANGED
    needs: ClassVar = ("contact",)
    contact: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(Command):
    """更正: names the event it corrects; history itself is never edited."""

    event: ClassVar = EventType.TICKET_CORRECTED
    needs: ClassVar = ("corrects", "field")
    corrects: str = ""
    field: str = ""
    value: str = ""
    reason: TextRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWarning(Command):
    """预警、催办: the worker's clock tells somebody that a limit is near or past."""

    event: ClassVar = EventType.WARNING_SENT
    needs: ClassVar = ("clock", "stage")
    clock: str = ""
    unit: str = ""
    stage: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputeClocks(Command):
    """A calendar was amended: running working-time clocks are due at other instants now."""

    event: ClassVar = EventType.CLOCK_RECOMPUTED
    ground: str = ""
