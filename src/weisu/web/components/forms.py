"""Forms that hand papers to a service: which are required is the policy's word, a refusal becomes a form error."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError
from weisu.domain.policy import Policy
from weisu.org.queries import active_units
from weisu.web.components.labels import FIELDS
from weisu.web.components.refusals import in_words
from weisu.web.components.uploads import Files, takes_files

LONGEST = 4000


def words(**options: Any) -> forms.CharField:
    """A field for what somebody writes."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST, **options)


def _units() -> list[tuple[str, str]]:
    return [("", "—"), *active_units()]


class PapersForm(forms.Form):
    """The papers of one command. `version` is the ticket as the reader saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, required: Iterable[str] = (), **options: Any) -> None:
        """`required` are the papers the rule in force asks for."""
        super().__init__(*arguments, label_suffix="", **options)
        self.refusal = ""
        asked = set(required) | {"version"}
        for name, field in self.fields.items():
            field.required = name in asked
            field.label = field.label or FIELDS.get(name, name)

    def run(self, service: Callable[..., Any], number: str, *, by: Principal, now: datetime) -> bool:
        """Give the papers to a service; False, with the reason on the form, when it refuses."""
        papers = {name: value for name, value in self.cleaned_data.items() if value not in ("", None, (), [])}
        expected = papers.pop("version")
        try:
            service(number, **papers, by=by, now=now, expected_version=expected)
        except DomainError as refusal:
            self.refusal = refusal.code
            self.add_error(None, in_words(refusal))
            return False
        return True


class AcknowledgeForm(PapersForm):
    """签收: needs no paper."""


class ProgressForm(PapersForm):
    """办理进展."""

    words = words(label=_("What was done"))

    def __init__(self, *arguments: Any, policy: Policy, required: Iterable[str] = ()) -> None:
        super().__init__(*arguments, required=required)
        if takes_files(policy):
            self.fields["evidence"] = Files(policy, label=FIELDS["evidence"], required="evidence" in required)


class SendBackForm(PapersForm):
    """退单."""

    basis = forms.CharField(max_length=200, help_text=_("Document and article that say whose duty it is."))
    reason = words()
    proposes = forms.ChoiceField(required=False, choices=_units)
