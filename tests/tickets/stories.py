"""Tickets at the points of their lives that tests begin from."""

from tests.tickets.cast import CHEN, HOUSING, LIN, MONDAY, ZHOU, later
from weisu.tickets import services
from weisu.tickets.models import Ticket, TicketEvent

STORY = "3号楼漏水,请尽快处理。"


def registered(**more) -> Ticket:
    """A complaint about a leaking roof."""
    fields = {"kind": "complaint", "category": "housing.repair", "region": "9901", "channel": "phone"}
    return services.register(**{**fields, "request": STORY, "by": LIN, "now": MONDAY} | more)


def accepted(**more) -> Ticket:
    """The hotline has taken it on."""
    return services.triage(registered(**more).number, outcome="accept", by=LIN, now=MONDAY)


def dispatched(**more) -> Ticket:
    """The housing bureau leads."""
    number = accepted(**more).number
    return services.dispatch(number, lead=HOUSING, basis="职责清单", by=ZHOU, now=later(minutes=10))


def acknowledged(**more) -> Ticket:
    """The housing bureau has signed for it."""
    return services.acknowledge(dispatched(**more).number, by=CHEN, now=later(minutes=30))


def types(ticket: Ticket) -> list[str]:
    """What happened to a ticket, in order."""
    events = TicketEvent.objects.filter(ticket_id=ticket.id).order_by("version")
    return list(events.values_list("type", flat=True))
