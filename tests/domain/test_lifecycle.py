"""One ticket, told as stories: given what happened, when somebody asks, then what the log says."""

from datetime import timedelta

import pytest

from tests.cast import (
    BAN,
    BEI,
    CHEN,
    CLOCK,
    DAY,
    FANG,
    HE,
    HOUR,
    LIN,
    MONDAY,
    QIN,
    SHENG,
    WAIBAO,
    WANG,
    XU,
    ZHOU,
    words,
)
from tests.domain.lives import Life, registered
from weisu.domain import commands as c
from weisu.domain.errors import DomainError, GuardRefused, MissingPapers, NotFound, RoleRefused, TransitionRefused
from weisu.domain.instants import to_us


def accepted(**fields: object) -> Life:
    life = registered(**fields)
    life.do(LIN, c.Triage(outcome="accept"))
    return life


def dispatched(lead: str = "housing", supports: tuple[str, ...] = (), **fields: object) -> Life:
    life = accepted(**fields)
    life.do(ZHOU, c.Dispatch(lead=lead, supports=supports, basis="catalogue"))
    return life


def replied(lead: str = "housing", by: object = FANG, **fields: object) -> Life:
    life = dispatched(lead, **fields)
    life.do(by, c.Acknowledge())
    life.do(by, c.SubmitReply(internal=words("in"), public=words("out"), evidence=(words("photo"),)))
    life.do(BAN, c.ApproveReply(unit=lead))
    return life


def closed(**fields: object) -> Life:
    life = replied(**fields)
    life.do(ZHOU, c.Close())
    return life


def test_a_request_walks_to_a_verified_end():
    life = closed()
    life.do(QIN, c.AttemptFollowUp(mode="telephone", outcome="reached"))
    life.do(QIN, c.CompleteFollowUp(mode="telephone", outcome="reached", solved="yes", satisfied="yes"))
    life.do(WANG, c.ConfirmResolution(witness="requester"))
    life.do(WANG, c.Rate(grade="satisfied"))
    life.do(ZHOU, c.Archive())
    assert [event.type for event in life.log] == [
        "ticket.registered",
        "ticket.accepted",
        "ticket.dispatched",
        "ticket.acknowledged",
        "reply.submitted",
        "reply.approved",
        "ticket.closed",
        "follow_up.attempted",
        "follow_up.completed",
        "resolution.confirmed",
        "rating.given",
        "ticket.archived",
    ]
    assert (life.state.status, life.state.resolution, life.state.witness) == ("archived", "confirmed", "requester")


def test_a_refusal_says_what_is_allowed_instead():
    life = accepted()
    with pytest.raises(TransitionRefused, match="allowed now: .*dispatch") as refused:
        life.do(ZHOU, c.Close())
    assert "dispatch" in refused.value.instead
    assert "close" not in refused.value.instead


@pytest.mark.parametrize(
    ("_case", "outcome", "papers", "event", "status"),
    [
        ("in scope", "accept", {}, "ticket.accepted", "accepted"),
        ("fire", "emergency", {"to": "119"}, "ticket.transferred", "closed"),
        ("before a court", "statutory", {"to": "court"}, "ticket.referred", "declined"),
        ("a private matter", "explain", {}, "ticket.declined", "declined"),
        ("disrupts the line", "police", {"to": "110"}, "ticket.declined", "declined"),
    ],
)
def test_triage_has_five_lawful_outcomes(_case, outcome, papers, event, status):
    life = registered()
    told = {} if outcome == "accept" else {"ground": "g", "law": "l", "told": words("told")}
    assert life.do(LIN, c.Triage(outcome=outcome, **told, **papers)) == [event]
    assert life.state.status == status


@pytest.mark.parametrize("missing", ["ground", "law", "told"])
def test_a_refusal_at_the_door_needs_ground_law_and_the_words_told(missing):
    papers = {"ground": "g", "law": "l", "told": words("told")}
    del papers[missing]
    with pytest.raises(MissingPapers, match=missing):
        registered().do(LIN, c.Triage(outcome="explain", **papers))


