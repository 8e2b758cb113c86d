"""Which tickets count in a person's numbers: those `visible_to` shows them, so none that is shut (回避, 涉密)."""

from weisu.analytics.narrowing import Sight
from weisu.domain.context import Principal
from weisu.tickets.models import Ticket
from weisu.tickets.visibility import out_of, places_of, visible_to


def sight_of(viewer: Principal) -> Sight:
    """The tickets in this person's sight, said by the shorter of the two lists: those in it, or those out of it."""
    seen = visible_to(viewer)
    is_all_but = 2 * seen.count() > Ticket.objects.count()
    rows = Ticket.objects.exclude(pk__in=seen.values("pk")) if is_all_but else seen
    places = places_of(viewer)
    ids = sorted(map(str, rows.values_list("pk", flat=True)))
    return Sight(ids, is_all_but, None if places is None else tuple(sorted(places)))


def sight_over(region: str) -> Sight:
    """Every ticket of a region and of those under it that is not quarantined (涉密): what can be asked about."""
    return Sight(sorted(map(str, out_of(region).values_list("pk", flat=True))), is_all_but=True)
