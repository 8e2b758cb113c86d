"""The same command sent twice under one key: the second time answers with the first result and writes nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from weisu.domain.commands import Command, Register
from weisu.domain.context import Principal
from weisu.domain.errors import KeyConflict
from weisu.domain.events import TextRef
from weisu.domain.state import load
from weisu.lake.rows import EventRow
from weisu.tickets import papers
from weisu.tickets.models import Ticket
from weisu.tickets.visibility import sees
from weisu.vault.queries import says


def first_result(
    rows: Sequence[EventRow], kind: type[Command], number: str, fields: Mapping[str, Any], key: object, *, by: Principal
) -> Ticket:
    """The ticket that the first try changed.

    Raises: KeyConflict when the first try was another command or another person's, or said something else.
    """
    first = rows[0]
    ticket = Ticket.objects.get(id=first.ticket_id)
    if first.actor_id != by.id and not sees(by, load(json.loads(ticket.state))):
        raise KeyConflict(
            f"The key {key} is somebody else's; nothing was written.", instead=["give every command a key of its own"]
        )
    same_ticket = kind is Register or ticket.number == number
    if not same_ticket or not _says_the_same(first, kind, fields):
        raise KeyConflict(
            f"The key {key} was used for {first.type} of ticket {ticket.number} and now comes with another command; "
            "nothing was written.",
            instead=["give every command a key of its own", "repeat a command exactly to learn its result"],
            ticket=ticket.number,
        )
    return ticket


def _says_the_same(first: EventRow, kind: type[Command], fields: Mapping[str, Any]) -> bool:
    payload = json.loads(first.payload)
    known = papers.shape(kind)
    stored = {name: value for name, value in payload.items() if name in known.names}
    kept = iter(papers.stored_words({name: stored[name] for name in fields if name in stored}, known))
    differs = TextRef("", "")

    def compare(words: str | bytes, _purpose: str, _media_type: str) -> TextRef:
        there = next(kept, differs)
        return there if there is not differs and says(there, words) else differs

    command = papers.build(kind, fields, compare)
    asked = command.payload()
    if kind is Register and not fields.get("number"):
        asked["number"] = stored.get("number")
    return bool(asked == stored and command.event_type == first.type)
