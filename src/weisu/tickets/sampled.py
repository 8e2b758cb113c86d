"""Of those whom a draw names, whom nobody independent has asked yet."""

from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef

from weisu.domain.context import Principal
from weisu.domain.vocabulary import NOT_INDEPENDENT, EventType, Status
from weisu.tickets.models import TicketEvent
from weisu.tickets.visibility import visible_to

AT_ONCE = 5_000


def to_ask(viewer: Principal, numbers: Sequence[str]) -> list[str]:
    """Of these tickets the closed ones in sight without a follow-up since, by number."""
    asked = TicketEvent.objects.filter(
        ticket_id=OuterRef("pk"), type=EventType.FOLLOW_UP_COMPLETED.value, occurred_at__gte=OuterRef("closed_at")
    ).exclude(actor_kind__in=[kind.value for kind in NOT_INDEPENDENT])
    closed = visible_to(viewer).filter(~Exists(asked), status=Status.CLOSED.value)
    found = [closed.filter(number__in=some).values_list("number", flat=True) for some in _parts(numbers)]
    return sorted(number for part in found for number in part)


def _parts(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many at once as every database takes in one question."""
    return (numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE))
