"""What every page of the measures begins with: is there a star, which months, whose tickets, is there an answer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from functools import partial, wraps
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weisu.analytics.asking import read_by
from weisu.analytics.catalog import metric_of
from weisu.analytics.period import Period
from weisu.analytics.ruling import Mark, rulings
from weisu.domain.instants import from_us
from weisu.insight.asking import asked, months_known, period_of, view_of
from weisu.insight.kept import Progress
from weisu.insight.questions import Question, View
from weisu.org import queries as org
from weisu.web.components.workbooks import moment
from weisu.web.edge import DOORS, require_role
from weisu.web.insight.spelling import catalogue_language

OPEN_TO = DOORS["insight"]
AGAIN_S = 2
"""After how many seconds a page that waits for an answer asks again."""


class PeriodForm(forms.Form):
    """From which month up to which."""

    since = forms.ChoiceField(label=gettext_lazy("From the month"), required=False)
    until = forms.ChoiceField(label=gettext_lazy("Up to the month"), required=False)

    def __init__(self, months: list[str], period: Period) -> None:
        chosen = {"since": period.months[0], "until": period.months[-1]}
        super().__init__(label_suffix="", initial=chosen)
        for field in self.fields.values():
            field.choices = [(month, month) for month in reversed(months)]  # type: ignore[attr-defined]


class Desk(NamedTuple):
    """What a page has to show from: the months, whose tickets, and what was found (empty where nothing was asked).

    `region` is that of whoever reads, empty for the whole; `reads` are the settings that decide what the page says.
    """

    months: list[str]
    period: Period
    view: View
    found: Mapping[str, Any]
    region: str = ""
    reads: Sequence[str] = ()

    @property
    def query(self) -> str:
        """The months as an address says them."""
        return urlencode({"since": self.period.months[0], "until": self.period.months[-1]})

    @property
    def then(self) -> datetime:
        """The last instant of the months: units and regions are called as they were called then."""
        return datetime.combine(self.period.last_day, time.max, get_current_timezone())

    @property
    def minimum(self) -> int:
        """The fewest cases of which a rate is shown, by the rules of the last month."""
        return self.view.rule_on(self.period.last_day).minimum_n

    @property
    def running(self) -> str:
        """The month in which the log ends: it is not over."""
        return f"{self.as_of.astimezone(get_current_timezone()):%Y-%m}"

    @property
    def as_of(self) -> datetime:
        """How far the log reaches."""
        return from_us(self.found["as_of_us"])

    def rules_said(self, mark: Mark = str) -> list[str]:
        """Under whose rules the months were counted, with codes as `mark` writes them."""
        found = rulings(self.period, self.view.rule_on, self.reads)
        return [said for one in found for said in one.said(catalogue_language(), mark)]

    def page(self, viewer: Any) -> dict[str, Any]:
        """What the head of the page shows."""
        region = viewer.region_code or org.root_region()
        return {
            "form": PeriodForm(self.months, self.period),
            "query": self.query,
            "counted": _("Counted are the tickets of %(region)s that you may see. The log reaches up to %(until)s.")
            % {"region": org.region_names([region]).get(region, region), "until": moment(self.as_of)[:-3]},
            "rules": [mark_safe(said) for said in self.rules_said(_code)],
        }


def _code(code: str) -> str:
    return format_html("<code>{}</code>", code)


Shown = Callable[..., HttpResponse]


def answered(
    name: str = "",
    of_key: Callable[[str], Question] | None = None,
    *,
    by: Sequence[str] = (),
    reads: Sequence[str] = (),
) -> Callable[[Shown], Shown]:
    """Hand the page an answered `Desk`.

    Without a name the question is the measure of the address; `of_key` is another question about that measure. The
    page shows the measure in the groupings `by`, and `reads` these settings beside those of the measure.
    """

    def wrapped(show: Shown) -> Shown:
        @require_role(*OPEN_TO)
        @wraps(show)
        def page(request: Any, **keys: str) -> HttpResponse:
            metrics = [metric_of(keys["key"])] if "key" in keys else []
            desk = begun(request)
            if desk is None:
                return no_star(request)
            desk = desk._replace(reads=(*read_by(*metrics, by=by), *reads))
            key = keys.get("key", "")
            asked_of = of_key(key) if of_key else None
            return answer(request, desk, partial(show, **keys), f"{name}{key}", asked_of)

        return page

    return wrapped


def answer(
    request: Any, desk: Desk, show: Shown, name: str, asked_of: Question | None = None, *, beside: object = ""
) -> HttpResponse:
    """The page of an answered desk, or how far the answer is; `beside` is what else the answer depends on."""
    found = asked(name, desk.view, asked_of, beside=beside)
    if isinstance(found, Progress):
        return working(request, found)
    return show(request, desk._replace(found=found))


def begun(request: Any) -> Desk | None:
    """The months asked for and the tickets in sight; None without a star."""
    months = months_known()
    if not months:
        return None
    period = period_of(months, request.GET.get("since", ""), request.GET.get("until", ""))
    return desk_of(request, months, period)


def desk_of(request: Any, months: list[str], period: Period) -> Desk:
    """The desk of whoever asks, for a period."""
    view = view_of(request.principal, period, request.now)
    return Desk(months, period, view, {}, request.principal.region_code)


def working(request: Any, progress: Progress) -> HttpResponse:
    """How far the answer is; the page asks again by itself, without a script.

    What was sent with a purpose is not asked for anew: the page keeps the purpose, to be sent again by a button.
    """
    told = _("%(done)s of %(of)s parts are done") % progress._asdict()
    purpose = request.POST.get("purpose", "")
    page = {"told": told, "share": round(100 * progress.done / progress.of), "purpose": purpose}
    response = render(request, "insight/working.html", page)
    if not purpose:
        response.headers["Refresh"] = str(AGAIN_S)
    return response


def no_star(request: Any) -> HttpResponse:
    """Nothing has been built yet: what it takes."""
    return render(request, "insight/no_star.html")
