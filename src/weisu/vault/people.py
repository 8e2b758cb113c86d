"""What the vault knows of a person and how it is locked: one key per person, one cipher per field."""

import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib.auth.hashers import ScryptPasswordHasher

from weisu.domain.errors import BadPayload, NotFound
from weisu.vault import ciphers, keys, numbers
from weisu.vault.errors import PersonErased
from weisu.vault.keys import Purpose
from weisu.vault.models import BlindIndex, Detail, Requester

KINDS = frozenset({"individual", "organisation"})
FIELDS = ("name", "telephone", "other_telephone", "id_number", "address", "email", "contact_name")
INDEXED = {"telephone": "telephone", "other_telephone": "telephone", "id_number": "id_number", "email": "email"}
"""Which fields a person can be found by, and under which kind of the blind index."""

SECRET_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LENGTH = 12


class SecretHasher(ScryptPasswordHasher):
    """Django's scrypt at a lower cost: our secrets are 58 random bits, not chosen words, and lie locked besides."""

    work_factor = 2**12


def new_secret() -> str:
    """A tracking secret that can be read out on the telephone: no letter looks or sounds like a digit."""
    return "".join(secrets.choice(SECRET_ALPHABET) for _ in range(SECRET_LENGTH))


def locked_secret(secret: str, requester_id: UUID, data_key: bytes) -> bytes:
    """The secret's hash, locked with the person's key."""
    hasher = SecretHasher()
    return ciphers.lock(data_key, hasher.encode(secret, hasher.salt()).encode(), bound_to(requester_id, "secret"))


def secret_fits(secret: str, requester: Requester) -> bool:
    """Whether a typed secret is the person's; case and spaces do not matter."""
    typed = "".join(secret.split()).replace("-", "").upper()
    known = ciphers.unlock(
        data_key_of(requester), bytes(requester.secret), bound_to(requester.requester_id, "secret")
    ).decode()
    return SecretHasher().verify(typed, known)


def there(requester_id: UUID) -> Requester:
    """The row of somebody who was not erased.

    Raises: NotFound, PersonErased.
    """
    requester = Requester.objects.filter(requester_id=requester_id).first()
    if requester is None:
        raise NotFound(f"There is no requester {requester_id}.")
    if requester.erased_at:
        raise PersonErased(f"This person's data were destroyed on {requester.erased_at:%Y-%m-%d}.")
    return requester


def require_field(field: str) -> None:
    """Raises BadPayload when there is no such field."""
    if field not in FIELDS:
        raise BadPayload(f"{field!r} is no field of a requester.", instead=list(FIELDS))


def bound_to(requester_id: UUID, field: str) -> bytes:
    """What a field's cipher is bound to: this person and this field."""
    return requester_id.bytes + field.encode()


def data_key_of(requester: Requester) -> bytes:
    """The key of one person's details."""
    ring = keys.ring(Purpose.VAULT)
    secret = ring.secret(requester.key_id)
    return ciphers.unlock(secret, bytes(requester.wrapped_key), requester.requester_id.bytes)


def details_of(requester: Requester, *, fields: Iterable[str] = FIELDS) -> dict[str, str]:
    """The fields in clear; what was never given is not there. For the vault's own use."""
    return details_by_key(requester.requester_id, data_key_of(requester), fields=fields)


def details_by_key(requester_id: UUID, data_key: bytes, *, fields: Iterable[str] = FIELDS) -> dict[str, str]:
    """The fields in clear under a key that is already open."""
    rows = Detail.objects.filter(requester_id=requester_id, field__in=list(fields)).values_list("field", "cipher")
    return {
        field: ciphers.unlock(data_key, bytes(cipher), bound_to(requester_id, field)).decode() for field, cipher in rows
    }


def normalised(kind: str, typed: str, *, area_code: str = "") -> str:
    """One spelling per number, whatever was typed; empty when it is no such number."""
    if kind == "telephone":
        return numbers.telephone(typed, area_code=area_code)
    return numbers.identity_number(typed) if kind == "id_number" else numbers.mail(typed)


def blind_digests(kind: str, typed: str, *, area_code: str = "") -> list[str]:
    """Under which digests a number may stand in the index: one per index key, the current key first."""
    plain = normalised(kind, typed, area_code=area_code)
    if not plain:
        return []
    return [ciphers.digest(key.secret, f"{kind}:{plain}".encode()) for key in keys.ring(Purpose.INDEX).keys]


def index_entries(details: Mapping[str, str], *, area_code: str = "") -> list[tuple[str, str]]:
    """(kind, digest) under which these details are found: each number once, under the current key."""
    return sorted(
        {
            (kind, digest)
            for field, kind in INDEXED.items()
            for digest in blind_digests(kind, details.get(field, ""), area_code=area_code)[:1]
        }
    )


def write_index(requester_id: UUID, details: Mapping[str, str], *, area_code: str = "") -> None:
    """Put a person into the blind index under every number given; entries that are there already stay."""
    key_id = keys.ring(Purpose.INDEX).current.key_id
    BlindIndex.objects.bulk_create(
        [
            BlindIndex(requester_id=requester_id, kind=kind, digest=digest, key_id=key_id)
            for kind, digest in index_entries(details, area_code=area_code)
        ],
        ignore_conflicts=True,
    )
