"""The bulk path of imports: the same log, whoever may not is refused, and the fast hash is the canonical one."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tickets import cast
from weisu.domain.commands import Close, Dispatch, Register
from weisu.domain.errors import GuardRefused, RoleRefused
from weisu.domain.events import canonical
from weisu.domain.vocabulary import ActorKind, Role
from weisu.org.queries import unit_facts
from weisu.policies.queries import in_force
from weisu.tickets.models import Assignment, Ticket, TicketEvent
from weisu.tickets.past import PastStep, decide_past
from weisu.tickets.services.past import record_past

THEN = datetime(2018, 7, 4, 9, tzinfo=UTC)
TICKET = UUID(int=7)
IMPORT = cast.person("import", ActorKind.SYSTEM, Role.SYSTEM)


def past(*steps, by=IMPORT):
    policy = in_force("9901", cast.MONDAY)
    return decide_past(TICKET, steps, policy=policy, units=unit_facts([cast.URBAN]), by=by)


def registered(at=THEN):
    return PastStep(Register(number="X1", kind="complaint"), at, "exact")


def test_a_past_is_recorded_without_judging_it_and_without_clocks(city):
    history = past(
        registered(),
        PastStep(Dispatch(lead=cast.URBAN), THEN, "backfilled"),
        PastStep(Close(on_time=False), THEN, "backfilled"),
    )

    assert record_past([history], by=IMPORT, now=cast.MONDAY) == 3
    ticket = Ticket.objects.get()
    assert (ticket.id, ticket.status, ticket.lead_unit_id, ticket.due_at) == (TICKET, "closed", cast.URBAN, None)
    assert Assignment.objects.get().status == "answered"
    assert {*TicketEvent.objects.values_list("policy_id", flat=True)} == {"historic"}


def test_a_step_before_the_registration_is_refused(city):
    with pytest.raises(GuardRefused, match="before the ticket was registered"):
        past(registered(), PastStep(Close(), datetime(2017, 1, 1, tzinfo=UTC), "day"))


def test_only_a_program_records_pasts(city):
    history = past(registered())

    with pytest.raises(RoleRefused, match="register a ticket instead"):
        record_past([history], by=cast.LIN, now=cast.MONDAY)


@given(
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-(2**53), 2**53) | st.uuids())
)
def test_the_fast_hash_reads_what_the_canonical_one_reads(values):
    plain = [str(value) if isinstance(value, UUID) else value for value in values]

    assert orjson.dumps(values).decode() == canonical(plain)
