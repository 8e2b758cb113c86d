"""Why somebody wants to see a person's detail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weisu.web.components.labels import DETAILS, label


class RevealForm(forms.Form):
    """One field, one purpose."""

    field = forms.ChoiceField(label=_("What do you need to see"))
    purpose = forms.CharField(label=_("What for"), max_length=200, min_length=2)

    def __init__(self, *arguments: Any, given: list[str]) -> None:
        super().__init__(*arguments, label_suffix="")
        self.fields["field"].choices = [(name, label(DETAILS, name)) for name in given]  # type: ignore[attr-defined]
