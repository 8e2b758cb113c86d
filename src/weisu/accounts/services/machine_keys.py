"""Keys for machines: shown once, kept as a digest, good for one post until a day."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from weisu.accounts import digests, lockout, queries
from weisu.accounts.errors import KeyRefused
from weisu.accounts.models import Act, ApiKey
from weisu.accounts.records import record
from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused, NotFound, RoleRefused
from weisu.domain.vocabulary import Role

PREFIX = "weisu"
LONGEST = timedelta(days=366)
MAY_MAKE = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
REFUSED = "This key opens nothing now."


@transaction.atomic
def create_key(
    staff_id: str, *, role: Role, label: str, expires_at: datetime, unit: str = "", by: Principal, now: datetime
) -> str:
    """A key for one post that is in force; returns its text, which nobody can read again.

    Raises: RoleRefused, NotFound without such a post, GuardRefused for a time in the past or too far ahead.
    """
    _only_makers(by)
    if not now < expires_at <= now + LONGEST:
        raise GuardRefused(f"A key ends after now and within {LONGEST.days} days; choose such a day.")
    post = queries.post_in_force(staff_id, role=role, unit=unit, at=now)
    if post is None:
        raise NotFound(f"{staff_id} holds no such post now; appoint them first.", staff=staff_id)
    secret = secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        id=secrets.token_hex(6),
        digest=digests.of_secret(secret),
        label=label,
        post=post,
        made_at=now,
        made_by=by.id,
        expires_at=expires_at,
    )
    record(Act.KEY_MADE, staff_id=staff_id, key_id=key.id, by=by, now=now)
    return f"{PREFIX}_{key.id}_{secret}"


@transaction.atomic
def revoke_key(key_id: str, *, by: Principal, now: datetime) -> None:
    """Open nothing with it from now on.

    Raises: RoleRefused, NotFound for a key that does not exist or is revoked already.
    """
    _only_makers(by)
    key = ApiKey.objects.select_for_update().filter(id=key_id, revoked_at__isnull=True).select_related("post").first()
    if key is None:
        raise NotFound(f"There is no key {key_id} to revoke; see `weisu key list`.", key=key_id)
    key.revoked_at, key.revoked_by = now, by.id
    key.save(update_fields=["revoked_at", "revoked_by"])
    record(Act.KEY_REVOKED, staff_id=key.post.staff_id, key_id=key.id, by=by, now=now)


def use_key(text: str, *, origin: str, by: Principal, now: datetime) -> Principal:
    """Who a key speaks for, in its one post. Every use leaves a record.

    Raises: KeyRefused, LockedOut for an address that sent too many wrong ones; a right key still opens.
    """
    key, why = _look_up(text, now)
    principal = queries.principal_of_key(key, now) if key and not why else None
    if principal is None or key is None:
        _refused(key, why or "left", origin=origin, by=by, now=now)
        raise KeyRefused(REFUSED, instead=["ask the administrator for a key"])
    record(Act.KEY_USED, staff_id=principal.id, key_id=key.id, origin=origin, by=principal, now=now)
    return principal


def _look_up(text: str, now: datetime) -> tuple[ApiKey | None, str]:
    """The key and what is wrong with it."""
    prefix, _, rest = text.partition("_")
    key_id, _, secret = rest.partition("_")
    key = ApiKey.objects.filter(id=key_id).select_related("post").first() if prefix == PREFIX else None
    if key is None or not digests.same(key.digest, digests.of_secret(secret)):
        return None, "unknown"
    if key.revoked_at is not None:
        return key, "revoked"
    return key, "" if now < key.expires_at else "expired"


def _refused(key: ApiKey | None, why: str, *, origin: str, by: Principal, now: datetime) -> None:
    """Write it down, but no more often than people may be wrong; a machine gone wild locks no colleague out."""
    lockout.begin("", origin=digests.of_address(f"key {origin}"), now=now)
    staff_id, key_id = (key.post.staff_id, key.id) if key else ("", "")
    record(Act.KEY_REFUSED, staff_id=staff_id, key_id=key_id, why=why, origin=origin, by=by, now=now)
    lockout.clear_old(now)


def _only_makers(by: Principal) -> None:
    if not by.roles & MAY_MAKE:
        raise RoleRefused("Keys are made and revoked by an administrator or a coordinator; ask one of them.")
