"""回避, 举报 and 涉密: who never gets a ticket, who sees only checked words, and what is destroyed by two keys."""

import json

import pytest

from tests.tickets import stories
from tests.tickets.cast import (
    ADMIN,
    BRIDGE,
    CHEN,
    CLOCK,
    GAO,
    HE,
    HOUSING,
    LIANG,
    LIN,
    MONDAY,
    SUN,
    URBAN,
    WATER,
    WU,
    XU,
    ZHOU,
    later,
)
from weisu.domain.errors import BadPayload, GuardRefused, NotFound, RoleRefused, TransitionRefused
from weisu.tickets import queries, services
from weisu.tickets.models import Ticket, TicketEvent
from weisu.tickets.queries import Filters
from weisu.tickets.verify import verify
from weisu.vault import queries as vault_queries
from weisu.vault import services as vault
from weisu.vault.models import Text

STORY = "我在城管局上班,局长收钱,我住3号楼。"


def numbers(page):
    return [row["number"] for row in page.rows]


def tipoff(**more):
    """A tip-off about the urban management bureau, with the housing bureau at work on it."""
    ticket = stories.accepted(kind="tipoff", category="", request=STORY, title="城管局长收钱", **more)
    return services.dispatch(
        ticket.number, lead=HOUSING, basis="职责", note="请保密核实", by=ZHOU, now=later(minutes=9)
    )


def test_a_ticket_about_a_unit_is_seen_by_nobody_of_it_nor_beneath_it(city):
    ticket = stories.accepted(about=(URBAN,))
    services.dispatch(ticket.number, lead=HOUSING, basis="职责清单", by=ZHOU, now=later(minutes=9))

    assert queries.ticket(CHEN, ticket.number).number == ticket.number
    for accused in (WU, GAO, XU.__class__("boss", XU.kind, XU.roles, URBAN, "9901", "prefecture")):
        assert queries.work_list(accused).rows == []
        assert queries.unit_desk(accused) == []
        assert queries.how_many(accused) == 0
        assert queries.running_clocks(accused, later(days=300)) == []
        assert queries.nearest_clocks(accused, [ticket.id]) == {}
        for question in (queries.ticket, queries.timeline, queries.parts, queries.clocks):
            with pytest.raises(NotFound, match="not yours to see"):
                question(accused, ticket.number)
        with pytest.raises(NotFound):
            services.execute(
                "link", ticket.number, {"other": "x", "relation": "concerns"}, by=accused, now=later(hours=1)
            )


@pytest.mark.parametrize(
    ("given", "command", "by", "fields"),
    [
        (stories.accepted, "dispatch", ZHOU, {"lead": URBAN, "basis": "清单"}),
        (stories.accepted, "dispatch", ZHOU, {"lead": HOUSING, "supports": (URBAN,), "basis": "清单"}),
        (stories.accepted, "dispatch", ZHOU, {"lead": BRIDGE, "basis": "清单"}),
        (stories.dispatched, "add_support", ZHOU, {"supports": (URBAN,), "basis": "清单"}),
        (stories.dispatched, "redispatch", ZHOU, {"to": URBAN, "basis": "清单", "reason": "改派"}),
        (stories.acknowledged, "delegate", CHEN, {"to": BRIDGE, "basis": "清单"}),
        (stories.acknowledged, "request_help", CHEN, {"units": (URBAN,), "words": "请到场"}),
        (stories.disputed, "rule_dispute", LIANG, {"ruling": "moved", "to": URBAN, "basis": "清单", "reason": "改"}),
        (stories.closed, "reopen", ZHOU, {"unit": URBAN, "ground": "denied", "reason": "未解决"}),
    ],
    ids=lambda value: getattr(value, "__name__", value if isinstance(value, str) else ""),
)
def test_no_step_gives_a_ticket_to_a_unit_it_is_about(city, given, command, by, fields):
    ticket = given(about=(URBAN,))

    with pytest.raises(GuardRefused, match="about u-urban") as refused:
        services.execute(command, ticket.number, fields, by=by, now=later(hours=9))

    assert refused.value.facts["guard"] == "not_about_unit"


def test_who_is_at_work_is_taken_off_before_it_is_said_that_the_ticket_is_about_them(city):
    ticket = stories.acknowledged()

    with pytest.raises(GuardRefused, match="about u-housing"):
        services.recategorise(
            ticket.number, category="conduct", about=(HOUSING,), reason="反映该局", by=ZHOU, now=later(hours=1)
        )

    services.redispatch(ticket.number, to=WATER, basis="回避", reason="回避", by=ZHOU, now=later(hours=2))
    services.recategorise(
        ticket.number, category="conduct", about=(HOUSING,), reason="反映该局", by=ZHOU, now=later(hours=3)
    )
    assert Ticket.objects.get().about == f" {HOUSING} "
    assert queries.work_list(CHEN).rows == []


