"""One law in two forms: what a list shows and what a writer finds there are the same, for everybody at every stage."""

import json

from tests.rights.people import NOBODY, STAFF
from tests.rights.town import principal
from tests.tickets.cast import CLOCK
from weisu.domain.context import Principal, Scope
from weisu.domain.state import load
from weisu.domain.vocabulary import ActorKind, Role
from weisu.intake.visitors import requester
from weisu.tickets.models import Ticket
from weisu.tickets.visibility import sees, visible_to

LIMITED = [
    Scope(Role.AGENT, "u-hotline", "9901", ("housing",)),
    Scope(Role.AGENT, "u-hotline", "9901", ("noise",)),
    Scope(Role.DISPATCHER, "u-hotline", "9901", (), "990101"),
    Scope(Role.UNIT_STAFF, "u-housing", "9901", ("housing.repair",)),
    Scope(Role.UNIT_LEAD, "u-housing", "9901", (), "990101001"),
    Scope(Role.LEADER, "", "990101"),
    Scope(Role.ANALYST, "", ""),
]


def viewers(town):
    """Everybody of the town, and posts that are limited to matters and places."""
    yield from (principal(one.id) for one in STAFF)
    yield from (requester(town.asker), NOBODY, CLOCK)
    for place, scope in enumerate(LIMITED):
        yield Principal(f"limited-{place}", ActorKind.AGENT, frozenset({scope.role}), scope.unit_id, posts=(scope,))


def test_what_a_list_shows_is_what_a_writer_finds(each_town):
    tickets = {ticket.number: load(json.loads(ticket.state)) for ticket in Ticket.objects.all()}

    shown = 0
    for viewer in viewers(each_town):
        listed = set(visible_to(viewer).values_list("number", flat=True))
        assert listed == {number for number, state in tickets.items() if sees(viewer, state)}, viewer.id
        shown += len(listed)
    assert len(tickets) > 20
    assert 0 < shown < len(tickets) * 24
