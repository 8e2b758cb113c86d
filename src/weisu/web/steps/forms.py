"""The form of a step: the papers of its row, the fields of its command."""

from collections.abc import Mapping
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

    def __init__(
        self,
        *arguments: Any,
        offer: Offer,
        situation: Situation,
        viewer: Principal,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        """`given` are fields that the place of the form has already answered."""
        super().__init__(*arguments)
        self.offer = offer
        self.given = {**offer.fixed, **(given or {})}
        self.fields.update(
            {name: field for name, field in fields(offer, situation, viewer).items() if name not in self.given}
        )
        for name in self.fields.keys() - {"version"}:
            self.fields[name].required = name in required(offer)

    def give(self, number: str, *, by: Principal, now: datetime) -> bool:
        """Give the command; False, with the reason on the form, when it is refused."""
        return self.run(partial(_execute, self.offer.command, self.given), number, by=by, now=now)


def _execute(
    command: str,
    given: Mapping[str, Any],
    number: str,
    *,
    by: Principal,
    now: datetime,
    expected_version: int,
    **papers: Any,
) -> Ticket:
    return services.execute(command, number, {**given, **papers}, by=by, now=now, expected_version=expected_version)
