"""What of protected tickets (举报、匿名、保密) a person must read before units may (脱敏审核)."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from weisu.domain.context import Principal
from weisu.domain.vocabulary import EventType
from weisu.tickets import guarding, queries
from weisu.tickets.files import pairs
from weisu.tickets.models import TicketEvent
from weisu.tickets.papers import references
from weisu.tickets.visibility import visible_to, whole
from weisu.vault.queries import files_among, redacted

AT_ONCE = 200


class Text(NamedTuple):
    """One text of a protected ticket: its redacted copy, of a file its name, and what units read instead.

    `released` is None until somebody has released words for it.
    """

    text_id: str
    field: str
    copy: str
    is_file: bool
    released: str | None


class Task(NamedTuple):
    """A protected ticket with texts that nobody has checked; `unit` is who waits for them, empty for nobody yet."""

    number: str
    unit: str
    registered_at: datetime
    fields: tuple[str, ...]


def texts(viewer: Principal, number: str) -> list[Text]:
    """Every text of a protected ticket that units read in checked words only, the oldest first; else none.

    Raises: NotFound.
    """
    found = queries.ticket(viewer, number)
    if not found.is_guarded or queries.is_guarded_from(viewer, found):
        return []
    released = guarding.released_by(found.state)
    written = _written([found.id]).get(found.id, [])
    copies = redacted([*(name or text_id for _field, text_id, name in written), *released.values()])
    return [
        Text(
            text_id,
            field,
            copies.get(UUID(name or text_id)) or "",
            bool(name),
            copies.get(UUID(released[text_id])) if text_id in released else None,
        )
        for field, text_id, name in written
    ]


def tasks(viewer: Principal, *, limit: int = 50) -> list[Task]:
    """Open protected tickets whose texts are not all checked, the oldest first."""
    seen = whole(viewer)
    if seen is None:
        return []
    found = visible_to(viewer).filter(seen, is_guarded=True, is_open=True).order_by("registered_at", "id")
    rows = found.values_list("id", "number", "lead_unit_id", "registered_at", "state").iterator(AT_ONCE)
    return [task for _place, task in zip(range(limit), _waiting(rows), strict=False)]


def _waiting(rows: Iterator[tuple[UUID, str, str, datetime, str]]) -> Iterator[Task]:
    while some := list(islice(rows, AT_ONCE)):
        written = _written([row[0] for row in some])
        for ticket_id, number, unit, registered_at, state in some:
            released = guarding.released_by(state)
            left = [field for field, text_id, _name in written.get(ticket_id, ()) if text_id not in released]
            if left:
                yield Task(number, unit, registered_at, tuple(dict.fromkeys(left)))


def _written(ids: list[UUID]) -> dict[UUID, list[tuple[str, str, str]]]:
    """What the events of these tickets refer to, released words aside: `(field, text id, name's id)`."""
    events = TicketEvent.objects.filter(ticket_id__in=ids).exclude(type=EventType.WORDS_RELEASED)
    found: dict[UUID, list[tuple[str, str]]] = {}
    for ticket_id, payload in events.order_by("ticket_id", "version").values_list("ticket_id", "payload"):
        if ticket_id is not None:
            found.setdefault(ticket_id, []).extend(ref[:2] for ref in references(json.loads(payload)))
    kinds = files_among(text_id for refs in found.values() for _field, text_id in refs)
    return {ticket_id: list(pairs(refs, kinds)) for ticket_id, refs in found.items()}


def unreleased(viewer: Principal, number: str) -> list[Text]:
    """The texts of a protected ticket that units wait for."""
    return [each for each in texts(viewer, number) if each.released is None]
