"""Taking in a live contact: who asks goes to the vault, what they ask becomes a ticket, and their secret is theirs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, Unpack
from uuid import UUID

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused, NotFound
from weisu.intake.visitors import COMPARING, requester
from weisu.tickets import queries
from weisu.tickets import services as tickets
from weisu.tickets.models import Ticket
from weisu.tickets.services.door import Registration
from weisu.vault import services as vault
from weisu.vault.errors import PersonErased
from weisu.vault.queries import wrong_tries

CALLABLE = ("telephone", "other_telephone", "email")
"""Details by which somebody can be reached; the ticket names which one was given, never the number itself."""


MOST_TRIES, TRIES_WITHIN = 10, timedelta(hours=1)


class Received(NamedTuple):
    """The ticket, and the secret to tell the requester now; empty when they have one from before."""

    ticket: Ticket
    requester_id: UUID | None
    secret: str


@transaction.atomic
def receive(
    details: Mapping[str, str],
    *,
    organisation: bool = False,
    area_code: str = "",
    by: Principal,
    now: datetime,
    **given: Unpack[Registration],
) -> Received:
    """Register what somebody asks; `details` are fields of the vault, and without any the requester is unknown.

    Somebody who gave the same telephone and name before is the same requester. Raises: DomainError, and then neither
    the ticket nor the person was kept.
    """
    requester_id, secret = _requester(details, organisation, area_code, by, now)
    if requester_id is not None:
        given["requester"] = str(requester_id)
        given["contact"] = next((field for field in CALLABLE if details.get(field, "").strip()), "")
    return Received(tickets.register(by=by, now=now, **given), requester_id, secret)


@transaction.atomic
def submit(
    details: Mapping[str, str],
    *,
    organisation: bool = False,
    by: Principal,
    now: datetime,
    **given: Unpack[Registration],
) -> Received:
    """Register what somebody asks by themselves, without an account; they sign as the new requester they are.

    Nobody is looked up: a name and a number that anybody can type join nobody to another person's requests, and tell
    nobody whether that person ever asked for something. Raises: DomainError, and then nothing was kept.
    """
    kind = "organisation" if organisation else "individual"
    enrolled = vault.enrol(details, kind=kind, by=by, now=now)
    given["requester"] = str(enrolled.requester_id)
    given["contact"] = next((field for field in CALLABLE if details.get(field, "").strip()), "")
    ticket = tickets.register(by=requester(enrolled.requester_id), now=now, **given)
    return Received(ticket, enrolled.requester_id, enrolled.secret)


def recognise(number: str, *, secret: str, by: Principal, now: datetime) -> Principal:
    """The requester of a ticket, by its number and the secret they were given; every try is recorded.

    Raises: NotFound, the same for a wrong number and a wrong secret; GuardRefused after too many wrong ones.
    """
    unknown = NotFound("There is no request with this number and secret; look at both again.")
    requester_id = _asker(number)
    if requester_id is None:
        raise unknown
    if wrong_tries(requester_id, since=now - TRIES_WITHIN) >= MOST_TRIES:
        raise GuardRefused("Too many wrong secrets were tried; wait an hour, or call the hotline.", guard="tries")
    try:
        fits = vault.verify_secret(requester_id, secret=secret, by=by, now=now)
    except (NotFound, PersonErased) as gone:
        raise unknown from gone
    if not fits:
        raise unknown
    return requester(requester_id)


def _asker(number: str) -> UUID | None:
    try:
        asked_by = queries.ticket(COMPARING, number).requester_id
    except NotFound:
        return None
    return UUID(asked_by) if asked_by else None


def _requester(
    details: Mapping[str, str], organisation: bool, area_code: str, by: Principal, now: datetime
) -> tuple[UUID | None, str]:
    if not any(value.strip() for value in details.values()):
        return None, ""
    known = _known(details, area_code, by, now)
    if known is not None:
        return known, ""
    kind = "organisation" if organisation else "individual"
    return vault.enrol(details, kind=kind, area_code=area_code, by=by, now=now)


def _known(details: Mapping[str, str], area_code: str, by: Principal, now: datetime) -> UUID | None:
    """Who gave this number under this name before; one number alone may serve a whole family."""
    number, name = details.get("telephone", "").strip(), details.get("name", "").strip()
    if not number or not name:
        return None
    found = vault.find_by_telephone(number, purpose="receive", area_code=area_code, by=by, now=now)
    same = (one for one in found if vault.reveal(one, field="name", purpose="receive", by=by, now=now) == name)
    return next(same, None)
