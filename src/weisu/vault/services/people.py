"""People: enrol under a pseudonym, find by number, reveal one field with a record, erase."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import connection, transaction

from weisu.domain.context import Principal
from weisu.domain.errors import BadPayload, NotFound
from weisu.vault import ciphers, keys, people, redaction
from weisu.vault.keys import Purpose
from weisu.vault.models import BlindIndex, Detail, Requester, Text
from weisu.vault.records import record
from weisu.vault.services.words import erase_many


class Enrolment(NamedTuple):
    """A new pseudonym, and the tracking secret to tell the person now: it is never shown again."""

    requester_id: UUID
    secret: str


@transaction.atomic
def enrol(
    details: Mapping[str, str],
    *,
    kind: str = "individual",
    with_secret: bool = True,
    area_code: str = "",
    by: Principal,
    now: datetime,
) -> Enrolment:
    """Take in a person or an organisation; `details` are fields of `people.FIELDS`, empty ones are not kept.

    Raises: BadPayload for a kind or field that does not exist.
    """
    if kind not in people.KINDS:
        raise BadPayload(f"{kind!r} is no kind of requester.", instead=sorted(people.KINDS))
    ring = keys.ring(Purpose.VAULT)
    requester_id, data_key = uuid4(), secrets.token_bytes(ciphers.KEY)
    secret = people.new_secret() if with_secret else ""
    Requester.objects.create(
        requester_id=requester_id,
        kind=kind,
        wrapped_key=ciphers.lock(ring.current.secret, data_key, requester_id.bytes),
        key_id=ring.current.key_id,
        secret=people.locked_secret(secret, requester_id, data_key) if secret else b"",
        created_at=now,
        created_by=by.id,
    )
    _write_details(requester_id, details, data_key=data_key, area_code=area_code)
    return Enrolment(requester_id, secret)


@transaction.atomic
def change_details(
    requester_id: UUID, *, details: Mapping[str, str], area_code: str = "", by: Principal, now: datetime
) -> None:
    """Replace some fields at the requester's own wish; an empty value removes the field.

    Raises: NotFound, PersonErased, BadPayload.
    """
    data_key = people.data_key_of(people.there(requester_id))
    Detail.objects.filter(requester_id=requester_id, field__in=details).delete()
    _write_details(requester_id, details, data_key=data_key, area_code=area_code)
    for field in sorted(details):
        record("change", "requester", [requester_id], by=by, now=now, purpose="change", field=field)


@transaction.atomic
def reveal(requester_id: UUID, *, field: str, purpose: str, by: Principal, now: datetime) -> str:
    """One field of one person, in clear; leaves a record. Empty when it was never given.

    Raises: NotFound, PersonErased, BadPayload.
    """
    people.require_field(field)
    requester = people.there(requester_id)
    record("reveal", "requester", [requester_id], by=by, now=now, purpose=purpose, field=field)
    return people.details_of(requester, fields=(field,)).get(field, "")


@transaction.atomic
def find_by_telephone(typed: str, *, purpose: str, area_code: str = "", by: Principal, now: datetime) -> list[UUID]:
    """The people who gave this number, the newest first; any spelling finds them. Leaves a record for each."""
    digests = people.blind_digests("telephone", typed, area_code=area_code)
    rows = BlindIndex.objects.filter(kind="telephone", digest__in=digests).order_by("-requester__created_at")
    found = list(dict.fromkeys(rows.values_list("requester_id", flat=True)))
    record("find", "requester", found or [None], by=by, now=now, purpose=purpose, field="telephone")
    return found


@transaction.atomic
def verify_secret(requester_id: UUID, *, secret: str, by: Principal, now: datetime) -> bool:
    """Whether this is the secret the person was given; every try is recorded, so guessing is seen.

    Raises: NotFound, PersonErased.
    """
    requester = people.there(requester_id)
    fits = bool(requester.secret) and people.secret_fits(secret, requester)
    record("verify", "requester", [requester_id], by=by, now=now, purpose="right" if fits else "wrong", field="secret")
    return fits


@transaction.atomic
def erase_person(
    requester_id: UUID, *, ticket_ids: Iterable[UUID] = (), by: Principal, now: datetime, ground: str
) -> int:
    """Destroy a person's details, index entries, secret and key, and all words of the tickets given.

    The pseudonym and the tombstones stay, so the log verifies and statistics stay true (个人信息保护法 第四十七条).
    Returns how many texts were destroyed. Raises: NotFound. Erasing again changes nothing.
    """
    found = Requester.objects.filter(requester_id=requester_id)
    if not found.exists():
        raise NotFound(f"There is no requester {requester_id}.")
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA secure_delete=ON")
    Detail.objects.filter(requester_id=requester_id).delete()
    BlindIndex.objects.filter(requester_id=requester_id).delete()
    found.filter(erased_at=None).update(
        wrapped_key=b"",
        secret=b"",
        erased_at=now,
        erased_by=by.id,
        erasure_ground=redaction.redact(ground).text[:200],
    )
    record("erase", "requester", [requester_id], by=by, now=now, purpose=ground)
    words = Text.objects.filter(ticket_id__in=list(ticket_ids), erased_at=None).values_list("text_id", flat=True)
    return erase_many(list(words), by=by, now=now, ground=ground)


def _write_details(requester_id: UUID, details: Mapping[str, str], *, data_key: bytes, area_code: str) -> None:
    given = {field: value.strip() for field, value in details.items()}
    for field in given:
        people.require_field(field)
    Detail.objects.bulk_create(
        Detail(
            requester_id=requester_id,
            field=field,
            cipher=ciphers.lock(data_key, value.encode(), people.bound_to(requester_id, field)),
        )
        for field, value in given.items()
        if value
    )
    BlindIndex.objects.filter(
        requester_id=requester_id, kind__in={people.INDEXED.get(field) for field in given}
    ).delete()
    people.write_index(requester_id, people.details_by_key(requester_id, data_key), area_code=area_code)
