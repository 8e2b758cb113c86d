"""What a step is about, beside its form: nobody should have to remember the ticket while they write."""

from typing import Any

from weisu.domain.context import Principal
from weisu.tickets import queries
from weisu.tickets.queries import Moment
from weisu.web.components.labels import STATUSES, label
from weisu.web.components.lines import lines
from weisu.web.components.masks import unmasked

LATEST = 3


def brief(viewer: Principal, ticket: Any) -> dict[str, Any]:
    """The request, where it stands and what happened last, as this reader may see them."""
    moments = queries.timeline(viewer, ticket.number)
    return {
        "title": first(moments, "title"),
        "request_words": first(moments, "request"),
        "stage": ticket.status,
        "status": label(STATUSES, ticket.status),
        "latest": lines(moments[-LATEST:]),
    }


def first(moments: list[Moment], field: str) -> str:
    """What was written into a field when the request was taken in; empty when it may not be read."""
    copies = moments[0].words.get(field, []) if moments else []
    return unmasked(next((copy for copy in copies if copy), ""))
