"""What a reader may narrow the work list to."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from weisu.domain.policy import Policy
from weisu.domain.vocabulary import Kind, Status
from weisu.org import queries as org
from weisu.tickets.queries import Filters
from weisu.web.components.labels import KINDS, STATUSES
from weisu.web.steps.fields import categories
from weisu.web.tickets.page import rules

ALL = ("", _("All"))
SOON = timedelta(days=1)
FOLDED = ("kind", "category", "region", "unit")


class FilterForm(forms.Form):
    """Everything may be left open."""

    number = forms.CharField(label=_("Ticket number"), required=False, max_length=32)
    words = forms.CharField(label=_("Words"), required=False, max_length=40)
    status = forms.ChoiceField(label=_("Status"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    due = forms.ChoiceField(
        label=_("Limit"),
        required=False,
        choices=[ALL, ("soon", _("Within a day, or overdue")), ("overdue", _("Overdue"))],
    )

    def __init__(self, *arguments: Any, policy: Policy) -> None:
        """Labels stand above their fields."""
        super().__init__(*arguments, label_suffix="")
        choices = {
            "status": [(status.value, STATUSES[status.value]) for status in Status],
            "kind": [(kind.value, KINDS[kind.value]) for kind in Kind],
            "category": categories(policy),
            "region": org.regions(),
            "unit": org.active_units(),
        }
        for name, found in choices.items():
            self.fields[name].choices = [ALL, *found]  # type: ignore[attr-defined]

    @property
    def at_hand(self) -> list[forms.BoundField]:
        """The filters most people use most days."""
        return [self[name] for name in self.fields if name not in FOLDED]

    @property
    def folded(self) -> list[forms.BoundField]:
        """The others: one press away."""
        return [self[name] for name in FOLDED]

    @property
    def is_unfolded(self) -> bool:
        """Whether one of the folded filters narrows the list, and so must be seen."""
        return any(self.data.get(name) for name in FOLDED)

    def asked(self) -> str:
        """The filters in use, as the end of an address."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})

    def clean_number(self) -> str:
        """As it is written on the slip, spaces aside."""
        return str(self.cleaned_data["number"]).strip()

    def filters(self, *, now: datetime) -> Filters:
        """The list's filters; whatever is not a choice narrows nothing."""
        given = {name: str(self.cleaned_data.get(name, "")) for name in self.fields}
        by = {"soon": now + SOON, "overdue": now}.get(given["due"])
        return Filters(
            statuses=(given["status"],) if given["status"] else (),
            kind=given["kind"],
            category=given["category"],
            region=given["region"],
            unit=given["unit"],
            words=given["words"],
            overdue_at=by,
        )


def filter_form(request: Any, given: QueryDict) -> FilterForm:
    """The form with the choices that the rules at the reader's place offer."""
    return FilterForm(given, policy=rules(request.principal.region_code or org.root_region(), request.now))


def filtered(request: Any) -> Filters:
    """What the address narrows the list to."""
    form = filter_form(request, request.GET)
    form.is_valid()
    return form.filters(now=request.now)
