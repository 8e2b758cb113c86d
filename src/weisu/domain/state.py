"""What the log says of one ticket, folded: the in-memory state that decisions look at."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from weisu.domain.vocabulary import Anonymity, AssignmentRole, AssignmentStatus, ClockStatus, Kind, Status

OPEN_PARTS = frozenset(
    {
        AssignmentStatus.DISPATCHED,
        AssignmentStatus.ACKNOWLEDGED,
        AssignmentStatus.HANDLING,
        AssignmentStatus.RETURN_REVIEW,
        AssignmentStatus.DEFERRED,
        AssignmentStatus.REPLIED,
    }
)
"""A part in one of these still expects something of its unit or of a reviewer."""

GONE_PARTS = frozenset({AssignmentStatus.RETURNED, AssignmentStatus.RELEASED, AssignmentStatus.MOVED})
"""A part in one of these belongs to the past of its unit."""

LEAD, STOPPED = AssignmentRole.LEAD.value, ClockStatus.STOPPED.value

ENDS = frozenset({Status.DECLINED, Status.MERGED, Status.WITHDRAWN, Status.CLOSED, Status.ARCHIVED})
"""Nobody handles a ticket here."""


class ClockState(NamedTuple):
    """One run of one clock; `unit` is empty for a clock of the whole ticket. `spell` is the version that started it."""

    clock: str
    unit: str
    spell: int
    rule: str
    timeline: str
    start_us: int
    due_us: int
    status: str = ClockStatus.RUNNING.value
    remaining_s: int = 0
    stopped_us: int = 0
    paused_us: int = 0
    paused_by: str = ""


class Assignment(NamedTuple):
    """One unit's part of a ticket over one spell, with its own status, times and reply."""

    unit: str
    spell: int
    role: str
    status: str
    via: str
    since_us: int
    previous: str = ""
    kind: str = ""
    level: str = ""
    direct: bool = False
    designated: bool = False
    provisional: bool = False
    implied: bool = False
    acknowledged_us: int = 0
    contacted_us: int = 0
    replied_us: int = 0
    ended_us: int = 0
    person: str = ""
    extensions: int = 0
    extension_by: str = ""
    return_by: str = ""
    return_refused: bool = False
    dispute_by: str = ""
    supervision: str = ""
    reply_by: str = ""
    reply_public: str = ""
    relay: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something is still expected of this part."""
        return self.status in OPEN_PARTS

    @property
    def is_lead(self) -> bool:
        """Whether this part answers for the whole."""
        return self.role == LEAD


class TicketState(NamedTuple):
    """One ticket as its events tell it. Empty strings and zeros mean "not (yet)"."""

    ticket_id: str = ""
    number: str = ""
    version: int = 0
    status: str = ""
    previous: str = ""
    kind: str = ""
    category: str = ""
    labels: tuple[str, ...] = ()
    priority: str = ""
    origin: str = ""
    channel: str = ""
    region: str = ""
    level: str = ""
    community: str = ""
    requester: str = ""
    contact: str = ""
    anonymity: str = ""
    parent: str = ""
    children: tuple[str, ...] = ()
    merged_into: str = ""
    group: str = ""
    links: tuple[tuple[str, str], ...] = ()
    request_text: str = ""
    title_text: str = ""
    public_text: str = ""
    registered_us: int = 0
    accepted_us: int = 0
    dispatched_us: int = 0
    closed_us: int = 0
    archived_us: int = 0
    promised_us: int = 0
    triage: str = ""
    ground: str = ""
    declined_by: str = ""
    failed_dispatches: int = 0
    dispatches: int = 0
    chases: int = 0
    reopens: int = 0
    attempted_us: tuple[int, ...] = ()
    follow_up: str = ""
    withdrawal: str = ""
    withdrawn_by: str = ""
    resolution: str = ""
    witness: str = ""
    rating: str = ""
    exclusion: str = ""
    exclusion_by: str = ""
    review: str = ""
    closed_by: str = ""
    about: tuple[str, ...] = ()
    released: tuple[tuple[str, str], ...] = ()
    quarantine: str = ""
    quarantine_by: str = ""
    quarantine_key: str = ""
    assignments: tuple[Assignment, ...] = ()
    clocks: tuple[ClockState, ...] = ()
    updated_us: int = 0

    @property
    def is_guarded(self) -> bool:
        """举报、匿名、保密: units see of its words only what a person released, and nothing of the requester."""
        return self.kind == Kind.TIPOFF or self.anonymity in (Anonymity.CONFIDENTIAL, Anonymity.ANONYMOUS)

    @property
    def lead(self) -> Assignment | None:
        """The part that answers for the whole, if there is one now."""
        for part in reversed(self.assignments):
            if part.role == LEAD and part.status not in GONE_PARTS:
                return part
        return None

    @property
    def supports(self) -> Iterator[Assignment]:
        """Supporting parts that are not past."""
        return (part for part in self.assignments if not part.is_lead and part.status not in GONE_PARTS)

    def part(self, unit: str) -> Assignment | None:
        """The unit's present part; a unit has at most one that is not past."""
        for part in reversed(self.assignments):
            if part.unit == unit and part.status not in GONE_PARTS:
                return part
        return None

    def clock(self, name: str, unit: str = "") -> ClockState | None:
        """The latest run of a clock that has not stopped."""
        for run in reversed(self.clocks):
            if run.clock == name and run.unit == unit and run.status != STOPPED:
                return run
        return None


RowT = TypeVar("RowT", TicketState, Assignment, ClockState)

EMPTY = TicketState()
_KINDS: tuple[Any, ...] = (TicketState, Assignment, ClockState)
_DEFAULTS = {kind: tuple((name, kind._field_defaults.get(name, object())) for name in kind._fields) for kind in _KINDS}
"""Each field's name and default; a field without one gets a value that nothing equals."""


_PLACES = {kind: {name: place for place, name in enumerate(kind._fields)} for kind in _KINDS}


def changed(row: RowT, changes: Mapping[str, Any]) -> RowT:
    """The row with some fields changed: `_replace` at half the cost, which folding millions of events notices."""
    kind: Any = type(row)
    places = _PLACES[kind]
    values: list[Any] = list(row)
    for name, value in changes.items():
        values[places[name]] = value
    found: RowT = tuple.__new__(kind, values)
    return found


def dump(state: TicketState) -> dict[str, Any]:
    """The state as JSON values, defaults left out, so that a stored state stays readable and open to new fields."""
    found = _sparse(state)
    for parts in ("assignments", "clocks"):
        if parts in found:
            found[parts] = [_sparse(part) for part in found[parts]]
    return found


def load(stored: Mapping[str, Any]) -> TicketState:
    """The state that `dump` wrote."""
    found = dict(stored)
    for key in ("labels", "children", "about", "attempted_us"):
        if key in found:
            found[key] = tuple(found[key])
    for key in ("links", "released"):
        if key in found:
            found[key] = tuple((one, other) for one, other in found[key])
    found["assignments"] = tuple(Assignment(**part) for part in found.get("assignments", ()))
    found["clocks"] = tuple(ClockState(**clock) for clock in found.get("clocks", ()))
    return TicketState(**found)


def _sparse(row: TicketState | Assignment | ClockState) -> dict[str, Any]:
    pairs = zip(_DEFAULTS[type(row)], row, strict=True)
    return {name: value for (name, default), value in pairs if value != default}
