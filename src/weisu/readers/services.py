"""Keeping and forgetting views."""

from datetime import datetime

from weisu.domain.context import Principal
from weisu.readers.models import SavedView

MOST = 20


def save_view(name: str, *, query: str, by: Principal, now: datetime) -> None:
    """Keep filters under a name; the same name again replaces them, and a name too many is not kept."""
    mine = SavedView.objects.filter(staff_id=by.id)
    if name and (mine.count() < MOST or mine.filter(name=name[:40]).exists()):
        SavedView.objects.update_or_create(staff_id=by.id, name=name[:40], defaults={"query": query[:400]})


def forget_view(name: str, *, by: Principal, now: datetime) -> None:
    """Forget one of one's own."""
    SavedView.objects.filter(staff_id=by.id, name=name).delete()
