"""What others may ask the vault without a record: redacted copies, checks of digests, and what to mask."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from weisu.domain.context import Principal
from weisu.domain.errors import RoleRefused
from weisu.domain.vocabulary import Role
from weisu.vault import keys, people, texts, triggers
from weisu.vault.keys import Purpose
from weisu.vault.models import AccessRecord, Detail, Grant, Requester, Text
from weisu.vault.stored import AT_ONCE, Ref, rows_of, text_id_of
from weisu.vault.texts import TextRow

RECORDS = "vault_access_record"


def redacted(refs: Iterable[Ref]) -> dict[UUID, str | None]:
    """The redacted copies by text id, for lists and search; None: a file without one, or erased."""
    ids = [text_id_of(ref) for ref in refs]
    found: dict[UUID, str | None] = {}
    for start in range(0, len(ids), AT_ONCE):
        found.update(Text.objects.filter(text_id__in=ids[start : start + AT_ONCE]).values_list("text_id", "redacted"))
    return found


def files_among(refs: Iterable[Ref]) -> dict[str, str]:
    """Which of these are files: their kinds by id."""
    ids = [text_id_of(ref) for ref in refs]
    found: dict[str, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = Text.objects.filter(text_id__in=ids[start : start + AT_ONCE]).exclude(media_type="")
        found.update((str(text_id), kind) for text_id, kind in some.values_list("text_id", "media_type"))
    return found


def saying(word: str) -> QuerySet[Text]:
    """The ids of the tickets whose redacted copies hold this word; reads every copy, so it belongs beside filters."""
    found = Text.objects.filter(redacted__icontains=word, ticket_id__isnull=False, purpose__in=("title", "request"))
    return found.values("ticket_id")


def texts_of(ticket_id: UUID) -> list[UUID]:
    """The ids of a ticket's texts that were not erased, the oldest first."""
    return list(
        Text.objects.filter(ticket_id=ticket_id, erased_at=None)
        .order_by("stored_at", "text_id")
        .values_list("text_id", flat=True)
    )


class Destroyed(NamedTuple):
    """Of how many texts of a ticket the words and keys are gone."""

    gone: int
    texts: int


def destroyed(ticket_id: UUID) -> Destroyed:
    """What is left of a ticket's words: a text is gone when neither its cipher nor its key is there any more."""
    kept = Text.objects.filter(ticket_id=ticket_id)
    return Destroyed(kept.filter(cipher=b"", wrapped_key=b"", redacted=None).count(), kept.count())


def words_ever_of(*ticket_ids: UUID) -> list[UUID]:
    """The ids of all texts of some tickets, those that were erased too."""
    return list(Text.objects.filter(ticket_id__in=ticket_ids).values_list("text_id", flat=True))


