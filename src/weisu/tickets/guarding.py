"""Guarded tickets (举报、匿名、保密) as a unit may see them: released words only, and nothing of the requester."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from weisu.domain.context import Principal
from weisu.domain.vocabulary import ActorKind
from weisu.tickets.models import Ticket

if TYPE_CHECKING:
    from weisu.tickets.queries import Moment

TELLING = ("requester", "contact", "community", "parent", "children", "links", "group", "request_text", "title_text")
"""What of a ticket's state leads to the person who asked: their pseudonym, their other tickets, their own words."""

FACTS = frozenset({"requester", "contact", "community", "parent", "children", "source", "other", "into", "group"})
"""The same in what an event says."""


def without_requester(ticket: Ticket) -> Ticket:
    """The row as a unit may hold it; never saved."""
    state = json.loads(ticket.state)
    ticket.state = json.dumps({name: value for name, value in state.items() if name not in TELLING})
    ticket.requester_id = ticket.community = ticket.group = ticket.parent = ticket.merged_into = ""
    ticket.title_text_id = released_by(json.dumps(state)).get(ticket.title_text_id, "")
    return ticket


def released_by(state: str) -> dict[str, str]:
    """The released copy's text id by the id of the text it stands for."""
    return dict(json.loads(state).get("released", ()))


def released_titles(numbers: Collection[str]) -> dict[str, str]:
    """The text to show for the title of each of these tickets, where a person released one."""
    found = {}
    for number, title, state in Ticket.objects.filter(number__in=numbers).values_list(
        "number", "title_text_id", "state"
    ):
        found[number] = released_by(state).get(title, "")
    return found


def checked(
    moment: "Moment",
    written: Sequence[tuple[str, str, str]],
    released: Mapping[str, str],
    texts: Mapping[UUID, str | None],
    viewer: Principal,
) -> "Moment":
    """One line with released copies instead of words and files; what the unit's own people wrote, they know.

    `written` is what the event refers to: field, text id, and of a file the id of its name.
    """
    facts = {name: value for name, value in moment.facts.items() if name not in FACTS}
    if moment.actor_kind == ActorKind.CITIZEN:
        moment = moment._replace(actor_id="")
    if moment.actor_kind == ActorKind.UNIT_STAFF and moment.unit_id in viewer.unit_ids:
        return moment._replace(facts=facts)
    shown: dict[str, list[str | None]] = {}
    waiting = []
    for field, text_id, _name in written:
        if text_id in released.values():
            shown.setdefault(field, []).append(texts.get(UUID(text_id)))
        elif text_id in released:
            shown.setdefault(field, []).append(texts.get(UUID(released[text_id])))
        else:
            waiting.append(field)
    return moment._replace(facts=facts, words=shown, files=(), being_checked=tuple(dict.fromkeys(waiting)))
