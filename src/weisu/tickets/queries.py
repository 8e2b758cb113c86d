"""What a viewer may see of the tickets: work lists, one ticket, its timeline, its clocks. Reads never write.

Lists are paged by key: the next page begins after the last row seen, so page 900 costs what page 1 costs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from weisu.domain.context import Principal
from weisu.domain.errors import BadPayload, NotFound
from weisu.domain.instants import from_us, to_us
from weisu.domain.vocabulary import AssignmentStatus, Clock, ClockStatus, Role
from weisu.org.queries import root_region, subtree, units_beneath
from weisu.tickets.models import Assignment, ClockRow, Ticket, TicketEvent
from weisu.tickets.papers import is_words, references
from weisu.vault.queries import redacted, saying

BY_REGION = frozenset(
    {
        Role.AGENT,
        Role.TEAM_LEAD,
        Role.DISPATCHER,
        Role.OVERSIGHT_OFFICER,
        Role.QUALITY_INSPECTOR,
        Role.ANALYST,
        Role.LEADER,
        Role.COORDINATOR,
    }
)
"""Roles that see every ticket of their region and of those under it. An administrator, as such, sees none."""

BY_UNIT = frozenset({Role.UNIT_STAFF, Role.UNIT_LEAD})
LISTED = (
    "id",
    "number",
    "status",
    "kind",
    "category",
    "priority",
    "channel",
    "region_code",
    "lead_unit_id",
    "registered_at",
    "promised_at",
    "due_at",
    "closed_at",
    "title_text_id",
)
PART_OWN = ("id", "status", "kind", "registered_at")
MOST = 200


def visible_to(viewer: Principal) -> QuerySet[Ticket]:
    """The tickets this person may see; every other question starts from these."""
    if Role.SYSTEM in viewer.roles:
        return Ticket.objects.all()
    allowed = Q()
    if viewer.roles & BY_REGION:
        if viewer.region_code in ("", root_region()):
            return Ticket.objects.all()
        allowed |= Q(region_code__in=subtree(viewer.region_code))
    if viewer.roles & BY_UNIT and viewer.unit_id:
        parts = Assignment.objects.filter(ticket=OuterRef("pk"), unit_id__in=units_beneath(viewer.unit_id))
        allowed |= Q(Exists(parts))
    if Role.REQUESTER in viewer.roles:
        allowed |= Q(requester_id=viewer.id)
    return Ticket.objects.filter(allowed) if allowed else Ticket.objects.none()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a work list is narrowed to; an empty field narrows nothing."""

    statuses: tuple[str, ...] = ()
    is_open: bool | None = None
    kind: str = ""
    category: str = ""
    region: str = ""
    unit: str = ""
    requester: str = ""
    overdue_at: datetime | None = None
    words: str = ""


class Page(NamedTuple):
    """Some rows of a list, and the mark to ask for the next ones with; empty when there are no more."""

    rows: list[dict[str, Any]]
    next: str


def work_list(viewer: Principal, filters: Filters | None = None, *, after: str = "", limit: int = 50) -> Page:
    """Tickets newest first; `after` is the `next` of the page before.

    Raises: BadPayload for a mark that no page gave out.
    """
    at, listed = _listed(viewer)
    listed = _narrowed(listed, filters or Filters(), at)
    key = "ticket_id" if at else "id"
    if after:
        registered_at, ticket_id = _mark(after)
        older = Q(registered_at__lt=registered_at) | Q(**{f"{key}__lt": ticket_id})
        listed = listed.filter(older, registered_at__lte=registered_at)
    limit = max(1, min(limit, MOST))
    found = listed.order_by("-registered_at", f"-{key}").values_list(*(f"{at}{name}" for name in LISTED))
    rows = [dict(zip(LISTED, values, strict=True)) for values in found[: limit + 1]]
    more = len(rows) > limit
    rows = rows[:limit]
    _add_titles(rows)
    return Page(rows, f"{to_us(rows[-1]['registered_at'])}-{rows[-1]['id'].hex}" if more else "")


