"""How much of a list leaves at once: its newest part, and a sentence that says of how much."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

Pages = Callable[[Any], tuple[list[Any], Any]]
"""From a mark (empty: the beginning) to some rows and the mark of the next ones, empty after the last."""


def newest(pages: Pages, most: int) -> list[Any]:
    """The first rows, page after page, at most so many."""
    rows, mark = pages("")
    while mark and len(rows) < most:
        some, mark = pages(mark)
        rows = rows + some
    return rows[:most]


def cut(total: int, most: int) -> str:
    """The sentence; empty where everything leaves."""
    if total <= most:
        return ""
    said = _("These are the newest %(most)s of %(total)s. Narrow the list by its filters to take out the others.")
    return said % {"most": f"{most:,}", "total": f"{total:,}"}
