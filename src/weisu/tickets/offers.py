"""What a reader may do to a ticket now: the rows of the lifecycle that are open to them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from weisu.domain.commands import COMMANDS
from weisu.domain.conditions import OneOf
from weisu.domain.context import Context, Principal
from weisu.domain.guards import GUARDS
from weisu.domain.lifecycle import allowed
from weisu.domain.policy import Policy, Transition
from weisu.domain.state import GONE_PARTS, Assignment, TicketState, load
from weisu.domain.step import Step
from weisu.domain.vocabulary import ActorKind
from weisu.org.queries import ancestors
from weisu.policies.queries import in_force
from weisu.tickets import queries
from weisu.tickets.acting import acting
from weisu.tickets.models import Ticket

OF_THE_STATE = frozenset(
    {
        "dispute_raised",
        "exclusion_asked",
        "extension_asked",
        "first_receiver_leads",
        "grouped",
        "help_asked",
        "may_dispute",
        "merged",
        "no_dispute_raised",
        "no_exclusion_asked",
        "no_extension_asked",
        "no_review_asked",
        "no_supervision_open",
        "not_designated",
        "not_lead",
        "nothing_pending",
        "return_asked",
        "review_asked",
        "supervision_open",
        "two_keys",
        "withdrawal_confirmed",
        "withdrawal_unconfirmed",
    }
)
"""Guards that look at the ticket and the person only, not at what is handed in."""


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
    by = acting(viewer, state, {})
    offers = [Offer(name, row) for name, rows in allowed(state, by, policy).items() for row in rows]
    ctx = Context(by=by, now=now, policy=policy)
    return Situation(ticket, state, policy, [offer for offer in offers if _is_open(offer, state, ctx)])


def _is_open(offer: Offer, state: TicketState, ctx: Context) -> bool:
    """Whether no guard refuses that can be asked before anything is filled in."""
    parts: list[Assignment | None] = [None]
    if offer.row.of == "unit":
        own = ctx.by.unit_id if ctx.by.kind == ActorKind.UNIT_STAFF else ""
        parts = [part for part in state.assignments if part.status not in GONE_PARTS and own in ("", part.unit)]
    guards = [GUARDS[name] for name in offer.row.guards if name in OF_THE_STATE]
    command = COMMANDS[offer.command]()
    steps = [Step(state, command, ctx, offer.row, part) for part in parts]
    return any(all(guard(step) is None for guard in guards) for step in steps)
