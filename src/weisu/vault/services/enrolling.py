"""Many people at once, as an import brings them: no secret, a pseudonym that follows from the source."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from weisu.domain.context import Principal
from weisu.domain.errors import BadPayload
from weisu.vault import ciphers, keys, people
from weisu.vault.keys import Purpose
from weisu.vault.models import Requester
from weisu.vault.writing import insert_many

AT_ONCE = 500
REQUESTER = "requester_id kind wrapped_key key_id secret created_at created_by erased_by erasure_ground".split()
DETAIL = ("requester_id", "field", "cipher")
INDEX = ("requester_id", "kind", "digest", "key_id")


class Newcomer(NamedTuple):
    """Somebody to take in; `requester_id` says who counts as the same person."""

    requester_id: UUID
    kind: str
    details: Mapping[str, str]


def enrol_many(newcomers: Sequence[Newcomer], *, area_code: str = "", by: Principal, now: datetime) -> int:
    """Take in those who are not there yet, in the open transaction; returns how many were new.

    Somebody who is there keeps the details they have, and somebody who was erased stays erased.
    Raises: BadPayload for a kind or field that does not exist.
    """
    wanted = {one.requester_id: one for one in newcomers}
    there = _there(list(wanted))
    new = [one for one in wanted.values() if one.requester_id not in there]
    for one in new:
        if one.kind not in people.KINDS:
            raise BadPayload(f"{one.kind!r} is no kind of requester.", instead=sorted(people.KINDS))
        for field in one.details:
            people.require_field(field)
    if new:
        _write(new, area_code=area_code, by=by, now=now)
    return len(new)


def _there(ids: list[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for start in range(0, len(ids), AT_ONCE):
        some = Requester.objects.filter(requester_id__in=ids[start : start + AT_ONCE])
        found.update(some.values_list("requester_id", flat=True))
    return found


def _write(new: list[Newcomer], *, area_code: str, by: Principal, now: datetime) -> None:
    ring = keys.ring(Purpose.VAULT)
    index_key = keys.ring(Purpose.INDEX).current.key_id
    requesters, details, entries = [], [], []
    for one in new:
        data_key = AESGCM.generate_key(8 * ciphers.KEY)
        wrapped = ciphers.lock(ring.current.secret, data_key, one.requester_id.bytes)
        requesters.append((one.requester_id, one.kind, wrapped, ring.current.key_id, b"", now, by.id, "", ""))
        for field, value in one.details.items():
            if value.strip():
                cipher = ciphers.lock(data_key, value.strip().encode(), people.bound_to(one.requester_id, field))
                details.append((one.requester_id, field, cipher))
        entries += [
            (one.requester_id, kind, digest, index_key)
            for kind, digest in people.index_entries(one.details, area_code=area_code)
        ]
    insert_many("vault_requester", REQUESTER, requesters)
    insert_many("vault_detail", DETAIL, details)
    insert_many("vault_blind_index", INDEX, entries)
