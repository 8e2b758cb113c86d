"""How many notices wait for the reader: the number in the head of every page."""

from typing import Any

from django.utils.functional import SimpleLazyObject

from weisu.notices.queries import unread


def waiting(request: Any) -> dict[str, Any]:
    """`unread` for templates; asked of the database only by a page that shows it."""
    principal = getattr(request, "principal", None)
    return {"unread": SimpleLazyObject(lambda: unread(principal) if principal and principal.roles else 0)}
