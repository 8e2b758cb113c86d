"""Recognising somebody by the number of their request and their secret."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError, NotFound
from weisu.intake import services as intake
from weisu.intake.visitors import DOOR
from weisu.web.components.refusals import in_words


class TrackForm(forms.Form):
    """Number and secret."""

    number = forms.CharField(label=_("Ticket number"), max_length=32)
    secret = forms.CharField(label=_("Secret"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments, label_suffix="")

    def clean_number(self) -> str:
        """Spaces aside."""
        return "".join(str(self.cleaned_data["number"]).split())

    def recognised(self, *, now: datetime) -> Principal | None:
        """Whoever is there; None, with the reason on the form, for anybody else."""
        try:
            number, secret = self.cleaned_data["number"], self.cleaned_data["secret"]
            return intake.recognise(number, secret=secret, by=DOOR, now=now)
        except NotFound:
            self.add_error(None, _("We find no request with this number and secret. Please look at both again."))
        except DomainError as refusal:
            self.add_error(None, in_words(refusal))
        return None