def _listed(viewer: Principal) -> tuple[str, QuerySet[Any]]:
    """The rows a work list walks, and how their ticket is named from them.

    Who sees by unit alone walks the unit's parts, which an index has in order: among a million tickets those of one
    unit are rare. A ticket counts by the last of its parts there, so nothing is listed twice.
    """
    if not viewer.roles & BY_UNIT or viewer.roles & (BY_REGION | {Role.SYSTEM, Role.REQUESTER}) or not viewer.unit_id:
        return "", visible_to(viewer)
    own = _own_parts(viewer)
    same = own.filter(ticket=OuterRef("ticket"))
    later = Q(unit_id__gt=OuterRef("unit_id")) | Q(unit_id=OuterRef("unit_id"), spell__gt=OuterRef("spell"))
    return "ticket__", own.filter(~Exists(same.filter(later)))


def unit_desk(viewer: Principal, *, limit: int = 50) -> list[dict[str, Any]]:
    """The parts that wait for the viewer's unit (and those under it), newest first, each with its ticket."""
    parts = _own_parts(viewer).filter(is_open=True).order_by("-since_at")
    seen = {name: F(f"ticket__{name}") for name in LISTED if name not in PART_OWN}
    rows = list(parts.values("unit_id", "role", "status", "since_at", "registered_at", **seen)[: min(limit, MOST)])
    _add_titles(rows)
    return rows


def _own_parts(viewer: Principal) -> QuerySet[Assignment]:
    """The parts of the viewer's unit; its own people see every ticket it has a part in, by what visible_to says."""
    parts = Assignment.objects.filter(unit_id__in=units_beneath(viewer.unit_id))
    return parts if viewer.roles & BY_UNIT else parts.filter(ticket__in=visible_to(viewer))


def ticket(viewer: Principal, number: str) -> Ticket:
    """One ticket.

    Raises: NotFound, also when it is there but not this person's to see: numbers must not leak.
    """
    found = visible_to(viewer).filter(number=number).first()
    if found is None:
        raise NotFound(f"There is no ticket {number}, or it is not yours to see.", ticket=number)
    return found


def parts(viewer: Principal, number: str) -> list[Assignment]:
    """Every unit's part in a ticket, past ones too, in order."""
    return list(Assignment.objects.filter(ticket=ticket(viewer, number)).order_by("spell", "unit_id"))


def clocks(viewer: Principal, number: str) -> list[ClockRow]:
    """Every run of every clock of a ticket, in order."""
    return list(ClockRow.objects.filter(ticket=ticket(viewer, number)).order_by("spell", "clock", "unit_id"))


class Moment(NamedTuple):
    """One line of a ticket's timeline; `words` are redacted copies by field, None where erased."""

    seq: int
    version: int
    type: str
    occurred_at: datetime
    recorded_at: datetime
    precision: str
    actor_kind: str
    actor_id: str
    unit_id: str
    from_status: str
    to_status: str
    policy_id: str
    facts: Mapping[str, Any]
    words: Mapping[str, list[str | None]]


TIMELINE = Moment._fields[:-2]


def timeline(viewer: Principal, number: str) -> list[Moment]:
    """Everything that happened to a ticket, in order, with the redacted copies of what was written."""
    events = TicketEvent.objects.filter(ticket_id=ticket(viewer, number).id).order_by("version")
    rows = list(events.values_list(*TIMELINE, "payload"))
    payloads = [json.loads(row[-1]) for row in rows]
    texts = redacted({ref for payload in payloads for _field, ref, _digest in references(payload)})
    return [
        Moment(*row[:-1], {k: v for k, v in payload.items() if not is_words(v)}, _copies(payload, texts))
        for row, payload in zip(rows, payloads, strict=True)
    ]


