"""What personal data are needed for: asked before they leave the pages, and recorded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PurposeForm(forms.Form):
    """One purpose, in the reader's own words."""

    purpose = forms.CharField(label=_("What for"), max_length=150, min_length=2)

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, label_suffix="")
