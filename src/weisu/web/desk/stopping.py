"""停止记录: what somebody begins to say may not be written down here; only the ground is kept."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from weisu.domain.errors import DomainError
from weisu.domain.policy import Policy
from weisu.tickets import services
from weisu.web.components.grounds import STOPPING, grounds
from weisu.web.components.labels import CHANNELS
from weisu.web.components.languages import in_language
from weisu.web.components.refusals import in_words
from weisu.web.desk.views import rules_of_desk
from weisu.web.edge import signed_in


class StopForm(forms.Form):
    """The ground, and the channel. There is no field for words."""

    ground = forms.ChoiceField(label=_("Ground"))
    channel = forms.ChoiceField(label=_("Channel"), choices=list(CHANNELS.items()), initial="phone")

    def __init__(self, *arguments: Any, policy: Policy) -> None:
        super().__init__(*arguments, label_suffix="")
        self.fields["ground"].choices = grounds(policy, STOPPING)  # type: ignore[attr-defined]


@signed_in
def stop(request: Any) -> HttpResponse:
    """Ask for the ground, keep it and nothing else, and say what to tell the caller."""
    policy = rules_of_desk(request)
    form = StopForm(request.POST or None, policy=policy)
    told = in_language(policy.wording("stopped", "zh"), policy.wording("stopped", "en"))
    page = {"form": form, "told": told}
    if form.is_valid():
        try:
            services.stop_recording(**form.cleaned_data, by=request.principal, now=request.now)
        except DomainError as refusal:
            form.add_error(None, in_words(refusal))
        else:
            page["is_stopped"] = True
    return render(request, "desk/stop.html", page)