def due_between(viewer: Principal, begin: datetime, end: datetime, *, limit: int = 50) -> list[dict[str, Any]]:
    """Tickets whose next clock falls due in this span, the nearest first."""
    found = visible_to(viewer).filter(due_at__gte=begin, due_at__lt=end).order_by("due_at", "id")
    return list(found.values(*LISTED)[: min(limit, MOST)])


def overdue(viewer: Principal, now: datetime, *, limit: int = 50) -> list[dict[str, Any]]:
    """Tickets with a clock that ran out, the longest overdue first."""
    found = visible_to(viewer).filter(due_at__lt=now).order_by("due_at", "id")
    return list(found.values(*LISTED)[: min(limit, MOST)])


def running_clocks(viewer: Principal, until: datetime, *, limit: int = 1_000) -> list[dict[str, Any]]:
    """Running clocks that fall due before an instant, the nearest first: what the watch over time asks for."""
    found = ClockRow.objects.filter(status=ClockStatus.RUNNING.value, due_at__lt=until)
    found = found.filter(ticket__in=visible_to(viewer)).order_by("due_at")
    return list(found.values("ticket__number", "clock", "unit_id", "rule", "due_at")[:limit])


def silent_parts(viewer: Principal, now: datetime, *, limit: int = 200) -> list[dict[str, Any]]:
    """Parts nobody has acknowledged although their return window has passed."""
    passed = ClockRow.objects.filter(
        ticket=OuterRef("ticket_id"),
        unit_id=OuterRef("unit_id"),
        clock=Clock.RETURN_WINDOW.value,
        status=ClockStatus.RUNNING.value,
        due_at__lte=now,
    )
    silent = Assignment.objects.filter(Exists(passed), status=AssignmentStatus.DISPATCHED.value)
    silent = silent.filter(ticket__in=visible_to(viewer)).order_by("since_at")
    return list(silent.values("ticket_id", "ticket__number", "ticket__region_code", "unit_id", "spell")[:limit])


def _narrowed(listed: QuerySet[Any], filters: Filters, at: str) -> QuerySet[Any]:
    """`at` is how the rows name their ticket: "" when they are tickets."""
    wanted = {
        "status__in": filters.statuses if len(filters.statuses) > 1 else (),
        "status": filters.statuses[0] if len(filters.statuses) == 1 else "",
        "region_code__in": subtree(filters.region) if filters.region else (),
        "due_at__lt": filters.overdue_at,
        "kind": filters.kind,
        "lead_unit_id": filters.unit,
        "requester_id": filters.requester,
    }
    listed = listed.filter(**{f"{at}{name}": value for name, value in wanted.items() if value})
    if filters.is_open is not None:
        listed = listed.filter(**{f"{at}is_open": filters.is_open})
    for word in filters.words.split():
        listed = listed.filter(**{"ticket_id__in" if at else "id__in": saying(word)})
    if filters.category:
        beneath = Q(**{f"{at}category__startswith": f"{filters.category}."})
        listed = listed.filter(Q(**{f"{at}category": filters.category}) | beneath)
    return listed


def _mark(after: str) -> tuple[datetime, UUID]:
    try:
        us, _, ticket_id = after.partition("-")
        return from_us(int(us)), UUID(ticket_id)
    except (ValueError, OverflowError) as wrong:
        raise BadPayload(f"{after!r} is no mark of a page; begin at the first page.") from wrong


def _add_titles(rows: list[dict[str, Any]]) -> None:
    titles = redacted({row["title_text_id"] for row in rows if row["title_text_id"]})
    for row in rows:
        text_id = row.pop("title_text_id")
        row["title"] = titles.get(UUID(text_id)) if text_id else None


def _copies(payload: Mapping[str, Any], texts: Mapping[UUID, str | None]) -> dict[str, list[str | None]]:
    copies: dict[str, list[str | None]] = {}
    for field, text_id, _digest in references(payload):
        copies.setdefault(field, []).append(texts.get(UUID(text_id)))
    return copies
