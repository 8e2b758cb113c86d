"""Which papers a form asks for: those the rule in force requires of this reader."""

from typing import Any

from weisu.tickets.models import Ticket
from weisu.web.tickets.page import rules


def required(command: str, ticket: Ticket, request: Any) -> frozenset[str]:
    """The papers of the command's row for this reader; every row's if none is theirs."""
    rows = rules(ticket.region_code, request.now).transitions(command)
    mine = [row for row in rows if row.by & request.principal.roles] or rows
    return frozenset(paper for row in mine for paper in row.requires)
