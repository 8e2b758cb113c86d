"""What a reader may do to a ticket now: the rows of the lifecycle that are open to them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from weisu.domain.conditions import OneOf
from weisu.domain.context import Principal
from weisu.domain.lifecycle import allowed
from weisu.domain.policy import Policy, Transition
from weisu.domain.state import TicketState, load
from weisu.org.queries import ancestors
from weisu.policies.queries import in_force
from weisu.tickets import queries
from weisu.tickets.acting import acting
from weisu.tickets.models import Ticket


class Offer(NamedTuple):
    """One way to give a command: a row of the lifecycle."""

    command: str
    row: Transition

    @property
    def fixed(self) -> Mapping[str, object]:
        """The fields this way has already decided: accepting has the outcome `accept`."""
        return {key: values[0] for key, values in self.choices.items() if len(values) == 1}

    @property
    def choices(self) -> Mapping[str, list[object]]:
        """The values that the row's condition leaves open for a field."""
        return {
            key: sorted(test.values, key=str)
            for key, test in self.row.when.tests
            if isinstance(test, OneOf) and not test.prefixes
        }


class Situation(NamedTuple):
    """A ticket as one reader finds it, and what they may do."""

    ticket: Ticket
    state: TicketState
    policy: Policy
    offers: list[Offer]

    def offered(self, command: str) -> list[Offer]:
        """The ways this command may be given now."""
        return [offer for offer in self.offers if offer.command == command]

    def of_role(self, command: str, viewer: Principal) -> list[Offer]:
        """The ways this command is ever given by somebody in the viewer's posts; empty: it is not theirs at all."""
        rows = self.policy.transitions(command)
        is_kept_from = viewer.is_vendor and command not in self.policy.vendor_commands
        return [] if is_kept_from else [Offer(command, row) for row in rows if row.by & viewer.roles]


def actions(viewer: Principal, number: str, *, now: datetime) -> Situation:
    """The ticket and every step the lifecycle opens to this reader now; papers and guards still apply.

    Raises: NotFound.
    """
    ticket = queries.ticket(viewer, number)
    state = load(json.loads(ticket.state))
    policy = in_force(ticket.region_code, now, ancestors=ancestors)
    offers = [
        Offer(name, row) for name, rows in allowed(state, acting(viewer, state, {}), policy).items() for row in rows
    ]
    return Situation(ticket, state, policy, offers)