def test_a_child_is_about_the_same_units_and_never_merged_into_another_matter(city):
    ticket = stories.accepted(about=(URBAN,))

    _parent, child = services.split(
        ticket.number, parts=[{"request": "另一件"}], reason="两件", by=ZHOU, now=later(hours=1)
    )

    assert Ticket.objects.get(id=child.id).about == f" {URBAN} "
    with pytest.raises(GuardRefused, match="same units"):
        services.merge(child.number, into=stories.accepted().number, ground="same", by=ZHOU, now=later(hours=2))


def test_a_unit_sees_of_a_tipoff_no_word_and_no_requester_until_a_person_released_it(city):
    ticket = tipoff(requester="0197-wang", contact="telephone", community="c-3", anonymity="confidential")

    row = queries.work_list(CHEN).rows[0]
    assert (row["title"], row["being_checked"]) == (None, True)
    assert queries.work_list(CHEN, Filters(requester="0197-wang")).rows == []
    seen = queries.ticket(CHEN, ticket.number)
    assert (seen.requester_id, seen.community, seen.title_text_id) == ("", "", "")
    assert not {"requester", "contact", "community", "request_text"} & json.loads(seen.state).keys()
    lines = queries.timeline(CHEN, ticket.number)
    assert [line.being_checked for line in lines] == [("request", "title"), (), ("basis", "note")]
    assert all(not line.words for line in lines)
    assert "0197-wang" not in repr(lines)

    whole = queries.timeline(ZHOU, ticket.number)
    assert whole[0].words["title"]
    assert queries.work_list(ZHOU).rows[0]["title"]
    assert queries.ticket(ZHOU, ticket.number).requester_id == "0197-wang"


def test_the_log_says_who_checked_which_text_when(city):
    ticket = tipoff()
    of = queries.ticket(ZHOU, ticket.number).title_text_id

    services.release_words(ticket.number, of=of, words="反映某局负责人问题", by=HE, now=later(hours=1))

    event = TicketEvent.objects.get(type="words.released")
    assert (event.actor_id, json.loads(event.payload)["of"], event.occurred_at) == (HE.id, of, later(hours=1))
    assert queries.work_list(CHEN).rows[0]["title"] == "反映某局负责人问题"
    first = queries.timeline(CHEN, ticket.number)[0]
    assert (first.words, first.being_checked) == ({"title": ["反映某局负责人问题"]}, ("request",))
    for somebody in (LIN, CHEN):
        with pytest.raises(RoleRefused):
            services.release_words(ticket.number, of=of, words="x", by=somebody, now=later(hours=2))


def test_words_of_an_open_ticket_need_no_release(city):
    ticket = stories.dispatched(title="漏水")

    assert queries.work_list(CHEN).rows[0]["title"] == "漏水"
    with pytest.raises(GuardRefused, match="open"):
        services.release_words(ticket.number, of="x", words="x", by=HE, now=later(hours=2))


def test_contact_with_a_protected_requester_runs_through_the_hotline(city):
    ticket = tipoff()
    services.acknowledge(ticket.number, by=CHEN, now=later(minutes=20))
    with pytest.raises(GuardRefused, match="ask_relay"):
        services.contact_requester(ticket.number, outcome="reached", means="phone", by=CHEN, now=later(hours=1))

    services.ask_relay(ticket.number, words="请问发生在哪天?", by=CHEN, now=later(hours=1))
    assert [task["ticket__number"] for task in queries.relay_tasks(LIN)] == [ticket.number]
    assert queries.relay_tasks(CHEN) == []

    services.answer_relay(
        ticket.number, unit=HOUSING, outcome="reached", words="我说是上周三", by=LIN, now=later(hours=2)
    )
    assert queries.relay_tasks(LIN) == []
    last = queries.timeline(SUN, ticket.number)[-1]
    assert (last.type, last.facts["outcome"], last.being_checked) == ("relay.answered", "reached", ("words",))
    assert [c.status for c in queries.clocks(CHEN, ticket.number) if c.clock == "first_contact"] == ["stopped"]


