"""What an agent writes down while somebody speaks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weisu.domain.policy import Policy
from weisu.web.components.intake import DETAILS, RequestForm
from weisu.web.components.labels import CHANNELS, PRIORITIES
from weisu.web.steps.fields import categories


class RegisterForm(RequestForm):
    """A request with what the hotline needs to sort it."""

    title = forms.CharField(label=_("Title"), max_length=100, required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    priority = forms.ChoiceField(label=_("Urgency"), choices=list(PRIORITIES.items()), initial="general")
    channel = forms.ChoiceField(label=_("Channel"), choices=list(CHANNELS.items()), initial="phone")
    field_order = ("title", "request", "kind", "category", "region", "place", "priority", "channel")

    def __init__(self, *arguments: Any, policy: Policy) -> None:
        super().__init__(*arguments, policy=policy)
        self.fields["category"].choices = [("", "—"), *categories(policy)]  # type: ignore[attr-defined]
        self.fields["organisation"].label = _("They ask for an organisation")
        for name in DETAILS:
            if name in self.fields:
                # The details are the requester's; the browser would offer the agent's own.
                self.fields[name].widget.attrs["autocomplete"] = "off"
