"""What is filled in where words are checked, contact is relayed, and secret matters are shut away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weisu.domain.policy import Policy
from weisu.web.components.codes import codes
from weisu.web.components.forms import PapersForm, words
from weisu.web.components.grounds import RULING, SHUTTING, grounds
from weisu.web.components.labels import FIELDS


class ReleaseForm(PapersForm):
    """脱敏审核: the words that units read instead."""

    words = words(label=_("Words that units read"))


class RelayForm(PapersForm):
    """转联系: whether the requester was reached, and what they said."""

    outcome = forms.ChoiceField(label=FIELDS["outcome"], choices=lambda: [*codes("answer_relay", "outcome").items()])
    words = words(label=_("What the requester said"))


class ShutForm(forms.Form):
    """涉密: the first key."""

    number = forms.CharField(label=_("Ticket number"), max_length=32)
    ground = forms.ChoiceField(label=FIELDS["ground"])

    def __init__(self, *arguments: Any, policy: Policy) -> None:
        super().__init__(*arguments, label_suffix="")
        self.fields["ground"].choices = grounds(policy, SHUTTING)  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """Spaces aside."""
        return "".join(str(self.cleaned_data["number"]).split())


class RuleForm(forms.Form):
    """涉密: the second key."""

    ruling = forms.ChoiceField(
        label=FIELDS["ruling"],
        choices=[
            ("granted", _("Destroy every word of it, and the keys")),
            ("refused", _("Show the ticket again")),
        ],
    )
    ground = forms.ChoiceField(label=FIELDS["ground"])

    def __init__(self, *arguments: Any, policy: Policy) -> None:
        super().__init__(*arguments, label_suffix="")
        self.fields["ground"].choices = grounds(policy, RULING)  # type: ignore[attr-defined]
