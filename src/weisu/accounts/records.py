"""The record of every sign-in, failure, lockout and use of a key. It is only ever added to."""

from datetime import datetime

from weisu.accounts.models import AccessRecord, Act
from weisu.domain.context import Principal


def record(
    act: Act,
    *,
    by: Principal,
    now: datetime,
    staff_id: str = "",
    why: str = "",
    origin: str = "",
    key_id: str = "",
) -> None:
    """Write one record; a name that belongs to nobody leaves no name."""
    AccessRecord.objects.create(at=now, act=act, by=by.id, staff_id=staff_id, why=why, origin=origin, key_id=key_id)
