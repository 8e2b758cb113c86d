"""What a reader was told, and how far the followers and the outbox have come."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from weisu.domain.context import Principal
from weisu.domain.vocabulary import Role
from weisu.notices import alarms, telling
from weisu.notices.audience import REQUESTER, STAFF
from weisu.notices.models import Alarm, Notice, State
from weisu.notices.wording import Said, said
from weisu.tickets.followers import behind
from weisu.tickets.queries import visible_to

MOST = 100
FOLLOWERS = (alarms.NAME, telling.NAME)


def inbox(viewer: Principal, *, number: str = "", before: int = 0, limit: int = 50) -> list[Notice]:
    """What this reader was told in the pages, newest first, of one ticket or all they (still) may see."""
    found = _own(viewer).order_by("-id")
    if number:
        found = found.filter(number=number)
    if before:
        found = found.filter(id__lt=before)
    return list(found[: min(limit, MOST)])


def unread(viewer: Principal) -> int:
    """How many notices this reader has not read."""
    return _own(viewer).filter(read_at=None).count()


def in_words(notices: Iterable[Notice], language: str) -> list[tuple[Notice, Said]]:
    """Notices with what they say, in `zh` or `en`."""
    return [(notice, said(notice, language)) for notice in notices]


def recipient_of(viewer: Principal) -> str:
    """As whom somebody is told."""
    return (REQUESTER if viewer.roles == {Role.REQUESTER} else STAFF) + viewer.id


def health(*, now: datetime) -> dict[str, Any]:
    """How far followers, alarms and outbox are behind: events, alarms and notices that wait."""
    states = dict(Notice.objects.values_list("state").annotate(Count("id")).order_by())
    late = Notice.objects.filter(state=State.WAITING, next_at__lte=now)
    alarms_due = Alarm.objects.filter(at__lte=now)
    return {
        "behind": {name: behind(name) for name in FOLLOWERS},
        "alarms_due": alarms_due.count(),
        "notices": {state.value: states.get(state.value, 0) for state in State},
        "waiting_since": late.aggregate(first=Min("next_at"))["first"],
    }


def _own(viewer: Principal) -> QuerySet[Notice]:
    mine = Notice.objects.filter(recipient=recipient_of(viewer), via="inbox")
    return mine.filter(ticket_id__in=visible_to(viewer).values("id"))
