"""What a requester reads about their request: courteous, without office words, and why a promised date moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from weisu.domain.context import Principal
from weisu.domain.instants import from_us
from weisu.domain.vocabulary import Clock, EventType
from weisu.notices import queries as notices
from weisu.tickets import queries
from weisu.tickets.offers import actions
from weisu.tickets.queries import Moment
from weisu.web.components.labels import STATUSES, Labels, label
from weisu.web.components.masks import named_files, unmasked
from weisu.web.components.notices import shown
from weisu.web.steps.ways import named

GIVEN: Mapping[str, Mapping[str, Any]] = {
    "supplement": {},
    "chase": {"channel": "web"},
    "withdraw": {"proof": "secret"},
    "confirm_resolution": {"witness": "requester"},
    "deny_resolution": {"witness": "requester"},
    "rate": {},
    "request_review": {},
}
"""What a requester may do here, and the fields that being here already answers."""

NOW: Labels = {
    "registered": _("We have your request and are looking at who can help."),
    "accepted": _("We have taken on your request and will pass it to those responsible."),
    "dispatched": _("Your request has been passed to those responsible."),
    "acknowledged": _("Those responsible have your request and are at it."),
    "handling": _("Your request is being worked on."),
    "return_review": _("We are checking who is responsible; your promised date does not change by this."),
    "deferred": _("This takes longer than usual; we look at it again regularly."),
    "replied": _("An answer is written and is being checked."),
    "closed": _("The work has ended. Please tell us whether your problem is gone."),
    "archived": _("Your request has ended and is kept on file."),
    "declined": _("We could not take on your request; the reason and your lawful way are told below."),
    "merged": _("You or others asked for the same before; it is worked on together with that request."),
    "withdrawn": _("You have taken your request back."),
}

NEXT: Labels = {
    "registered": _("Next we decide whether we can take it on, and tell you here till when you will have an answer."),
    "accepted": _("Next we choose who is responsible and pass it on."),
    "dispatched": _("Next those responsible take it over and speak with you, if you left a telephone."),
    "acknowledged": _("Next they speak with you, if you left a telephone, and do the work."),
    "handling": _("When the work is done, you can read the answer here."),
    "return_review": _("Next we decide who does the work."),
    "deferred": _("You can read here when the work goes on."),
    "replied": _("Next somebody who did not write the answer checks it."),
    "closed": _("If your problem is still there, tell us: we look at it again."),
}
"""What happens next, as long as something does."""

WAY = (
    (_("Asked"), {"registered"}),
    (_("Taken on"), {"accepted"}),
    (_("Passed on"), {"dispatched", "return_review"}),
    (_("At work"), {"acknowledged", "handling", "deferred", "replied"}),
    (_("Ended"), {"closed", "archived"}),
)
"""The stations most requests pass; of those that went another way none is shown."""

TOLD: Labels = {
    EventType.TICKET_REGISTERED: _("You asked us"),
    EventType.TICKET_ACCEPTED: _("We took on your request"),
    EventType.TICKET_DECLINED: _("We told you why we cannot take it on"),
    EventType.TICKET_REFERRED: _("We showed you the lawful way"),
    EventType.TICKET_TRANSFERRED: _("We passed it on to another service"),
    EventType.TICKET_ANSWERED: _("We answered you"),
    EventType.TICKET_DISPATCHED: _("We passed it to those responsible"),
    EventType.REQUESTER_CONTACTED: _("Somebody tried to speak with you"),
    EventType.EXTENSION_GRANTED: _("More time was needed"),
    EventType.TICKET_DEFERRED: _("It cannot be solved now; there is a plan"),
    EventType.TICKET_RESUMED: _("The work goes on"),
    EventType.REPLY_APPROVED: _("The answer was checked"),
    EventType.TICKET_CLOSED: _("The work ended"),
    EventType.TICKET_REOPENED: _("We are at it again"),
    EventType.TICKET_SUPPLEMENTED: _("You added something"),
    EventType.TICKET_CHASED: _("You asked where it is"),
    EventType.TICKET_WITHDRAWN: _("You took it back"),
    EventType.RATING_GIVEN: _("You told us how you found it"),
    EventType.RESOLUTION_CONFIRMED: _("The problem is gone"),
    EventType.RESOLUTION_DENIED: _("The problem is still there"),
    EventType.REVIEW_REQUESTED: _("You contested our decision"),
    EventType.REVIEW_RULED: _("Your objection was decided"),
    EventType.TICKET_ARCHIVED: _("It was put on file"),
}
"""What a requester is told happened; whatever is missing here is between offices."""


@dataclass(frozen=True)
class Told:
    """One thing that happened, as the requester reads it; `moved_to` is a promised date that changed by it."""

    at: datetime
    what: str
    words: list[str]
    moved_to: datetime | None


@dataclass(frozen=True)
class Station:
    """One station of the way."""

    name: str
    is_gone: bool
    is_here: bool


def public_page(by: Principal, number: str, *, now: datetime) -> dict[str, Any]:
    """Everything the requester sees of their request.

    Raises: NotFound.
    """
    situation = actions(by, number, now=now)
    moments = queries.timeline(by, number)
    ticket = situation.ticket
    request = moments[0].words.get("request", []) if moments else []
    return {
        "ticket": ticket,
        "status": label(STATUSES, ticket.status),
        "now": label(NOW, ticket.status),
        "next": NEXT.get(ticket.status, ""),
        "way": stations(ticket.status),
        "is_late": ticket.is_open and ticket.promised_at is not None and ticket.promised_at < now,
        "request_words": unmasked(next((copy for copy in request if copy), "")),
        "files": named_files(queries.files(by, number)),
        "told": told(moments),
        "notices": shown(notices.inbox(by, number=number)),
        "answers": answers(moments),
        "actions": [
            (named(offer.row), reverse("public-step", args=[number, offer.command.replace("_", "-")]))
            for offer in situation.offers
            if offer.command in GIVEN
        ],
    }


def stations(status: str) -> list[Station]:
    """How far a request has come; empty when it left the usual way."""
    here = next((place for place, (_name, at) in enumerate(WAY) if status in at), None)
    if here is None:
        return []
    return [Station(str(name), place < here, place == here) for place, (name, _at) in enumerate(WAY)]


def told(moments: Sequence[Moment]) -> list[Told]:
    """What the requester is told, the oldest first."""
    return [
        Told(
            moment.occurred_at,
            label(TOLD, moment.type),
            [unmasked(copy) for copy in moment.words.get("told", []) if copy],
            _promised(moment),
        )
        for moment in moments
        if moment.type in TOLD
    ]


def answers(moments: Sequence[Moment]) -> list[str]:
    """The public words of approved replies, and of answers given at once."""
    found = []
    for place, moment in enumerate(moments):
        approved = moment.type == EventType.TICKET_ANSWERED or any(
            later.type == EventType.REPLY_APPROVED and later.unit_id == moment.unit_id for later in moments[place:]
        )
        if approved:
            found += [unmasked(copy) for copy in moment.words.get("public", []) if copy]
    return found


def _promised(moment: Moment) -> datetime | None:
    ops = [op for op in moment.facts.get("clocks", ()) if op["clock"] == Clock.PROMISE and op["op"] != "stop"]
    return next((from_us(op["due_us"]) for op in ops if op.get("due_us")), None)
