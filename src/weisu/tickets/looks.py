"""The record of looks (个人信息保护法 第五十四条) with the tickets it concerns, for oversight."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from weisu.domain.context import Principal
from weisu.tickets import queries, surroundings
from weisu.tickets.visibility import about_own, visible_to
from weisu.vault.queries import RecordFilters, access_records, how_many_records, tickets_of, words_ever_of

WORDS, PERSON, TICKET = "text", "requester", "ticket"


class Look(NamedTuple):
    """One line of the record; `number` is the ticket it was about, where it names one that oversight may see."""

    at: datetime
    by: str
    act: str
    subject: str
    field: str
    purpose: str
    number: str


class Looks(NamedTuple):
    """Some lines, the newest first, and the mark to ask for the next ones with; 0: there are no more."""

    rows: list[Look]
    next: int


def looks(
    viewer: Principal, filters: RecordFilters | None = None, *, ticket: str = "", after: int = 0, limit: int = 50
) -> Looks:
    """Who looked at whose data, when and why; `ticket` narrows it to one ticket, its words and its requester.

    Raises: RoleRefused, NotFound for a ticket that is not there or not theirs to see.
    """
    page = access_records(viewer, _about(viewer, filters, ticket), after=after, limit=limit)
    numbers = _numbers(viewer, page.rows)
    rows = [
        Look(row["at"], row["by"], row["act"], row["subject"], row["field"], row["purpose"], numbers.get(row["id"], ""))
        for row in page.rows
    ]
    return Looks(rows, page.next)


def how_many(viewer: Principal, filters: RecordFilters | None = None, *, ticket: str = "") -> int:
    """The lines on all pages together.

    Raises: RoleRefused, NotFound.
    """
    return how_many_records(viewer, _about(viewer, filters, ticket))


def _about(viewer: Principal, filters: RecordFilters | None, ticket: str) -> RecordFilters:
    wanted = replace(filters or RecordFilters(), kept_from=_kept_from(viewer))
    return replace(wanted, subjects=_subjects(viewer, ticket)) if ticket else wanted


def _kept_from(viewer: Principal) -> tuple[UUID, ...]:
    """Tickets about the reader's own unit, their words, and requesters of whom the reader sees no other ticket."""
    own = list(about_own(viewer).values_list("id", "requester_id"))
    asked = {requester for _id, requester in own if requester}
    known = set(visible_to(viewer).filter(requester_id__in=asked).values_list("requester_id", flat=True))
    tickets = [ticket_id for ticket_id, _requester in own]
    return (*tickets, *words_ever_of(*tickets), *(UUID(one) for one in sorted(asked - known)))


def _subjects(viewer: Principal, number: str) -> tuple[UUID, ...]:
    found = queries.ticket(viewer, number)
    requester = surroundings.as_uuid(found.requester_id)
    return (found.id, *words_ever_of(found.id), *((requester,) if requester else ()))


def _numbers(viewer: Principal, rows: Iterable[dict[str, Any]]) -> dict[int, str]:
    """The ticket's number by the id of the record."""
    rows = list(rows)
    of_words = tickets_of(row["subject_id"] for row in rows if row["subject"] == WORDS and row["subject_id"])
    tickets = {
        row["id"]: of_words.get(row["subject_id"]) if row["subject"] == WORDS else row["subject_id"]
        for row in rows
        if row["subject"] in (WORDS, TICKET)
    }
    seen = visible_to(viewer).filter(id__in={one for one in tickets.values() if one})
    numbers = dict(seen.values_list("id", "number"))
    return {record: numbers[one] for record, one in tickets.items() if one in numbers}
