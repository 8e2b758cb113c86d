"""How often one may be wrong: few times for one name, more often for one address, behind which a whole office may sit.

A try is written down before it is checked and taken away when it was right, so a thousand tries at one instant count a
thousand times. What is tried while locked out does not count: nobody can keep a colleague out by going on.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from weisu.accounts.errors import LockedOut
from weisu.accounts.models import FailedTry


def begin(name_token: str, *, origin: str, staff_id: str = "", now: datetime) -> FailedTry:
    """Write a try down before it is checked.

    Raises: LockedOut.
    """
    own = FailedTry.objects.create(at=now, name_token=name_token, origin=origin, staff_id=staff_id)
    until = locked_until(name_token, origin=origin, now=now, without=own.pk)
    if until is not None:
        own.delete()
        raise LockedOut(until)
    return own


def locked_until(name_token: str, *, origin: str, now: datetime, without: int = 0) -> datetime | None:
    """When this name, and this address, may be tried again; None while they may. What is empty is not asked about."""
    ends = []
    if name_token:
        ends.append(_full_until(Q(name_token=name_token), settings.LOCKOUT_TRIES, now, without))
    if origin:
        ends.append(_full_until(Q(origin=origin), settings.LOCKOUT_ADDRESS_TRIES, now, without))
    return max((end for end in ends if end), default=None)


def forgive(tried: FailedTry) -> None:
    """This one try was right."""
    tried.delete()


def clear(name_token: str) -> int:
    """Forget every try of a name: somebody signed in, or oversight lifted the lockout."""
    return FailedTry.objects.filter(name_token=name_token).delete()[0]


def clear_old(now: datetime) -> None:
    """Nothing older than the window counts, so nothing older is kept."""
    FailedTry.objects.filter(at__lte=now - window()).delete()


def window() -> timedelta:
    """How long a wrong try counts."""
    return timedelta(minutes=settings.LOCKOUT_MINUTES)


def _full_until(which: Q, limit: int, now: datetime, without: int) -> datetime | None:
    counted = FailedTry.objects.filter(which, at__gt=now - window()).exclude(pk=without).order_by("-at", "-id")
    oldest = counted.values_list("at", flat=True)[limit - 1 : limit].first()
    return oldest + window() if oldest else None
