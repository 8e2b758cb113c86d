"""The form of a step: the papers of its row, the fields of its command."""

from datetime import datetime
from functools import partial
from typing import Any

from weisu.domain.context import Principal
from weisu.tickets import services
from weisu.tickets.models import Ticket
from weisu.tickets.offers import Offer, Situation
from weisu.web.components.forms import PapersForm
from weisu.web.steps.fields import fields, required


class StepForm(PapersForm):
    """Any command, in the way one row of the lifecycle allows it."""

    def __init__(self, *arguments: Any, offer: Offer, situation: Situation, viewer: Principal) -> None:
        super().__init__(*arguments)
        self.offer = offer
        self.fields.update(fields(offer, situation, viewer))
        for name in self.fields.keys() - {"version"}:
            self.fields[name].required = name in required(offer)

    def give(self, number: str, *, by: Principal, now: datetime) -> bool:
        """Give the command; False, with the reason on the form, when it is refused."""
        return self.run(partial(_execute, self.offer), number, by=by, now=now)


def _execute(offer: Offer, number: str, *, by: Principal, now: datetime, expected_version: int, **given: Any) -> Ticket:
    papers = {**offer.fixed, **given}
    return services.execute(offer.command, number, papers, by=by, now=now, expected_version=expected_version)