def test_vendor_staff_may_answer_but_never_refuse_or_accept():
    life = registered()
    with pytest.raises(RoleRefused, match="vendor"):
        life.do(WAIBAO, c.Triage(outcome="explain", ground="g", law="l", told=words()))
    assert life.do(WAIBAO, c.Answer(public=words("answer"))) == ["ticket.answered"]


def test_send_back_needs_reason_and_basis():
    with pytest.raises(MissingPapers, match="basis"):
        dispatched().do(FANG, c.SendBack(reason=words("not ours")))


def test_send_back_rests_the_closure_clock_and_refusing_wakes_it_with_what_was_left():
    life = dispatched()
    before = life.clock("closure", "housing")
    life.now += 2 * HOUR
    life.do(FANG, c.SendBack(reason=words("not ours"), basis="duty list"))
    assert life.clock("closure", "housing").status == "paused"
    life.now += 3 * HOUR
    life.do(ZHOU, c.RefuseReturn(reason=words("it is"), basis="duty list"))
    after = life.clock("closure", "housing")
    assert after.status == "running"
    assert after.due_us - before.due_us == 3 * HOUR // timedelta(microseconds=1)
    assert life.state.status == "dispatched"


def test_an_upheld_return_waits_for_another_unit_with_a_clock_of_its_own():
    life = dispatched()
    promised = life.state.promised_us
    life.now += 20 * HOUR
    life.do(FANG, c.SendBack(reason=words("not ours"), basis="duty list"))
    life.do(ZHOU, c.UpholdReturn())
    assert life.state.status == "accepted"
    life.now += DAY
    life.do(ZHOU, c.Dispatch(lead="ecology", basis="duty list"))
    assert life.clock("closure", "ecology").start_us == to_us(life.now)
    assert all(clock.status == "stopped" for clock in life.state.clocks if clock.unit == "housing")
    assert life.state.promised_us == promised


def test_whoever_sent_back_does_not_rule_on_it():
    life = dispatched()
    life.do(FANG, c.SendBack(reason=words(), basis="b"))
    both = FANG.__class__(id=FANG.id, kind=ZHOU.kind, roles=ZHOU.roles, unit_id="centre", level="prefecture")
    with pytest.raises(GuardRefused, match="second person"):
        life.do(both, c.UpholdReturn(unit="housing"))


def test_the_lead_waits_for_its_supports():
    life = dispatched(supports=("chengbei", "water"), category="environment.noise")
    life.do(FANG, c.Acknowledge())
    life.do(FANG, c.SubmitReply(internal=words("in"), public=words("out"), evidence=(words("photo"),)))
    life.do(BAN, c.ApproveReply(unit="housing"))
    with pytest.raises(GuardRefused, match="chengbei, water"):
        life.do(ZHOU, c.Close())
    life.do(ZHOU, c.Release(unit="water", reason=words("not needed")))
    life.do(CHEN, c.Acknowledge())
    life.do(CHEN, c.SubmitReply(internal=words("in"), public=words("out"), evidence=(words("photo"),)))
    life.do(HE, c.ApproveReply(unit="chengbei"))
    assert life.do(ZHOU, c.Close()) == ["ticket.closed"]


def test_a_support_answers_without_moving_the_ticket():
    life = dispatched(supports=("water",))
    life.do(ZHOU, c.Release(unit="water", reason=words()))
    assert life.state.status == "dispatched"
    assert life.part("water").status == "released"


@pytest.mark.parametrize("who", [ZHOU, FANG, WANG, XU], ids=lambda person: person.id)
def test_only_those_named_by_the_table_may_act(who):
    with pytest.raises((RoleRefused, TransitionRefused)):
        dispatched("chengbei", category="environment.noise.neighbours").do(
            who, c.SubmitReply(unit="chengbei", internal=words(), public=words())
        )


