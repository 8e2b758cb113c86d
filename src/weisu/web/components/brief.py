"""What a step is about, beside its form: nobody should have to remember the ticket while they write."""

from typing import Any

from django.utils.translation import gettext as _

from weisu.domain.context import Principal
from weisu.tickets import queries
from weisu.tickets.queries import Moment
from weisu.web.components.labels import STATUSES, label
from weisu.web.components.lines import BEING_CHECKED, lines
from weisu.web.components.masks import unmasked

LATEST = 3


def brief(viewer: Principal, ticket: Any) -> dict[str, Any]:
    """The request, where it stands and what happened last, as this reader may see them."""
    moments = queries.timeline(viewer, ticket.number)
    return {
        "title": first(moments, "title"),
        "request_words": asked(moments),
        "stage": ticket.status,
        "status": label(STATUSES, ticket.status),
        "latest": lines(moments[-LATEST:]),
    }


def asked(moments: list[Moment]) -> str:
    """The request itself, or that it is still being checked before this reader may read it."""
    is_waiting = bool(moments) and "request" in moments[0].being_checked
    return first(moments, "request") or (_(BEING_CHECKED) if is_waiting else "")


def first(moments: list[Moment], field: str) -> str:
    """What was written into a field when the request was taken in; empty when it may not be read."""
    copies = moments[0].words.get(field, []) if moments else []
    return unmasked(next((copy for copy in copies if copy), ""))
