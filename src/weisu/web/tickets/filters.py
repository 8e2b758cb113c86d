"""What a reader may narrow the work list to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from weisu.domain.vocabulary import Kind, Status
from weisu.org.queries import active_units
from weisu.tickets.queries import Filters
from weisu.web.components.labels import KINDS, STATUSES


def _units() -> list[tuple[str, str]]:
    return [("", str(_("All units"))), *active_units()]


class FilterForm(forms.Form):
    """Number, status, unit, kind; everything may be left open."""

    number = forms.CharField(label=_("Ticket number"), required=False, max_length=32)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *((s.value, STATUSES[s.value]) for s in Status)]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *((k.value, KINDS[k.value]) for k in Kind)]
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False, choices=_units)

    def __init__(self, *arguments: object) -> None:
        """Labels stand above their fields."""
        super().__init__(*arguments, label_suffix="")

    def clean_number(self) -> str:
        """As it is written on the slip, spaces aside."""
        return str(self.cleaned_data["number"]).strip()

    def filters(self) -> Filters:
        """The list's filters; whatever is not a choice narrows nothing."""
        given = self.cleaned_data
        status = given.get("status", "")
        return Filters(statuses=(status,) if status else (), kind=given.get("kind", ""), unit=given.get("unit", ""))
