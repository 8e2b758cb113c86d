"""What a reader kept."""

from weisu.domain.context import Principal
from weisu.readers.models import SavedView


def views_of(viewer: Principal) -> list[SavedView]:
    """Everything this person saved, by name."""
    return list(SavedView.objects.filter(staff_id=viewer.id).order_by("name"))
