"""What a reader does with what they were told."""

from collections.abc import Sequence
from datetime import datetime

from weisu.domain.context import Principal
from weisu.notices.models import Notice
from weisu.notices.queries import recipient_of


def mark_read(ids: Sequence[int] | None, *, by: Principal, now: datetime) -> int:
    """These notices were read, or every one (None); only one's own, and the first reading counts."""
    mine = Notice.objects.filter(recipient=recipient_of(by), via="inbox", read_at=None)
    if ids is not None:
        mine = mine.filter(id__in=ids)
    return mine.update(read_at=now)
