"""Two people on one ticket: what the second one has not seen yet."""

from weisu.domain.context import Principal
from weisu.tickets import queries
from weisu.web.components.forms import PapersForm
from weisu.web.components.lines import Line, lines


def moved_on(form: PapersForm, viewer: Principal, number: str) -> list[Line]:
    """What happened since the reader opened the form, when that is why it was refused."""
    if form.refusal != "stale_version":
        return []
    seen = form.cleaned_data["version"]
    return lines([moment for moment in queries.timeline(viewer, number) if moment.version > seen])
