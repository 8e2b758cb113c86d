"""脱敏审核: what a protected requester wrote, beside the words that units will read in its stead."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from weisu.domain.errors import DomainError
from weisu.org import queries as org
from weisu.tickets import checking, queries, services
from weisu.tickets.checking import Text
from weisu.web.components.labels import FIELDS, label
from weisu.web.components.masks import unmasked
from weisu.web.components.moved import moved_on
from weisu.web.components.purpose import PurposeForm
from weisu.web.components.refusals import in_words
from weisu.web.edge import DOORS, require_role
from weisu.web.protected.forms import ReleaseForm

MOST = 100
OPEN_TO = DOORS["checking"]


@require_GET
@require_role(*OPEN_TO)
def tasks(request: Any) -> HttpResponse:
    """The tickets whose words somebody must read before a unit may."""
    found = checking.tasks(request.principal, limit=MOST)
    units = org.unit_names(task.unit for task in found)
    rows = [
        {
            "number": task.number,
            "unit": units.get(task.unit, ""),
            "fields": [label(FIELDS, field) for field in task.fields],
            "since": task.registered_at,
        }
        for task in found
    ]
    return render(request, "protected/checking.html", {"rows": rows, "most": MOST})


@require_GET
@require_role(*OPEN_TO)
def ticket(request: Any, number: str) -> HttpResponse:
    """Every text of one protected ticket: what was released for it, or that nobody has read it yet."""
    texts = _texts(request, number)
    return render(request, "protected/texts.html", {"number": number, "texts": [_shown(each) for each in texts]})


@require_role(*OPEN_TO)
def text(request: Any, number: str, text_id: UUID) -> HttpResponse:
    """One text beside the words that units read: show the original for a purpose, release, or mend."""
    found = next((each for each in _texts(request, number) if each.text_id == str(text_id)), None)
    if found is None:
        raise Http404
    ticket = queries.ticket(request.principal, number)
    page = {"ticket": ticket, "text": _shown(found), "purpose": PurposeForm(), "form": _first(found)}
    asked = request.POST.get("do")
    if asked == "show":
        return render(request, "protected/text.html", page | _original(request, number, found))
    if asked != "release":
        return render(request, "protected/text.html", page)
    form = ReleaseForm(request.POST, required={"words"})
    if form.is_valid() and form.run(_release(found), number, by=request.principal, now=request.now):
        return _onward(request, number)
    since = moved_on(form, request.principal, number)
    return render(request, "protected/text.html", page | {"form": form, "since": since}, status=409 if since else 200)


def _release(found: Text) -> Any:
    def release(number: str, **papers: Any) -> None:
        services.release_words(number, of=found.text_id, **papers)

    return release


def _first(found: Text) -> ReleaseForm:
    """The form with what units read now, else with the redacted copy to begin from."""
    start = found.released or ("" if found.is_file else found.copy)
    return ReleaseForm(required={"words"}, initial={"words": unmasked(start)})


def _original(request: Any, number: str, found: Text) -> dict[str, Any]:
    """The text as it was written, if a purpose was given; what was typed beside it stays."""
    purpose = PurposeForm(request.POST)
    kept = {"purpose": purpose, "form": ReleaseForm(required={"words"}, initial={"words": request.POST.get("words")})}
    if not purpose.is_valid():
        return kept
    asked = {"purpose": purpose.cleaned_data["purpose"], "by": request.principal, "now": request.now}
    try:
        return kept | {"original": services.read_original(number, found.text_id, **asked)}
    except DomainError as refusal:
        purpose.add_error(None, in_words(refusal))
        return kept


def _onward(request: Any, number: str) -> HttpResponse:
    """To the next text of the ticket, else back to the list."""
    messages.success(request, _("Released: units read these words now."))
    left = checking.unreleased(request.principal, number)
    return redirect("checking-text", number, left[0].text_id) if left else redirect("checking")


def _texts(request: Any, number: str) -> list[Text]:
    found = checking.texts(request.principal, number)
    if not found:
        raise Http404
    return found


def _shown(each: Text) -> dict[str, Any]:
    return {
        "id": each.text_id,
        "field": label(FIELDS, each.field),
        "copy": unmasked(each.copy),
        "is_file": each.is_file,
        "released": each.released and unmasked(each.released),
    }
