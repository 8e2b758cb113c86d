"""One person's question: their sight, the rules of their region, and the answer kept for everybody like them."""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from weisu.analytics.period import Period
from weisu.analytics.star import LAYOUT, StarMark, star_mark
from weisu.domain.context import Principal
from weisu.insight import kept
from weisu.insight.questions import QUESTIONS, Question, View
from weisu.insight.rules import rules_of
from weisu.insight.sight import sight_of

USUAL_MONTHS = 12

WORKED_OUT = 4
"""Goes up when a question is answered otherwise, so that no answer is shown that an older weisu kept."""


def lake() -> Path:
    """Where the log lies as files."""
    return Path(settings.HOME) / "lake"


def months_known() -> list[str]:
    """The months of which the star has tickets, from the first to the last; none without a star."""
    parts = [part.path.split("/")[1].removeprefix("month=") for part in star_mark(lake()).parts if _is_ticket(part)]
    months = sorted(month for month in parts if month[:1].isdigit())
    return list(Period.of(f"{months[0]}..{months[-1]}").months) if months else []


def period_of(months: list[str], first: str, last: str) -> Period:
    """The months asked for, within those there are; the latest twelve without a wish."""
    last = last if last in months else months[-1]
    usual = months[: months.index(last) + 1][-USUAL_MONTHS:][0]
    first = first if first in months and first <= last else usual
    return Period.of(f"{first}..{last}")


def view_of(viewer: Principal, period: Period, now: datetime) -> View:
    """What this person's numbers rest on."""
    return View(lake(), sight_of(viewer), period, rules_of(viewer.region_code, period, now))


def asked(name: str, view: View, question: Question | None = None, *, beside: object = "") -> Any | kept.Progress:
    """The answer to a question, of `QUESTIONS` without one, or how far it is; `beside` is what else it depends on."""
    worked_out = question or QUESTIONS[name]
    mark = star_mark(view.lake)
    path = Path(settings.HOME) / "insight" / f"{mark.last_seq:012}" / f"{name}-{_digest(name, view, mark, beside)}.json"
    return kept.answer(path, lambda tell: worked_out(view, tell), patience_s=kept.PATIENCE_S)


def _digest(name: str, view: View, mark: StarMark, beside: object) -> str:
    """What an answer depends on: the question, the star, who is in sight, the months, the rules."""
    rules: list[tuple[date, Any]] = sorted(view.rules.items())
    said = (WORKED_OUT, LAYOUT, name, mark, view.sight, view.period, rules, beside)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def _is_ticket(part: Any) -> bool:
    return bool(part.table == "fct_ticket")
