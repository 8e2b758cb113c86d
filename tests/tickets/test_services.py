"""Services from end to end: given events, when a command, then events, rows, or a refusal that changes nothing."""

import pytest

from tests.tickets import cast
from tests.tickets.cast import CHEN, HOUSING, LIN, MONDAY, ZHOU, later
from tests.tickets.stories import accepted, dispatched, registered, types
from weisu.domain.errors import GuardRefused, KeyConflict, StaleVersion, TransitionRefused
from weisu.tickets import queries, services
from weisu.tickets.models import Ticket, TicketEvent
from weisu.vault.models import Text


def test_a_registered_ticket_has_a_number_a_row_and_one_event(city):
    ticket = registered()

    assert (ticket.number, ticket.status, ticket.version) == ("202601050000016", "registered", 1)
    assert Ticket.objects.get(number=ticket.number).registered_at == MONDAY
    assert types(ticket) == ["ticket.registered"]


def test_a_refused_command_leaves_log_words_and_rows_untouched(city):
    ticket = registered()
    before = (TicketEvent.objects.count(), Text.objects.count(), Ticket.objects.values().get())

    with pytest.raises(TransitionRefused):
        services.close(ticket.number, public="已修好。", by=ZHOU, now=MONDAY)

    assert (TicketEvent.objects.count(), Text.objects.count(), Ticket.objects.values().get()) == before


def test_dispatch_opens_a_part_with_clocks_of_its_own(city):
    ticket = dispatched()

    assert (ticket.status, ticket.lead_unit_id) == ("dispatched", HOUSING)
    part = ticket.parts.get()
    assert (part.unit_id, part.role, part.since_at) == (HOUSING, "lead", later(minutes=10))
    assert ticket.clocks.filter(unit_id=HOUSING, status="running").exists()
    assert ticket.due_at == min(ticket.clocks.filter(status="running").values_list("due_at", flat=True))


def test_a_requester_a_unit_and_the_hotline_see_their_own_tickets_only(city):
    mine = dispatched(requester=str(cast.AUNT_WANG.id))
    other = registered(category="noise")

    def seen(viewer):
        return {row["number"] for row in queries.work_list(viewer).rows}

    assert seen(cast.AUNT_WANG) == {mine.number}
    assert seen(CHEN) == {mine.number}
    assert seen(cast.WU) == set()
    assert seen(ZHOU) == {mine.number, other.number}
    assert seen(cast.ADMIN) == set()
    assert [row["number"] for row in queries.unit_desk(CHEN)] == [mine.number]


def test_a_list_is_paged_by_key_without_gap_or_repeat(city):
    made = {registered(now=later(minutes=place // 2)).number for place in range(7)}

    pages, after = [], ""
    while True:
        page = queries.work_list(ZHOU, after=after, limit=3)
        pages.append([row["number"] for row in page.rows])
        after = page.next
        if not after:
            break

    assert [len(page) for page in pages] == [3, 3, 1]
    assert {number for page in pages for number in page} == made


def test_a_retry_with_the_same_key_gives_the_first_result_and_writes_nothing(city):
    ticket = registered(key="k-1")
    events = TicketEvent.objects.count()

    assert registered(key="k-1").number == ticket.number
    services.supplement(ticket.number, words="还有电梯", by=LIN, now=later(hours=1), key="k-2")
    services.supplement(ticket.number, words="还有电梯", by=LIN, now=later(hours=2), key="k-2")
    with pytest.raises(KeyConflict):
        services.supplement(ticket.number, words="别的话", by=LIN, now=later(hours=2), key="k-2")

    assert TicketEvent.objects.count() == events + 1
    assert Text.objects.count() == 2


def test_a_stale_version_is_refused_and_says_what_happened_since(city):
    ticket = registered()
    services.triage(ticket.number, outcome="accept", by=LIN, now=MONDAY)

    with pytest.raises(StaleVersion, match=r"since then: ticket\.accepted"):
        services.supplement(ticket.number, words="还有", by=LIN, now=MONDAY, expected_version=1)


def test_splitting_registers_children_with_the_parent_and_triages_each_part(city):
    ticket = registered()

    first, second = services.triage_parts(
        ticket.number,
        parts=[{"outcome": "accept"}, {"category": "noise", "request": "还有噪音", "outcome": "accept"}],
        reason="两件事",
        by=LIN,
        now=MONDAY,
    )

    assert (first.number, first.status, second.status) == (ticket.number, "accepted", "accepted")
    assert (second.parent, second.category) == (ticket.number, "noise")
    assert types(first) == ["ticket.registered", "ticket.split", "ticket.accepted"]


def test_merging_rests_one_ticket_and_tells_the_other(city):
    one, other = accepted(), accepted()

    merged = services.merge(one.number, into=other.number, ground="same", by=ZHOU, now=later(hours=1))
    assert (merged.status, merged.merged_into) == ("merged", other.number)
    assert types(other)[-1] == "ticket.linked"
    with pytest.raises(GuardRefused):
        services.merge(other.number, into=one.number, by=ZHOU, now=later(hours=1))

    back = services.unmerge(one.number, reason="不是同一件", by=ZHOU, now=later(hours=2))
    assert back.status == "accepted"
