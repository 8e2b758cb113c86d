"""What a viewer may see of the tickets: work lists, one ticket, its timeline, its clocks. Reads never write.

Lists are paged by key: the next page begins after the last row seen, so page 900 costs what page 1 costs.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from weisu.domain.context import Principal
from weisu.domain.errors import BadPayload
from weisu.domain.instants import from_us, to_us
from weisu.domain.vocabulary import RIGHTS, ActorKind, AssignmentStatus, Clock, ClockStatus
from weisu.org.queries import subtree, units_beneath
from weisu.tickets import blind, guarding, kin
from weisu.tickets.files import File, pairs
from weisu.tickets.models import Assignment, ClockRow, Ticket, TicketEvent
from weisu.tickets.papers import is_words, references
from weisu.tickets.visibility import (
    BY_REGION,
    BY_UNIT,
    guarded_from,
    open_conditions,
    quarantined_for,
    unseen,
    visible_to,
    whole,
)
from weisu.vault.queries import files_among, redacted, saying

__all__ = ["BY_REGION", "BY_UNIT", "visible_to"]

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
    "is_guarded",
)
PART_OWN = ("id", "status", "kind", "registered_at")
MOST = 200


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
    at, listed = _found(viewer, filters or Filters())
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
    _add_titles(viewer, rows)
    return Page(rows, f"{to_us(rows[-1]['registered_at'])}-{rows[-1]['id'].hex}" if more else "")


def how_many(viewer: Principal, filters: Filters | None = None) -> int:
    """The tickets on all pages of a work list together; reads every one of them."""
    return _found(viewer, filters or Filters())[1].count()


def _found(viewer: Principal, filters: Filters) -> tuple[str, QuerySet[Any]]:
    at, listed = _listed(viewer)
    listed = _narrowed(listed, filters, at)
    if (filters.requester or filters.words) and viewer.roles & BY_UNIT:
        # Nobody finds out by asking for a person, or for words they were not shown, which protected tickets are theirs.
        listed = listed.filter(**{f"{at}is_guarded": False})
    return at, listed


def _listed(viewer: Principal) -> tuple[str, QuerySet[Any]]:
    """The rows a work list walks, and how their ticket is named from them.

    Who sees by unit alone walks the unit's parts, which an index has in order: among a million tickets those of one
    unit are rare. A ticket counts by the last of its parts there, so nothing is listed twice.
    """
    if any(scope.is_limited or scope.role not in BY_UNIT for scope in viewer.scopes) or not viewer.unit_ids:
        return "", visible_to(viewer)
    same = Assignment.objects.filter(unit_id__in=_beneath(viewer), ticket=OuterRef("ticket"))
    later = Q(unit_id__gt=OuterRef("unit_id")) | Q(unit_id=OuterRef("unit_id"), spell__gt=OuterRef("spell"))
    return "ticket__", _own_parts(viewer).filter(~Exists(same.filter(later)))


def unit_desk(viewer: Principal, *, limit: int = 50) -> list[dict[str, Any]]:
    """The parts that wait for the viewer's unit (and those under it), newest first, each with its ticket."""
    parts = _own_parts(viewer).filter(is_open=True).order_by("-since_at")
    seen = {name: F(f"ticket__{name}") for name in LISTED if name not in PART_OWN}
    rows = list(parts.values("unit_id", "role", "status", "since_at", "registered_at", **seen)[: min(limit, MOST)])
    _add_titles(viewer, rows)
    return rows


def _own_parts(viewer: Principal) -> QuerySet[Assignment]:
    """The parts of the viewer's units that are theirs to see, by what visible_to says."""
    parts = Assignment.objects.filter(unit_id__in=_beneath(viewer))
    if any(scope.is_limited or scope.role not in BY_UNIT for scope in viewer.scopes):
        return parts.filter(_of_a_visible_ticket(viewer))
    return parts.filter(*open_conditions(viewer, "ticket__"))


def _beneath(viewer: Principal) -> set[str]:
    """The viewer's units and those under them."""
    return {unit for own in viewer.unit_ids for unit in units_beneath(own)}


def _of_a_visible_ticket(viewer: Principal) -> Exists:
    """For rows that name their ticket: asked row by row, because a year of visible tickets outnumbers any list."""
    return Exists(visible_to(viewer).filter(pk=OuterRef("ticket_id")))


def ticket(viewer: Principal, number: str) -> Ticket:
    """One ticket.

    Raises: NotFound, also when it is there but not this person's to see: numbers must not leak.
    """
    found = visible_to(viewer).filter(number=number).first()
    if found is None:
        raise unseen(number)
    found = kin.of_ticket(viewer, found)
    return guarding.without_requester(found) if is_guarded_from(viewer, found) else found


def is_guarded_from(viewer: Principal, found: Ticket) -> bool:
    """Whether of this ticket's words this person sees only what was released, and of the requester nothing."""
    return bool(guarded_from(viewer, {found.number} if found.is_guarded else set()))


def parts(viewer: Principal, number: str) -> list[Assignment]:
    """Every unit's part in a ticket, past ones too, in order."""
    return list(Assignment.objects.filter(ticket=ticket(viewer, number)).order_by("spell", "unit_id"))


def clocks(viewer: Principal, number: str) -> list[ClockRow]:
    """Every run of every clock of a ticket, in order."""
    return list(ClockRow.objects.filter(ticket=ticket(viewer, number)).order_by("spell", "clock", "unit_id"))


def nearest_clocks(viewer: Principal, ids: Iterable[UUID]) -> dict[UUID, ClockRow]:
    """Of each of these tickets the running clock that falls due first: the one its row in a list tells of."""
    seen = visible_to(viewer).filter(id__in=list(ids)).values("id")
    running = ClockRow.objects.filter(ticket__in=seen, status=ClockStatus.RUNNING.value).exclude(clock__in=RIGHTS)
    return {found.ticket_id: found for found in running.order_by("-due_at")}