def test_an_extension_moves_the_promised_date_and_needs_a_second_person():
    life = dispatched()
    life.do(FANG, c.Acknowledge())
    promised = life.state.promised_us
    until = life.now + 20 * DAY
    life.do(FANG, c.RequestExtension(until=until, reason=words(), basis="b"))
    life.do(ZHOU, c.GrantExtension(until=life.now + 9 * DAY, told=words("told")))
    assert life.state.promised_us == max(promised, to_us(life.now + 9 * DAY))
    with pytest.raises(GuardRefused):
        life.do(ZHOU, c.GrantExtension(until=until, told=words("told")))


def test_a_deferral_is_approved_one_level_up_and_stays_in_the_base():
    life = dispatched("chengbei", category="environment.noise.neighbours")
    life.do(CHEN, c.Acknowledge())
    paper = {"ground": "funds", "plan": words("plan"), "review_at": life.now + 30 * DAY, "told": words("told")}
    with pytest.raises((GuardRefused, RoleRefused), match="one level"):
        life.do(HE, c.Defer(unit="chengbei", **paper))
    life.do(BEI, c.Defer(unit="chengbei", **paper))
    assert (life.state.status, life.state.exclusion) == ("deferred", "")
    assert life.clock("deferral_review").due_us == to_us(paper["review_at"])
    life.now += 40 * DAY
    life.do(CHEN, c.Resume(reason=words()))
    assert life.clock("closure", "chengbei").due_us > to_us(life.now)


def test_a_chase_opens_nothing_and_resets_nothing():
    life = dispatched()
    before = life.state
    life.now += HOUR
    assert life.do(WANG, c.Chase(channel="telephone")) == ["ticket.chased"]
    assert (life.state.clocks, life.state.assignments, life.state.chases) == (before.clocks, before.assignments, 1)
    assert life.log[-1].unit_id == "housing"


def test_a_requester_acts_on_their_own_ticket_only():
    stranger = WANG.__class__(id="stranger", kind=WANG.kind, roles=WANG.roles)
    with pytest.raises(RoleRefused, match="Only the requester"):
        dispatched().do(stranger, c.Withdraw(proof="secret", reason=words()))


def test_only_the_requester_changes_the_contact_number():
    life = dispatched(contact="number-1")
    with pytest.raises(DomainError):
        life.do(FANG, c.ChangeNumber(contact="number-2"))
    with pytest.raises(GuardRefused, match="Only the requester"):
        life.do(LIN, c.ChangeNumber(contact="number-2"))
    life.do(WANG, c.ChangeNumber(contact="number-2"))
    assert life.state.contact == "number-2"


def test_a_withdrawal_needs_proof_and_stays_in_the_base_until_confirmed():
    life = dispatched()
    with pytest.raises(GuardRefused, match="Only the requester"):
        life.do(LIN, c.Withdraw(proof="says the unit", reason=words()))
    life.do(LIN, c.Withdraw(proof="verified_call", reason=words()))
    assert (life.state.status, life.state.withdrawal) == ("withdrawn", "asked")
    with pytest.raises(GuardRefused, match="independent"):
        life.do(ZHOU, c.Archive())
    life.do(QIN, c.ConfirmWithdrawal(withdrawal="contested", mode="telephone"))
    assert life.state.status == "dispatched"
    assert life.clock("closure", "housing").status == "running"


def test_a_merged_ticket_rests_and_goes_on_after_un_merging():
    life = dispatched()
    promised = life.state.promised_us
    life.do(ZHOU, c.Merge(into="20260105000026", ground="same person, same matter"))
    assert life.clock("closure", "housing").status == "paused"
    life.now += 2 * DAY
    life.do(ZHOU, c.Unmerge(reason=words()))
    assert (life.state.status, life.state.merged_into) == ("dispatched", "")
    assert life.clock("closure", "housing").status == "running"
    assert life.state.promised_us == promised


def test_a_reopened_ticket_goes_back_with_a_re_do_clock_and_the_old_promise():
    life = closed()
    promised = life.state.promised_us
    life.do(WANG, c.DenyResolution(witness="requester"))
    life.now += DAY
    life.do(QIN, c.Reopen(ground="denied", reason=words()))
    assert (life.state.status, life.state.reopens, life.state.promised_us) == ("dispatched", 1, promised)
    assert life.clock("redo", "housing").status == "running"


