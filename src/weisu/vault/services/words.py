"""Words and files: keep, read with a record, redact again, erase."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from weisu.domain.context import Principal
from weisu.domain.errors import NotFound
from weisu.domain.events import TextRef
from weisu.vault import keys, redaction, texts
from weisu.vault.errors import WordsErased
from weisu.vault.keys import Purpose
from weisu.vault.models import Text
from weisu.vault.records import record
from weisu.vault.stored import AT_ONCE, Ref, rows_of, text_id_of
from weisu.vault.texts import TextRow, Words
from weisu.vault.writing import write_rows


class FileRef(NamedTuple):
    """An attachment: its bytes and its name, both in the store, because a file name is words too."""

    content: TextRef
    name: TextRef


def keep(
    text: str, *, ticket_id: UUID | None, purpose: str, by: Principal, now: datetime, known: Sequence[str] = ()
) -> TextRef:
    """Store what somebody typed and return the reference for the event; `known` are names and numbers to mask.

    Raises: BadPayload when the text cannot be stored as it is.
    """
    return keep_many([Words(text, purpose, by.id, now, ticket_id, tuple(known))], by=by, now=now)[0]


def keep_many(words: Sequence[Words], *, by: Principal, now: datetime) -> list[TextRef]:
    """Store many texts at once, in the order given; an empty author or a missing time becomes `by` and `now`."""
    signed = [
        each._replace(author=each.author or by.id, stored_at=each.stored_at or now)
        if not (each.author and each.stored_at)
        else each
        for each in words
    ]
    prepared = texts.prepare(signed, ring=keys.ring(Purpose.TEXT))
    write_rows(prepared.rows)
    return prepared.refs


def keep_file(
    content: bytes,
    *,
    name: str,
    media_type: str,
    ticket_id: UUID | None,
    purpose: str,
    by: Principal,
    now: datetime,
    known: Sequence[str] = (),
) -> FileRef:
    """Store an attachment and its name; only text files get a redacted copy."""
    kind = media_type or "application/octet-stream"
    masks = tuple(known)
    both = [
        Words(content, purpose, by.id, now, ticket_id, masks, kind),
        Words(name, "file_name", by.id, now, ticket_id, masks),
    ]
    return FileRef(*keep_many(both, by=by, now=now))


def read(ref: Ref, *, by: Principal, now: datetime, purpose: str) -> str:
    """The words as they were written; leaves a record of who looked and why.

    Raises: NotFound, WordsErased.
    """
    row = _there(ref)
    record("read", "text", [row.text_id], by=by, now=now, purpose=purpose)
    return _words(row, texts.opened(row, ring=keys.ring(Purpose.TEXT)))


def read_many(refs: Iterable[Ref], *, by: Principal, now: datetime, purpose: str) -> dict[UUID, str]:
    """Several texts at once by their ids; erased and unknown ones are left out, every one given is recorded."""
    ring = keys.ring(Purpose.TEXT)
    there = [row for row in rows_of(refs) if row.erased_at is None]
    record("read", "text", [row.text_id for row in there], by=by, now=now, purpose=purpose)
    return {row.text_id: _words(row, texts.opened(row, ring=ring)) for row in there}


def read_file(ref: Ref, *, by: Principal, now: datetime, purpose: str) -> bytes:
    """An attachment's bytes as they came; leaves a record of who looked and why.

    Raises: NotFound, WordsErased.
    """
    row = _there(ref)
    record("read", "text", [row.text_id], by=by, now=now, purpose=purpose)
    return texts.opened(row, ring=keys.ring(Purpose.TEXT))


@transaction.atomic
def redact_again(refs: Iterable[Ref], *, known: Sequence[str], by: Principal, now: datetime) -> int:
    """Rewrite redacted copies once more names are known (the requester gave one later); returns how many changed."""
    ring = keys.ring(Purpose.TEXT)
    there = [row for row in rows_of(refs) if row.erased_at is None]
    record("redact", "text", [row.text_id for row in there], by=by, now=now, purpose="redaction")
    changed = 0
    for row in there:
        source = texts.readable(row.media_type, texts.opened(row, ring=ring), tuple(known))
        copy = source and redaction.redact(source.text, source.known).text
        if copy != row.redacted:
            changed += Text.objects.filter(text_id=row.text_id).update(redacted=copy)
    return changed


@transaction.atomic
def erase(ref: Ref, *, by: Principal, now: datetime, ground: str) -> None:
    """Destroy words, keys and redacted copy; the tombstone stays, and `events verify` accepts it.

    Raises: NotFound. Erasing again changes nothing.
    """
    if not erase_many([ref], by=by, now=now, ground=ground):
        raise NotFound(f"There is no text {text_id_of(ref)}.")


@transaction.atomic
def erase_many(refs: Iterable[Ref], *, by: Principal, now: datetime, ground: str) -> int:
    """Destroy several texts (个人信息保护法 第四十七条); returns how many of them exist, tombstones included."""
    found = rows_of(refs)
    there = [row.text_id for row in found if row.erased_at is None]
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA secure_delete=ON")
    for start in range(0, len(there), AT_ONCE):
        Text.objects.filter(text_id__in=there[start : start + AT_ONCE]).update(
            cipher=b"",
            wrapped_key=b"",
            redacted=None,
            erased_at=now,
            erased_by=by.id,
            erasure_ground=redaction.redact(ground).text[:200],
        )
    record("erase", "text", there, by=by, now=now, purpose=ground)
    return len(found)


def _there(ref: Ref) -> TextRow:
    rows = rows_of([ref])
    if not rows:
        raise NotFound(f"There is no text {text_id_of(ref)}.")
    if rows[0].erased_at:
        raise WordsErased(
            f"These words were destroyed on {rows[0].erased_at:%Y-%m-%d}: {rows[0].erasure_ground}.",
            instead=["the ticket's events still say what was done and when"],
        )
    return rows[0]


def _words(row: TextRow, plain: bytes) -> str:
    return texts.decoded(plain) if row.media_type else plain.decode()
