"""Two people on one ticket: what the second one has not seen yet."""

from weisu.domain.context import Principal
from weisu.tickets import queries
from weisu.web.components.forms import PapersForm
from weisu.web.components.lines import Line, lines


def moved_on(form: PapersForm, viewer: Principal, number: str) -> list[Line]:
    """What happened since the reader opened the form they send; empty when nothing did.

    Also when the form itself was not right: what may be chosen in it may have moved on with the ticket.
    """
    seen = form.cleaned_data.get("version") if form.is_bound else None
    if seen is None:
        return []
    return lines([moment for moment in queries.timeline(viewer, number) if moment.version > seen])
