"""Who may see which tickets, and how much of them: the one door to every list.

What somebody sees follows from their posts in force and nothing else. Two things close the door on everybody: a ticket
about one's own unit or a unit above it (回避), and a quarantine. A list asks `visible_to`; whoever holds one ticket
under its lock asks `sees`, which gives the same answer without a query.
"""

from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import Exact

from weisu.domain.context import Principal, Scope
from weisu.domain.errors import NotFound
from weisu.domain.state import TicketState
from weisu.domain.vocabulary import Role
from weisu.org.queries import root_region, subtree, units_above, units_beneath
from weisu.tickets.models import Assignment, Ticket

BY_REGION = frozenset(
    {
        Role.AGENT,
        Role.TEAM_LEAD,
        Role.DISPATCHER,
        Role.OVERSIGHT_OFFICER,
        Role.QUALITY_INSPECTOR,
        Role.ANALYST,
        Role.LEADER,
        Role.COORDINATOR,
    }
)
"""Roles that see every ticket of their region and of those under it. An administrator, as such, sees none."""

BY_UNIT = frozenset({Role.UNIT_STAFF, Role.UNIT_LEAD})
NOTHING = Q(pk__in=[])


def visible_to(viewer: Principal) -> QuerySet[Ticket]:
    """The tickets this person may see; every other question starts from these."""
    shown = open_to(Ticket.objects.all(), viewer)
    allowed = [found for scope in viewer.scopes if (found := _allowed(scope, viewer)) is not None]
    return shown.filter(reduce(or_, allowed)) if allowed and all(allowed) else shown if allowed else shown.none()


def places_of(viewer: Principal) -> set[str] | None:
    """The regions of which this person sees what happens whatever the matter, by posts alone; None is every one."""
    posts = [scope for scope in viewer.scopes if scope.role in BY_REGION and not scope.matters]
    roots = [scope.area or scope.region_code for scope in posts]
    if any(code in ("", root_region()) for code in roots):
        return None
    return set().union(*map(subtree, roots))


def sees(viewer: Principal, state: TicketState) -> bool:
    """Whether this ticket is among those `visible_to` shows."""
    return not state.quarantine and sees_quarantined_too(viewer, state)


def sees_quarantined_too(viewer: Principal, state: TicketState) -> bool:
    """The same, whatever was said of the ticket's secrecy."""
    if state.about and units_above(viewer.unit_ids) & set(state.about):
        return False
    return any(_shows(scope, viewer, state) for scope in viewer.scopes)


def unseen(*numbers: str) -> NotFound:
    """The one answer for a ticket that never was and for one that is not this person's to see: numbers do not leak."""
    return NotFound(f"There is no ticket {', '.join(numbers)}, or it is not yours to see.", ticket=numbers[0])


def open_to(rows: QuerySet[Ticket], viewer: Principal) -> QuerySet[Ticket]:
    """Tickets that are not quarantined and not about this person's own units or those above them."""
    return rows.filter(*open_conditions(viewer, ""))


def about_own(viewer: Principal) -> QuerySet[Ticket]:
    """Tickets about this person's own units or those above them: no trace of them is theirs to see (回避)."""
    owners = [Q(about__contains=f" {unit} ") for unit in sorted(units_above(viewer.unit_ids))]
    return Ticket.objects.filter(reduce(or_, owners)) if owners else Ticket.objects.none()


def open_conditions(viewer: Principal, at: str) -> list[Q]:
    """The same as conditions, for rows that name their ticket by `at`."""
    shut = [Exact(StrIndex(F(f"{at}about"), Value(f" {unit} ")), 0) for unit in sorted(units_above(viewer.unit_ids))]
    # PostgreSQL keeps no count of what a function gives and would expect one ticket in two hundred to be left; how many
    # are about nobody it knows, and then reads a list in its order instead of sorting a million rows.
    not_about = Q(**{f"{at}about": ""}) | Q(*shut) if shut else Q()
    return [Q(**{f"{at}quarantine": ""}), not_about]


def out_of(region: str) -> QuerySet[Ticket]:
    """Tickets that no statement about a whole region is drawn from: those of others, and those quarantined."""
    within = Q() if region == root_region() else Q(region_code__in=subtree(region))
    return Ticket.objects.exclude(within, quarantine="")


def quarantined_for(viewer: Principal) -> QuerySet[Ticket]:
    """Quarantined tickets (涉密) of which this person gets a notice: administrators, and oversight for its region."""
    _not_hidden, not_about = open_conditions(viewer, "")
    found = Ticket.objects.exclude(quarantine="").filter(not_about)
    if Role.ADMINISTRATOR in viewer.roles:
        return found
    posts = [scope for scope in viewer.scopes if scope.role == Role.OVERSIGHT_OFFICER]
    allowed = [seen for scope in posts if (seen := _allowed(scope, viewer)) is not None]
    return found.filter(reduce(or_, allowed)) if all(allowed) and allowed else found if allowed else found.none()


def whole(viewer: Principal) -> Q | None:
    """What this person sees by more than a unit's part: as the hotline or oversight of a region, or as the requester.

    An empty Q is every ticket; None is none.
    """
    found = [_allowed(scope, viewer) for scope in viewer.scopes if scope.role not in BY_UNIT]
    allowed = [each for each in found if each is not None]
    return None if not allowed else reduce(or_, allowed) if all(allowed) else Q()


def guarded_from(viewer: Principal, guarded: set[str]) -> set[str]:
    """Those of these guarded tickets (举报、匿名、保密) of which this person sees only what was released to units."""
    seen = whole(viewer) if guarded else None
    if seen is None:
        return guarded
    return (
        set()
        if not seen
        else guarded - set(Ticket.objects.filter(seen, number__in=guarded).values_list("number", flat=True))
    )


def _allowed(scope: Scope, viewer: Principal) -> Q | None:
    """The tickets one post shows; an empty Q is every one."""
    if scope.role == Role.SYSTEM:
        return Q()
    if scope.role == Role.REQUESTER:
        return Q(requester_id=viewer.id)
    if scope.role in BY_REGION:
        everywhere = scope.region_code in ("", root_region())
        return _limited(scope, Q() if everywhere else Q(region_code__in=subtree(scope.region_code)))
    if scope.role in BY_UNIT and scope.unit_id:
        parts = Assignment.objects.filter(ticket=OuterRef("pk"), unit_id__in=units_beneath(scope.unit_id))
        return _limited(scope, Q(Exists(parts)))
    return None


def _shows(scope: Scope, viewer: Principal, state: TicketState) -> bool:
    """Whether one post shows a ticket that nothing else closes."""
    if scope.role == Role.SYSTEM:
        return True
    if scope.role == Role.REQUESTER:
        return state.requester == viewer.id
    if not scope.holds_for(state.category) or (scope.area and state.region not in subtree(scope.area)):
        return False
    if scope.role in BY_REGION:
        return scope.region_code in ("", root_region()) or state.region in subtree(scope.region_code)
    if scope.role in BY_UNIT and scope.unit_id:
        return scope.unit_id in units_above(part.unit for part in state.assignments)
    return False


def _limited(scope: Scope, seen: Q) -> Q:
    """Matter × area: only what the post is for."""
    if scope.area:
        seen &= Q(region_code__in=subtree(scope.area))
    if scope.matters:
        matters = [Q(category=each) | Q(category__startswith=f"{each}.") for each in scope.matters]
        seen &= reduce(or_, matters)
    return seen