def tickets_of(text_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Which ticket each of these texts is about."""
    found = Text.objects.filter(text_id__in=list(text_ids), ticket_id__isnull=False)
    return {text_id: ticket_id for text_id, ticket_id in found.values_list("text_id", "ticket_id") if ticket_id}


def grants(holder: Principal, requester_id: UUID, ticket_id: UUID, now: datetime) -> dict[str, UUID]:
    """The fields of a person that somebody may look at now for this ticket, and by which grant."""
    held = Grant.objects.filter(holder=holder.id, requester_id=requester_id, ticket_id=ticket_id)
    held = held.filter(granted_at__lte=now, ends_at__gt=now)
    return dict(held.order_by("ends_at").values_list("field", "grant_id"))


def check(ref: Ref, digest: str) -> str:
    """Whether stored words are the ones an event was signed over: `same`, `different`, `erased` or `missing`."""
    return next(verdict for _text_id, verdict in check_many([(str(text_id_of(ref)), digest)]))


def says(ref: Ref, words: str | bytes) -> bool:
    """Whether stored words are exactly these, to tell a retry from another command; erased ones contradict nothing."""
    rows = rows_of([ref])
    if not rows:
        return False
    plain = words.encode() if isinstance(words, str) else words
    return rows[0].erased_at is not None or texts.opened(rows[0], ring=keys.ring(Purpose.TEXT)) == plain


def check_many(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """`(text_id, verdict)` for many `(text_id, digest)`, in order, in memory that does not grow."""
    ring = keys.ring(Purpose.TEXT)
    waiting = iter(pairs)
    while some := list(islice(waiting, AT_ONCE)):
        rows = {str(row.text_id): row for row in rows_of(text_id for text_id, _digest in some)}
        for text_id, digest in some:
            yield text_id, _verdict(rows.get(text_id), digest, ring)


def _verdict(row: TextRow | None, digest: str, ring: keys.Ring) -> str:
    if row is None:
        return "missing"
    if row.erased_at is not None:
        return "erased"
    try:
        return "same" if texts.digest_of(row, ring=ring) == digest else "different"
    except keys.KeyUnusable:
        return "different"


def known_identifiers(requester_id: UUID | None) -> tuple[str, ...]:
    """What identifies a person, to be masked in any later words about them; empty for nobody and for the erased."""
    requester = Requester.objects.filter(requester_id=requester_id, erased_at=None).first() if requester_id else None
    return tuple(people.details_of(requester).values()) if requester else ()


@dataclass(frozen=True, slots=True)
class RecordFilters:
    """What the record of looks is narrowed to; an empty field narrows nothing. `kept_from`: subjects left out."""

    by: tuple[str, ...] = ()
    act: str = ""
    subjects: tuple[UUID, ...] = ()
    field: str = ""
    since: datetime | None = None
    until: datetime | None = None
    kept_from: tuple[UUID, ...] = ()


class RecordPage(NamedTuple):
    """Some lines of the record, the newest first, and the mark to ask for the next ones with; 0: there are no more."""

    rows: list[dict[str, Any]]
    next: int


def access_records(
    viewer: Principal, filters: RecordFilters | None = None, *, after: int = 0, limit: int = 50
) -> RecordPage:
    """Who looked at whose data, when and why (个人信息保护法 第五十四条); for oversight alone.

    Raises: RoleRefused.
    """
    found = _records(viewer, filters or RecordFilters())
    found = found.filter(id__lt=after) if after else found
    limit = max(1, min(limit, AT_ONCE))
    rows = list(found.order_by("-id").values()[: limit + 1])
    return RecordPage(rows[:limit], rows[limit - 1]["id"] if len(rows) > limit else 0)


def how_many_records(viewer: Principal, filters: RecordFilters) -> int:
    """The lines of the record on all its pages together.

    Raises: RoleRefused.
    """
    return _records(viewer, filters).count()


def _records(viewer: Principal, wanted: RecordFilters) -> QuerySet[AccessRecord]:
    if Role.OVERSIGHT_OFFICER not in viewer.roles:
        raise RoleRefused("The record of looks is read by oversight; ask an oversight officer.")
    narrowed = {
        "by__in": wanted.by,
        "act": wanted.act,
        "subject_id__in": wanted.subjects,
        "field": wanted.field,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    found = AccessRecord.objects.filter(**{name: value for name, value in narrowed.items() if value})
    # A search names nobody, and what is unknown is in no list.
    return found.exclude(subject_id__isnull=False, subject_id__in=wanted.kept_from) if wanted.kept_from else found


def wrong_tries(requester_id: UUID, *, since: datetime) -> int:
    """How often a wrong secret was tried for this person since then."""
    tried = AccessRecord.objects.filter(subject="requester", subject_id=requester_id, act="verify", purpose="wrong")
    return tried.filter(at__gte=since).count()


def given_fields(requester_id: UUID | None) -> list[str]:
    """Which details of a person are kept, by name and never by value; none for nobody and for the erased."""
    there = (
        Detail.objects.filter(requester_id=requester_id, requester__erased_at=None)
        if requester_id
        else Detail.objects.none()
    )
    return [field for field in people.FIELDS if field in set(there.values_list("field", flat=True))]


def keys_in_use() -> set[str]:
    """The ids of all keys that rows were written with."""
    return {*Text.objects.filter(erased_at=None).values_list("key_id", flat=True).distinct()} | {
        *Requester.objects.filter(erased_at=None).values_list("key_id", flat=True).distinct()
    }


def has_rows() -> bool:
    """Whether anything encrypted is in the database: then a missing key is refused, never replaced."""
    return Text.objects.exists() or Requester.objects.exists()


def problems() -> list[str]:
    """What is wrong with the vault, a sentence each: start-up refuses to run while there is any."""
    found = [f"The trigger {name} is missing: run `weisu setup`." for name in triggers.missing(connection, RECORDS)]
    for purpose in (Purpose.TEXT, Purpose.VAULT):
        held = {key.key_id for key in keys.ring(purpose).keys}
        lost = sorted(key_id for key_id in keys_in_use() if key_id.startswith(f"{purpose}-") and key_id not in held)
        found += [f"The key {key_id} is not here, and rows were written with it: put its file back." for key_id in lost]
    return found
