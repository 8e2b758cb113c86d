"""The timeline in words: what happened, by whom, what was written, which limits it set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from weisu.domain.instants import from_us
from weisu.domain.vocabulary import ActorKind, EventType
from weisu.org import queries as org
from weisu.tickets.files import File
from weisu.tickets.queries import Moment
from weisu.web.components.labels import ACTORS, CLOCKS, EVENTS, FIELDS, STATUSES, label
from weisu.web.components.masks import named_files, unmasked

BEING_CHECKED = gettext_noop("Being checked before it may be read.")
"""What a unit reads of a protected requester's words until a person has released them."""

HELD_BACK = gettext_noop("Shown once you have read this reply yourself.")
"""What an inspector reads of what another one found."""

RECEIVING = frozenset(
    {
        EventType.TICKET_DISPATCHED,
        EventType.TICKET_REDISPATCHED,
        EventType.TICKET_DELEGATED,
        EventType.TICKET_ESCALATED,
        EventType.TICKET_REOPENED,
        EventType.SUPERVISION_OPENED,
    }
)
"""Events whose unit is not the one that acts but the one that is to act."""


NUMBERS = ("points",)
"""What somebody said as a number: how good they found a reply."""

DATES = ("until", "review_at")
"""Days that somebody named: asked for, granted, to look at it again."""


@dataclass(frozen=True)
class Line:
    """One line of the timeline; `stage` is the code of the status it led to, empty when it led to none."""

    at: datetime
    what: str
    who: str
    stage: str
    status: str
    words: list[tuple[str, str]]
    limits: list[tuple[str, str, datetime]]
    files: list[File]
    dates: list[tuple[str, datetime]]


def lines(moments: Iterable[Moment]) -> list[Line]:
    """Events in words, with the names of units and staff; requesters stay "the requester"."""
    told = list(moments)
    units = org.unit_names(unit for moment in told for unit in _units(moment))
    people = org.staff_names(moment.actor_id for moment in told)
    return [line(moment, units=units, people=people) for moment in told]


def line(moment: Moment, *, units: Mapping[str, str], people: Mapping[str, str]) -> Line:
    """One event in words: what, by whom, what was written, which limits it set."""
    # A requester may be known by name elsewhere; here they are "the requester".
    known = "" if moment.actor_kind == ActorKind.CITIZEN else people.get(moment.actor_id, "")
    who = known or label(ACTORS, moment.actor_kind)
    moved = moment.to_status if moment.to_status != moment.from_status else ""
    return Line(
        at=moment.occurred_at,
        what=label(EVENTS, moment.type),
        who=_with_unit(who, moment, units.get(moment.unit_id, "")),
        stage=moved,
        status=label(STATUSES, moved) if moved else "",
        # The request itself stands at the top of the page.
        words=[
            (label(FIELDS, name), unmasked(copy))
            for name, copies in moment.words.items()
            for copy in copies
            if copy and moment.version > 1
        ]
        + [(label(FIELDS, name), _(BEING_CHECKED)) for name in moment.being_checked]
        + [(label(FIELDS, name), str(moment.facts[name])) for name in NUMBERS if name in moment.facts]
        + [(label(FIELDS, name), _(HELD_BACK)) for name in moment.held_back],
        limits=list(_limits(moment, units)),
        files=named_files(moment.files) if moment.version > 1 else [],
        dates=[(label(FIELDS, name), from_us(moment.facts[name])) for name in DATES if moment.facts.get(name)],
    )


def _units(moment: Moment) -> Iterable[str]:
    """Every unit a line names: whose event it is, and whose limits it set."""
    return [moment.unit_id, *(op["unit"] for op in moment.facts.get("clocks", ()))]


def _with_unit(who: str, moment: Moment, unit: str) -> str:
    """The unit somebody acts for, or the one that receives the ticket."""
    if unit and moment.actor_kind == ActorKind.UNIT_STAFF:
        return f"{who} · {unit}"
    return f"{who} → {unit}" if unit and moment.type in RECEIVING else who


def _limits(moment: Moment, units: Mapping[str, str]) -> Iterable[tuple[str, str, datetime]]:
    for op in moment.facts.get("clocks", ()):
        if op["op"] in ("start", "resume", "move", "recompute"):
            yield label(CLOCKS, op["clock"]), units.get(op["unit"], ""), from_us(op["due_us"])
