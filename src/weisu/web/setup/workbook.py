"""The organisation as a workbook: out, and back by a review of differences that a person confirms.

Between review and confirmation the file lies encrypted in the vault; once it was confirmed, or after a day in which
nobody did, it is destroyed.
"""

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from weisu.org import sheets
from weisu.org.review import UNKNOWN, Difference, Fault, Review, compare
from weisu.org.services import export_workbook, import_workbook
from weisu.org.services.exchange import BadRows
from weisu.org.sheets import UnreadableWorkbook
from weisu.vault import services as vault
from weisu.vault.errors import WordsErased
from weisu.web.components.labels import label
from weisu.web.components.purpose import PurposeForm
from weisu.web.components.workbooks import XLSX, file_stamp
from weisu.web.edge import require_role
from weisu.web.setup.labels import DIFFERENCES, ORG_COLUMNS, ORG_SHEETS, ROW_FAULTS, WORKBOOK_FAULTS
from weisu.web.setup.organisation import CHANGING, cell

MOST = 500


class UploadForm(forms.Form):
    """One workbook."""

    file = forms.FileField(label=gettext_lazy("Workbook"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, label_suffix="")


@require_role(*CHANGING)
def export(request: Any) -> HttpResponse:
    """Every sheet, past rows too; it holds names of staff, so a purpose is asked first."""
    form = PurposeForm(request.POST or None)
    if not form.is_valid():
        return render(request, "setup/export.html", {"form": form})
    purpose = form.cleaned_data["purpose"]
    signs = {"by": request.principal, "now": request.now}
    vault.note_use("export", subject="organisation", subject_ids=[None], purpose=purpose, **signs)
    held = BytesIO()
    export_workbook(held, **signs)
    name = f'attachment; filename="organisation-{file_stamp(request.now)}.xlsx"'
    return HttpResponse(held.getvalue(), content_type=XLSX, headers={"Content-Disposition": name})


@require_role(*CHANGING)
def upload(request: Any) -> HttpResponse:
    """What a workbook would change; nothing of it is written yet."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return render(request, "setup/import.html", {"form": form})
    content = form.cleaned_data["file"].read()
    try:
        review = compare(sheets.read(BytesIO(content)), request.now)
    except UnreadableWorkbook as refusal:
        why = label(WORKBOOK_FAULTS, str(refusal.facts["fault"])) % refusal.facts
        form.add_error("file", _("This is no workbook of the organisation: %(why)s") % {"why": why})
        return render(request, "setup/import.html", {"form": form})
    return render(request, "setup/review.html", _page(review) | {"kept": _keep(request, content, review)})


@require_POST
@require_role(*CHANGING)
def confirm(request: Any) -> HttpResponse:
    """All of a reviewed workbook or nothing; signed by the person who read the review."""
    signs = {"by": request.principal, "now": request.now}
    kept = request.session.get("workbook", "")
    if not kept or kept != request.POST.get("kept"):
        messages.error(request, _("This review is not the latest one. Choose the workbook again."))
        return redirect("organisation-import")
    try:
        content = vault.read_file(kept, purpose=vault.WAITING, **signs)
        review = _applied(request, content)
    except (WordsErased, BadRows):
        review = None
    if review is None:
        messages.error(request, _("This review no longer holds. Choose the workbook again."))
        return redirect("organisation-import")
    del request.session["workbook"], request.session["workbook-says"]
    vault.erase(kept, ground=vault.WAITING, **signs)
    done = sum(each.what != UNKNOWN for each in review.differences)
    messages.success(request, _("%(count)s rows were applied.") % {"count": done})
    return redirect("organisation")


def _applied(request: Any, content: bytes) -> Review | None:
    """The workbook applied; None and nothing, when it would no longer change what was reviewed."""
    at, said = request.session.get("workbook-says", ("", ""))
    with transaction.atomic():
        if not at or _digest(compare(sheets.read(BytesIO(content)), datetime.fromisoformat(at))) != said:
            return None
        return import_workbook(BytesIO(content), by=request.principal, now=request.now)


def _digest(review: Review) -> str:
    """What a review says would change, in short: rows may have changed since it was read."""
    return sha256(repr(review.differences).encode()).hexdigest()


def _keep(request: Any, content: bytes, review: Review) -> str:
    """Keep the file until it is confirmed; the one reviewed before is destroyed."""
    signs = {"by": request.principal, "now": request.now}
    if before := request.session.get("workbook"):
        vault.erase(before, ground=vault.WAITING, **signs)
    kept = vault.keep_file(
        content, name="organisation.xlsx", media_type=XLSX, ticket_id=None, purpose=vault.WAITING, **signs
    )
    request.session["workbook"] = kept.content.text_id
    request.session["workbook-says"] = (request.now.isoformat(), _digest(review))
    return kept.content.text_id


def _page(review: Review) -> dict[str, Any]:
    changing = [each for each in review.differences if each.what != UNKNOWN]
    return {
        "rows": [_in_words(each) for each in changing[:MOST]],
        "counts": [(label(DIFFERENCES, what), len(review.of(what))) for what in DIFFERENCES],
        "bad": [(label(ORG_SHEETS, each.sheet), _row(each.line), _why(each.fault)) for each in review.bad],
        "is_cut": len(changing) > MOST,
        "may_confirm": bool(changing) and not review.bad,
        "read": review.rows,
    }


def _row(line: int) -> str:
    return _("row %(line)s") % {"line": line}


def _why(fault: Fault) -> str:
    facts = dict(fault.facts)
    if column := facts.get("column"):
        facts["column"] = _("%(name)s (%(code)s)") % {"name": label(ORG_COLUMNS, column), "code": column}
    if sheet := facts.get("in_sheet"):
        facts["in_sheet"] = label(ORG_SHEETS, sheet)
    return label(ROW_FAULTS, fault.code) % facts


def _in_words(each: Difference) -> dict[str, Any]:
    changes = [
        (label(ORG_COLUMNS, name), cell(name, each.was.get(name, "")), cell(name, value))
        for name, value in each.becomes.items()
        if each.was.get(name, "") != value
    ]
    return {
        "what": label(DIFFERENCES, each.what),
        "sheet": label(ORG_SHEETS, each.sheet),
        "place": _row(each.line),
        "key": each.key,
        "changes": changes,
    }