def test_the_unit_that_handled_it_is_no_witness():
    life = closed()
    with pytest.raises(DomainError):
        life.do(FANG, c.ConfirmResolution(witness="site_check"))


def test_whistle_and_report_in():
    life = dispatched("chengbei", category="environment.noise.neighbours")
    life.do(CHEN, c.Acknowledge())
    life.do(CHEN, c.RequestHelp(units=("ecology",), words=words()))
    assert life.part("ecology").role == "support"
    ecology = FANG.__class__(id="eco", kind=FANG.kind, roles=FANG.roles, unit_id="ecology", level="prefecture")
    life.do(ecology, c.AnswerHelp(answer="attending"))
    assert life.part("ecology").status == "handling"


def test_a_refusal_can_be_contested_and_overturned_by_somebody_else():
    life = registered()
    life.do(LIN, c.Triage(outcome="explain", ground="g", law="l", told=words()))
    life.do(WANG, c.RequestReview(words=words()))
    life.do(XU, c.RuleReview(ruling="overturned", law="l", told=words()))
    assert life.state.status == "accepted"
    assert life.state.promised_us > to_us(MONDAY)


def test_an_exclusion_is_proposed_by_one_and_ruled_by_another():
    life = closed()
    life.do(FANG, c.RequestExclusion(ground="g", basis="b", reason=words()))
    life.do(XU, c.RuleExclusion(ruling="refused", basis="b", reason=words()))
    assert life.state.exclusion == "refused"


def test_a_disputed_dispatch_is_handled_while_the_ruling_is_awaited():
    life = dispatched()
    life.do(FANG, c.SendBack(reason=words(), basis="b"))
    life.do(ZHOU, c.RefuseReturn(reason=words(), basis="b"))
    life.do(FANG, c.RaiseDispute(reason=words(), basis="b"))
    assert life.clock("closure", "housing").status == "running"
    life.do(SHENG, c.RuleDispute(ruling="moved", to="ecology", reason=words(), basis="b"))
    assert (life.state.lead.unit, life.part("housing").status) == ("ecology", "moved")


def test_silence_is_acceptance_only_where_the_pack_says_so():
    life = dispatched()
    life.now += 30 * DAY
    with pytest.raises(GuardRefused, match="Silence does not"):
        life.do(CLOCK, c.Acknowledge(unit="housing", implied=True))


def test_an_unknown_unit_is_named():
    with pytest.raises(NotFound, match="nowhere"):
        accepted().do(ZHOU, c.Dispatch(lead="nowhere", basis="b"))


def test_nothing_happens_before_the_ticket_was_registered():
    life = accepted()
    life.now -= 2 * DAY
    with pytest.raises(GuardRefused, match="before the ticket was registered"):
        life.do(ZHOU, c.Dispatch(lead="housing", basis="b"))


def test_past_facts_are_recorded_not_judged_and_no_clock_is_invented():
    life = Life()
    life.do(CLOCK, c.Register(number="1", kind="complaint", region="990100"), historic=True)
    life.do(CLOCK, c.Dispatch(lead="chengbei"), historic=True)
    life.now += 3 * DAY
    life.do(CLOCK, c.Archive(on_time=False), historic=True, precision="backfilled")
    assert [event.policy_id for event in life.log] == ["historic"] * 3
    assert (life.state.status, life.state.clocks, life.state.promised_us) == ("archived", (), 0)
    with pytest.raises(TransitionRefused):
        life.do(CLOCK, c.Dispatch(lead="housing"), historic=True)


def test_a_unit_named_twice_in_one_dispatch_is_refused():
    life = registered()
    life.do(LIN, c.Triage(outcome="accept"))

    with pytest.raises(GuardRefused, match="housing is named twice"):
        life.do(ZHOU, c.Dispatch(lead="housing", supports=("housing",), basis="catalogue"))