def test_a_secret_matter_is_hidden_at_the_first_key_and_destroyed_at_the_second(city):
    ticket = tipoff()
    services.request_quarantine(ticket.number, key="administrator", ground="state_secret", by=ADMIN, now=later(hours=1))

    for viewer in (LIN, ZHOU, CHEN, LIANG, XU, CLOCK):
        assert queries.work_list(viewer).rows == []
        with pytest.raises(NotFound):
            queries.timeline(viewer, ticket.number)
    with pytest.raises(NotFound):
        services.acknowledge(ticket.number, by=CHEN, now=later(hours=2))
    assert [row["number"] for row in queries.quarantined(XU)] == [ticket.number]
    assert queries.quarantined(ZHOU) == []

    second = type(ADMIN)("administrator-2", ADMIN.kind, ADMIN.roles, ADMIN.unit_id, "9901", "prefecture")
    for by in (ADMIN, second):
        with pytest.raises(GuardRefused, match="key"):
            services.rule_quarantine(ticket.number, ruling="granted", ground="confirmed", by=by, now=later(hours=2))
    services.rule_quarantine(ticket.number, ruling="granted", ground="confirmed", by=XU, now=later(hours=3))

    for text in Text.objects.filter(ticket_id=ticket.id):
        assert (bytes(text.cipher), bytes(text.wrapped_key), text.redacted) == (b"", b"", None)
    assert vault_queries.texts_of(ticket.id) == []
    assert queries.quarantined(ADMIN)[0]["quarantine"] == "granted"
    assert not queries.parts(LIANG, stories.accepted().number)
    assert not Ticket.objects.get(id=ticket.id).parts.filter(is_open=True).exists()
    assert verify().broken == []


def test_a_quarantine_nobody_confirms_shows_the_ticket_again(city):
    ticket = tipoff()
    services.request_quarantine(ticket.number, key="oversight", ground="state_secret", by=XU, now=later(hours=1))
    services.rule_quarantine(ticket.number, ruling="refused", ground="no_secret", by=ADMIN, now=later(hours=2))

    assert numbers(queries.work_list(CHEN)) == [ticket.number]
    assert vault_queries.texts_of(ticket.id)


def test_a_quarantined_ticket_takes_no_further_step(city):
    ticket = tipoff()
    services.request_quarantine(ticket.number, key="oversight", ground="state_secret", by=XU, now=later(hours=1))
    services.rule_quarantine(ticket.number, ruling="granted", ground="confirmed", by=ADMIN, now=later(hours=2))

    with pytest.raises(TransitionRefused, match="quarantined"):
        services.rule_quarantine(ticket.number, ruling="refused", ground="x", by=ADMIN, now=later(hours=3))


def test_an_agent_stops_recording_and_only_the_ground_is_left(city):
    services.stop_recording(ground="state_secret", channel="phone", by=LIN, now=MONDAY)

    event = TicketEvent.objects.get()
    assert (event.type, event.ticket_id, event.payload) == ("contact.stopped", None, '{"ground":"state_secret"}')
    assert not Text.objects.exists()
    for ground in ("", "他说导弹基地在13800001234那边"):
        with pytest.raises(BadPayload):
            services.stop_recording(ground=ground, channel="phone", by=LIN, now=MONDAY)
    assert verify().broken == []


def test_a_field_of_the_requester_is_shown_for_a_purpose_and_a_time(city):
    wang = vault.enrol({"telephone": "13800001234"}, by=LIN, now=MONDAY).requester_id
    ticket = stories.dispatched(requester=str(wang))

    shown = services.reveal(ticket.number, field="telephone", purpose="先行联系", by=CHEN, now=later(hours=1))

    assert (shown.value, shown.until) == ("13800001234", later(hours=1, minutes=15))
    assert [row["act"] for row in vault_queries.access_records(XU).rows[:2]] == ["reveal", "grant"]
    with pytest.raises(NotFound):
        services.reveal(ticket.number, field="telephone", purpose="好奇", by=WU, now=later(hours=1))
    with pytest.raises(RoleRefused):
        services.reveal(ticket.number, field="telephone", purpose="统计", by=LIANG, now=later(hours=1))
    with pytest.raises(NotFound, match="Nobody is known"):
        services.reveal(stories.dispatched().number, field="telephone", purpose="x", by=CHEN, now=later(hours=1))


def test_units_never_see_the_number_of_a_protected_requester(city):
    wang = vault.enrol({"telephone": "13800001234"}, by=LIN, now=MONDAY).requester_id
    ticket = tipoff(requester=str(wang))

    with pytest.raises(GuardRefused, match="protected"):
        services.reveal(ticket.number, field="telephone", purpose="核实", by=CHEN, now=later(hours=1))
    assert services.reveal(ticket.number, field="telephone", purpose="转联系", by=LIN, now=later(hours=1)).value