class Moment(NamedTuple):
    """One line of a ticket's timeline; `words` are redacted copies by field, None where erased.

    `being_checked` are fields whose words this reader may see once a person has read and released them; `files` are
    what was attached and this reader may open. `held_back` are fields of a reading that wait for the reader's own.
    """

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
    being_checked: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    held_back: tuple[str, ...] = ()


TIMELINE = Moment._fields[: Moment._fields.index("facts")]


def timeline(viewer: Principal, number: str) -> list[Moment]:
    """Everything that happened to a ticket, in order, with the redacted copies of what was written."""
    return blind.unswayed(viewer, _moments(viewer, number))


def _moments(viewer: Principal, number: str) -> list[Moment]:
    found = ticket(viewer, number)
    events = TicketEvent.objects.filter(ticket_id=found.id).order_by("version")
    rows = list(events.values_list(*TIMELINE, "payload"))
    payloads = [json.loads(row[-1]) for row in rows]
    ids = {ref for payload in payloads for _field, ref, _digest in references(payload)}
    texts, kinds = redacted(ids), files_among(ids)
    written = [list(pairs([ref[:2] for ref in references(payload)], kinds)) for payload in payloads]
    facts = kin.of_facts(viewer, [{k: v for k, v in payload.items() if not is_words(v)} for payload in payloads])
    moments = [
        Moment(
            *row[:-1],
            told,
            _copies(refs, texts),
            files=_files(refs, texts, kinds),
        )
        for row, told, refs in zip(rows, facts, written, strict=True)
    ]
    if not is_guarded_from(viewer, found):
        return moments
    released = guarding.released_by(found.state)
    return [
        guarding.checked(moment, refs, released, texts, viewer) for moment, refs in zip(moments, written, strict=True)
    ]


def files(viewer: Principal, number: str) -> list[File]:
    """What was attached to a ticket and this person may open, the oldest first; requesters open their own."""
    told = timeline(viewer, number)
    if viewer.kind == ActorKind.CITIZEN:
        told = [moment for moment in told if moment.actor_kind == ActorKind.CITIZEN]
    return [file for moment in told for file in moment.files]


def numbered(viewer: Principal, numbers: Iterable[str]) -> list[dict[str, Any]]:
    """The tickets of these numbers that this person may see, at most 200, the newest first."""
    found = visible_to(viewer).filter(number__in=list(numbers)).order_by("-registered_at", "-id")
    rows = list(found.values(*LISTED)[:MOST])
    _add_titles(viewer, rows)
    return rows


def running_clocks(
    viewer: Principal, until: datetime, *, since: datetime | None = None, limit: int = 1_000
) -> list[ClockRow]:
    """Running clocks that fall due before an instant, the nearest first, each with its ticket: the watch over time.

    A unit's right that ends in silence is no limit that anybody could be late with.
    """
    found = ClockRow.objects.filter(status=ClockStatus.RUNNING.value, due_at__lt=until).exclude(clock__in=RIGHTS)
    found = found.filter(due_at__gte=since) if since else found
    found = found.filter(_of_a_visible_ticket(viewer)).order_by("due_at")
    return list(found.select_related("ticket").defer("ticket__state")[:limit])


def relay_tasks(viewer: Principal, *, limit: int = 50) -> list[dict[str, Any]]:
    """What units asked the hotline to put to protected requesters and nobody has tried yet, the oldest first."""
    seen = whole(viewer)
    tasks = Assignment.objects.filter(_of_a_visible_ticket(viewer), relay="asked", is_open=True).order_by("since_at")
    tasks = tasks.none() if seen is None else tasks.filter(ticket__in=Ticket.objects.filter(seen))
    return list(tasks.values("ticket__number", "unit_id", "since_at")[: min(limit, MOST)])


def quarantined(viewer: Principal, *, limit: int = 50) -> list[dict[str, Any]]:
    """The notice of quarantines (涉密) that oversight and administrators have instead of the tickets."""
    found = quarantined_for(viewer).order_by("-updated_at", "-id")
    return list(found.values("number", "quarantine", "region_code", "updated_at")[: min(limit, MOST)])


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
    silent = silent.filter(_of_a_visible_ticket(viewer)).order_by("since_at")
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


def _add_titles(viewer: Principal, rows: list[dict[str, Any]]) -> None:
    guarded = guarded_from(viewer, {row["number"] for row in rows if row["is_guarded"]})
    instead = guarding.released_titles(guarded)
    shown = [
        (row, instead.get(row["number"], "") if row["number"] in guarded else row["title_text_id"]) for row in rows
    ]
    titles = redacted({text_id for _row, text_id in shown if text_id})
    for row, text_id in shown:
        row["being_checked"] = bool(row.pop("title_text_id")) and not text_id
        row["title"] = titles.get(UUID(text_id)) if text_id else None


Written = list[tuple[str, str, str]]
"""What an event refers to: `(field, text id, name's id)`, the third for files alone."""


def _copies(written: Written, texts: Mapping[UUID, str | None]) -> dict[str, list[str | None]]:
    copies: dict[str, list[str | None]] = {}
    for field, text_id, is_file in written:
        if not is_file:
            copies.setdefault(field, []).append(texts.get(UUID(text_id)))
    return copies


def _files(written: Written, texts: Mapping[UUID, str | None], kinds: Mapping[str, str]) -> tuple[File, ...]:
    return tuple(
        File(text_id, field, texts.get(UUID(name)), kinds[text_id]) for field, text_id, name in written if name
    )
