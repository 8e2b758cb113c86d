"""Tables that leave the pages, as a workbook: every cell is text, so nothing in it is ever run."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO

from django.http import HttpResponse
from django.utils.timezone import get_current_timezone
from xlsxwriter import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""The names of the columns, and the rows."""


def workbook(name: str, sheets: Mapping[str, Table], *, said: str = "") -> HttpResponse:
    """A workbook to be saved under a name; one sheet for each table, what is `said` above its columns."""
    above = [(said,)] if said else []
    held = BytesIO()
    with Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for title, (head, rows) in sheets.items():
            page = book.add_worksheet(title[:31])
            page.freeze_panes(len(above) + 1, 0)
            for line, row in enumerate((head, *rows), len(above)):
                for place, cell in enumerate(row):
                    page.write_string(line, place, str(cell))
            # A sentence runs on over its neighbours; no column is as wide as it.
            page.autofit()
            for line, (sentence,) in enumerate(above):
                page.write_string(line, 0, sentence)
    return HttpResponse(
        held.getvalue(),
        content_type=XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.xlsx"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def moment(at: datetime) -> str:
    """An instant as people here read it."""
    return f"{at.astimezone(get_current_timezone()):%Y-%m-%d %H:%M:%S}"


def file_stamp(at: datetime) -> str:
    """An instant within a file's name."""
    return f"{at.astimezone(get_current_timezone()):%Y%m%d-%H%M}"
