"""What both doors ask of somebody who comes with a request, and how their secret reaches them once."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from weisu.domain.policy import Policy
from weisu.domain.vocabulary import Kind
from weisu.org import queries as org
from weisu.web.components.forms import words
from weisu.web.components.labels import ANONYMITIES, KINDS
from weisu.web.components.uploads import Files, takes_files

PERSON = ("name", "telephone", "email", "organisation", "anonymity")
DETAILS = ("name", "telephone", "email", "address")
COOKIE = "weisu_received"
LASTS_SECONDS = 600


def _typed(kind: str, own: str) -> forms.TextInput:
    """A field that a browser may fill with its owner's own."""
    return forms.TextInput(attrs={"type": kind, "autocomplete": own})


class RequestForm(forms.Form):
    """Who asks, what, and where."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, KINDS[kind.value]) for kind in Kind])
    request = words(label=_("What is it about"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    region = forms.ChoiceField(label=_("Region"), choices=org.regions)
    name = forms.CharField(label=_("Name"), max_length=100, required=False, widget=_typed("text", "name"))
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False, widget=_typed("tel", "tel"))
    email = forms.EmailField(label=_("E-mail"), required=False, widget=_typed("email", "email"))
    anonymity = forms.ChoiceField(label=_("Who may know"), choices=list(ANONYMITIES.items()), initial="open")
    organisation = forms.BooleanField(label=_("I ask for an organisation"), required=False)

    field_order = ("request", "kind", "region", "place")

    def __init__(self, *arguments: Any, policy: Policy) -> None:
        super().__init__(*arguments, label_suffix="")
        if takes_files(policy):
            self.fields["evidence"] = Files(policy, label=_("Photographs or papers"), required=False)

    @property
    def matter(self) -> list[forms.BoundField]:
        """What it is about."""
        return [self[name] for name in self.fields if name not in PERSON]

    @property
    def person(self) -> list[forms.BoundField]:
        """Who asks."""
        return [self[name] for name in PERSON]

    @property
    def details(self) -> dict[str, str]:
        """What goes to the vault."""
        return {field: self.cleaned_data[field] for field in DETAILS if self.cleaned_data.get(field)}

    @property
    def papers(self) -> dict[str, Any]:
        """What becomes the ticket."""
        known = {*DETAILS, "organisation"}
        return {field: value for field, value in self.cleaned_data.items() if field not in known and value}


def remember(response: HttpResponse, number: str, secret: str) -> HttpResponse:
    """Let the next page tell number and secret; only this browser keeps them, for a few minutes."""
    response.set_signed_cookie(
        COOKIE, f"{number} {secret}", max_age=LASTS_SECONDS, httponly=True, samesite="Strict", salt=COOKIE
    )
    return response


def remembered(request: Any) -> tuple[str, str]:
    """Number and secret of the request just made; empty when there is none."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=LASTS_SECONDS)
    number, _space, secret = kept.partition(" ")
    return number, secret
