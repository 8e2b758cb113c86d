"""What an agent writes down while somebody speaks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weisu.domain.policy import Policy
from weisu.web.components.intake import DETAILS, RequestForm
from weisu.web.components.labels import CHANNELS, PRIORITIES, Labels
from weisu.web.steps.fields import categories

WHO_MAY_KNOW: Labels = {
    "open": _("Those who handle it"),
    "confidential": _("Only the hotline"),
    "anonymous": _("Nobody"),
}
"""As an agent asks it; the public page says it in the first person."""


class RegisterForm(RequestForm):
    """A request with what the hotline needs to sort it."""

    title = forms.CharField(label=_("Title"), max_length=100, required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    priority = forms.ChoiceField(label=_("Urgency"), choices=list(PRIORITIES.items()), initial="general")
    channel = forms.ChoiceField(label=_("Channel"), choices=list(CHANNELS.items()), initial="phone")
    field_order = ("title", "request", "kind", "category", "region", "place", "priority", "channel")

    def __init__(self, *arguments: Any, policy: Policy, **options: Any) -> None:
        super().__init__(*arguments, policy=policy, **options)
        self.fields["category"].choices = [("", "—"), *categories(policy)]  # type: ignore[attr-defined]
        self.fields["request"].label = _("Request")
        self.fields["organisation"].label = _("They ask for an organisation")
        self.fields["anonymity"].choices = list(WHO_MAY_KNOW.items())  # type: ignore[attr-defined]
        for name in DETAILS:
            if name in self.fields:
                # The details are the requester's; the browser would offer the agent's own.
                self.fields[name].widget.attrs["autocomplete"] = "off"
