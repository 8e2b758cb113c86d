"""Where there is no honest number, a result says so in words."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.analytics.logs import OFFSET_US, lake_of, lived
from tests.cast import CITY, FANG, LIN, MONDAY, QIN, ZHOU, pack_texts, photograph, policy_of, words
from tests.domain.lives import Life, registered
from weisu.analytics.asking import CannotGroup, ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS, remark, sentence
from weisu.analytics.period import BadPeriod, Period
from weisu.analytics.rules import counting
from weisu.analytics.star import Star
from weisu.domain.commands import (
    Acknowledge,
    ApproveReply,
    Close,
    CompleteFollowUp,
    ContactRequester,
    Dispatch,
    RejectReply,
    SendBack,
    SubmitReply,
    Triage,
    UpholdReturn,
)
from weisu.domain.evolution import fold
from weisu.domain.instants import to_us
from weisu.domain.policy import merge, parse

NATIONAL = counting(policy_of("national"))
SHOWN = (words(),)
NOISE, WATER = "environment.noise.site", "utilities.water.outage"


def ticket(number, *, category=NOISE, at=MONDAY, lead="housing", hours=1, evidence=SHOWN):
    """One ticket, dispatched, acknowledged, contacted and answered by its unit."""
    life = registered(now=at, number=f"N{number}", category=category)
    life.do(LIN, Triage(outcome="accept"))
    if lead:
        life.do(ZHOU, Dispatch(lead=lead, basis=words()))
        life.now += timedelta(hours=hours)
        life.do(FANG, Acknowledge())
        life.do(FANG, ContactRequester(means="telephone", outcome="reached", evidence=evidence))
        life.do(FANG, SubmitReply(internal=words(), public=words(), claims="resolved"))
    return [event._replace(ticket_id=UUID(int=number + 1)) for event in life.log]


@pytest.fixture
def star_of(open_star):
    def make(*lives, units=(), regions=(), since=timedelta(days=100)):
        # Something happens long after, so that every limit is past.
        lives = [*lives, ticket(9_999, at=MONDAY + since, lead="")]
        return open_star((event for life in lives for event in life), units=units, regions=regions)

    return make


def asked(star, key, period="2026-01", by=(), rule=NATIONAL):
    return ask(star, METRICS[key], Period.of(period), by=by, rule_on=lambda day: rule)


def test_a_unit_with_three_tickets_shows_the_count_and_no_rate(star_of):
    star = star_of(*(ticket(number) for number in range(3)))

    (found,) = asked(star, "acknowledged_in_time", by=["unit"])

    assert (found.value, found.low, found.n, found.numerator, found.why) == (None, None, 3, 3.0, "too_few")
    assert "3" in sentence(found, NATIONAL.minimum_n, "zh")
    assert "10" in sentence(found, NATIONAL.minimum_n, "zh")


def test_a_month_without_tickets_says_that_there_were_none(star_of):
    star = star_of(*(ticket(number) for number in range(12)))

    months = {one.by["month"]: one for one in asked(star, "acknowledged_in_time", "2026-01..2026-03", by=["month"])}

    assert months["2026-01"].value == 1.0
    assert [months[month].why for month in ("2026-02", "2026-03")] == ["no_rows", "no_rows"]


def test_a_matter_that_nobody_handled_is_named(star_of):
    star = star_of(*(ticket(number) for number in range(12)), ticket(12, category=WATER, lead=""))

    found = {one.by["category"]: one for one in asked(star, "acknowledged_in_time", by=["category"])}

    assert found[WATER].why == "nobody_handled"
    assert found[NOISE].value == 1.0


@pytest.mark.parametrize("key", ["solved", "durable_30", "reopened", "sent_back"])
def test_of_whatever_units_answer_for_a_matter_that_nobody_handled_says_so(star_of, key):
    told = ("reached", {"solved": "yes"})
    star = star_of(*(closed(number, told[0], **told[1]) for number in range(12)), ticket(12, category=WATER, lead=""))

    found = {one.by["category"]: one.why for one in asked(star, key, by=["category"])}

    assert found[WATER] == "nobody_handled"
    assert found[NOISE] != "nobody_handled"


def test_a_matter_at_the_door_is_not_said_to_be_handled_by_nobody(star_of):
    star = star_of(*(ticket(number) for number in range(12)), ticket(12, category=WATER, lead=""))

    found = {one.by["category"]: one.why for one in asked(star, "proactive_share", by=["category"])}

    assert "nobody_handled" not in found.values()


def test_only_what_can_occur_together_is_a_group(star_of):
    star = star_of(*(ticket(number) for number in range(2)), ticket(12, category=WATER, lead=""))

    found = asked(star, "acknowledged_in_time", "2026-01..2026-03", by=["category", "unit", "month"])
    groups = {tuple(one.by.values()): one for one in found}

    months = ("2026-01", "2026-02", "2026-03")
    assert set(groups) == {
        (matter, unit, month) for matter, unit in ((NOISE, "housing"), (WATER, "")) for month in months
    }
    assert {groups[NOISE, "housing", month].why for month in months} == {"too_few", "no_rows"}
    assert {groups[WATER, "", month].why for month in months} == {"nobody_handled"}


def test_a_matter_that_nobody_handled_is_of_no_stratum(star_of):
    star = star_of(*(ticket(number) for number in range(12)), ticket(12, category=WATER, lead=""))

    found = asked(star, "acknowledged_in_time", by=["stratum", "category"])

    assert {tuple(one.by.values()): one.why for one in found} == {("routine", NOISE): "", ("", WATER): "nobody_handled"}


def test_calls_have_no_stratum_and_say_by_what_they_can_be_grouped(star_of):
    with pytest.raises(CannotGroup, match="answered counts what has no stratum") as refused:
        asked(star_of(ticket(1)), "answered", by=["stratum"])

    assert list(refused.value.instead) == ["month", "region"]


def test_a_region_that_began_within_the_period_has_no_number_for_the_whole_of_it(star_of):
    begun = to_us(datetime(2026, 1, 20, tzinfo=UTC))
    star = star_of(
        *(ticket(number) for number in range(12)), regions=[(CITY, "示范市", "prefecture", None, None, begun, None)]
    )

    (found,) = asked(star, "acknowledged_in_time", by=["region"])
    (later,) = asked(star, "tickets", "2026-02", by=["region"]) or [None]

    assert (found.value, found.n, found.why, found.note) == (None, 12, "reorganised", "示范市")
    assert "示范市" in sentence(found, 10, "zh")
    assert later.why == "no_rows"


def unit_of(begun, ended=None, state="active"):
    dates = [None if day is None else to_us(datetime(2026, *day, tzinfo=UTC)) for day in (begun, ended)]
    return ("housing", "住房局", "department", "prefecture", CITY, None, state, None, *dates)


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        (unit_of((1, 5)), ""),
        (unit_of((1, 20)), "reorganised"),
        (unit_of((1, 2), (1, 25)), "reorganised"),
        (unit_of((1, 20), state="to_review"), ""),
    ],
    ids=["there before the first event", "begun later", "ended", "met by an import, begun nobody knows when"],
)
def test_a_new_installation_is_no_reorganisation(star_of, unit, why):
    star = star_of(*(ticket(number) for number in range(12)), units=[unit])

    (found,) = asked(star, "acknowledged_in_time", by=["unit"])

    assert (found.why, found.n) == (why, 12)


def test_by_month_only_the_month_of_the_change_has_no_number(star_of):
    days = [*(4 for _ in range(10)), *(32 for _ in range(11)), *(60 for _ in range(12))]
    lives = [ticket(number, at=MONDAY + timedelta(days=day)) for number, day in enumerate(days)]
    star = star_of(*lives, units=[unit_of((2, 10))])

    found = asked(star, "acknowledged_in_time", "2026-01..2026-03", by=["unit", "month"])
    (whole,) = asked(star, "acknowledged_in_time", "2026-01..2026-03", by=["unit"])

    assert [(one.by["month"], one.value, one.why) for one in found] == [
        ("2026-01", 1.0, ""),
        ("2026-02", None, "reorganised"),
        ("2026-03", 1.0, ""),
    ]
    assert whole.why == "reorganised"


def test_what_the_log_cannot_know_is_said_and_not_invented(star_of):
    (found,) = asked(star_of(ticket(1)), "answered_in_time")

    assert (found.value, found.why, found.note) == (None, "not_in_log", "contact.received")
    assert "contact.received" in sentence(found, 10, "en")


def closed(number, answer, **said):
    """The same ticket closed, and a follow-up with this outcome."""
    life = Life()
    life.log = ticket(number)
    life.state, life.now = fold(life.log), MONDAY + timedelta(hours=30)
    life.do(QIN, ApproveReply())
    life.do(ZHOU, Close(outcome="handled", public=words()))
    life.do(QIN, CompleteFollowUp(mode="telephone", outcome=answer, **said))
    return life.log


def test_silence_counts_as_the_rule_says_and_is_never_a_rate_of_zero_by_itself(star_of):
    star = star_of(*(closed(number, "refused") for number in range(11)))

    (found,) = asked(star, "solved")
    assert (found.value, found.n, found.base, found.why) == (None, 0, 11, "nobody_answered")

    harsh = NATIONAL._replace(follow_up=NATIONAL.follow_up._replace(refused="not_met"))
    (found,) = asked(star, "solved", rule=harsh)
    assert (found.value, found.n, found.base, found.lower) == (0.0, 11, 11, 0.0)

    lenient = NATIONAL._replace(follow_up=NATIONAL.follow_up._replace(refused="outside"))
    (found,) = asked(star, "solved", rule=lenient)
    assert (found.n, found.base, found.why) == (0, None, "no_rows")


def test_partly_solved_counts_as_the_rule_says_with_coverage_and_the_lower_bound_beside(star_of):
    told = [("reached", {"solved": "yes"})] * 6 + [("reached", {"solved": "partly"})] * 4 + [("refused", {})] * 2
    star = star_of(*(closed(number, answer, **said) for number, (answer, said) in enumerate(told)))

    (found,) = asked(star, "solved")
    assert (found.value, found.n, found.base) == (0.6, 10, 12)
    assert (found.coverage, found.lower) == (10 / 12, 6 / 12)

    half = NATIONAL._replace(follow_up=NATIONAL.follow_up._replace(partly_solved=0.5))
    (found,) = asked(star, "solved", rule=half)
    assert (found.value, found.lower) == (0.8, 8 / 12)


def test_the_requester_who_says_nobody_was_in_touch_outweighs_the_record(star_of):
    denied = [closed(number, "reached", contacted="no", solved="yes") for number in range(3)]
    star = star_of(*denied, *(ticket(number) for number in range(3, 12)))

    (record,), (word,) = asked(star, "contacted_in_time"), asked(star, "responded")

    assert (record.numerator, word.numerator, word.n) == (12, 9, 12)


def test_a_contact_counts_with_evidence_where_the_rule_wants_it_and_the_rule_stands_beside(star_of):
    star = star_of(*(ticket(number, evidence=SHOWN * (number < 8)) for number in range(12)))

    (record,), (found,) = asked(star, "contacted_in_time"), asked(star, "responded")
    assert (record.numerator, found.numerator, found.n) == (12, 8, 12)
    assert "佐证材料" in remark(found, "zh")

    without = NATIONAL._replace(contact=NATIONAL.contact._replace(evidence=False))
    (found,) = asked(star, "responded", rule=without)
    assert (found.numerator, found.n) == (12, 12)
    assert "the record of the unit is enough" in remark(found, "en")


def test_rules_older_than_the_one_about_evidence_take_the_units_word(star_of):
    texts = pack_texts("national")
    before, _, rest = texts["assessment.toml"].partition('[[setting]]\nid    = "assessment.contact"')
    older = before + "[[setting]]" + rest.partition("\n[[setting]]")[2]
    rules = counting(merge([parse(texts | {"assessment.toml": older})], policy_of("national").at))
    (found,) = asked(star_of(*(ticket(number, evidence=()) for number in range(12))), "responded", rule=rules)

    assert (found.numerator, found.n) == (12, 12)
    assert remark(found, "zh").endswith("依据：没有政策包另作规定；自最初起。")
    assert remark(found, "en").endswith("No pack rules otherwise, from the beginning.")


def test_a_rule_changed_within_the_period_changes_nothing_before_it(star_of):
    star = star_of(*(ticket(number) for number in range(12)))

    def rule_on(day):
        return NATIONAL if day.month == 1 else NATIONAL._replace(minimum_n=99)

    (whole,) = ask(star, METRICS["acknowledged_in_time"], Period.of("2026-01"), rule_on=rule_on)
    assert whole.value == 1.0


def test_a_measure_that_no_unit_answers_for_is_not_asked_by_unit(star_of):
    with pytest.raises(CannotGroup, match="No unit answers for hand_overs"):
        asked(star_of(ticket(1)), "hand_overs", by=["unit"])
    with pytest.raises(CannotGroup, match="grouped by 'person'"):
        asked(star_of(ticket(1)), "closure_on_time", by=["person"])


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-03..2026-01", "2026-01..2026-02..2026-03", ""])
def test_a_period_that_cannot_be_read_says_how_to_write_one(text):
    with pytest.raises(BadPeriod, match="2026-0|the earlier first"):
        Period.of(text)


def test_an_unfinished_month_looks_no_better_for_what_was_done_early(star_of):
    missed = [ticket(number, hours=24 * 15) for number in range(3)]
    early = [ticket(number, at=MONDAY + timedelta(days=9)) for number in range(3, 8)]
    rule = NATIONAL._replace(minimum_n=1)

    (so_far,) = asked(star_of(*missed, *early, since=timedelta(days=16)), "closure_on_time", rule=rule)
    (whole,) = asked(star_of(*missed, *early, since=timedelta(days=40)), "closure_on_time", rule=rule)

    assert (so_far.numerator, so_far.n) == (0, 3)
    assert (whole.numerator, whole.n) == (5, 8)


def test_a_rejected_reply_with_no_other_after_it_is_no_reply(star_of):
    kept, rejected, redone = ticket(1), rejected_at_once(2), rejected_at_once(3)
    life = Life(now=MONDAY + timedelta(days=2))
    life.log, life.state = redone, fold(redone)
    life.do(FANG, SubmitReply(internal=words(), public=words(), claims="resolved"))

    (found,) = asked(star_of(kept, rejected, life.log), "closure_on_time", rule=NATIONAL._replace(minimum_n=1))

    assert (found.numerator, found.n) == (2, 3)


def rejected_at_once(number):
    """A ticket whose reply the inspector rejected on the next day."""
    life = Life(now=MONDAY + timedelta(days=1))
    life.log = ticket(number)
    life.state = fold(life.log)
    life.do(QIN, RejectReply(reason=words()))
    return life.log


def test_what_was_taken_away_before_the_limit_is_no_miss(star_of):
    life = Life(now=MONDAY + timedelta(hours=1))
    life.log = ticket(1, lead="")
    life.state = fold(life.log)
    life.do(ZHOU, Dispatch(lead="housing", basis=words()))
    life.do(FANG, SendBack(ground="not_ours", basis=words(), reason=words()))
    life.do(ZHOU, UpholdReturn(reason=words()))

    (found,) = asked(star_of(life.log, ticket(2)), "acknowledged_in_time", rule=NATIONAL._replace(minimum_n=1))

    assert (found.numerator, found.n) == (1, 1)


def test_rules_older_than_the_double_reading_count_and_let_only_equal_points_agree() -> None:
    texts = pack_texts("national")
    older, _, _ = texts["assessment.toml"].partition('[[setting]]\nid    = "assessment.reading"')
    rules = counting(merge([parse(texts | {"assessment.toml": older})], policy_of("national").at))
    assert NATIONAL.reading.tolerance > 0
    assert rules.reading.tolerance == 0


def test_fields_are_what_somebody_filled_in_and_nothing_that_the_system_or_a_file_adds(star_of):
    """Two at the contact and three in the reply; neither parts nor clocks, nor the box that nobody ticked."""
    star = star_of(*(ticket(number, evidence=photograph() if number else ()) for number in range(12)))

    (found,) = asked(star, "fields_per_ticket")

    assert (found.value, found.n, found.numerator) == (5.0, 12, 60)
    assert found.remark == ("within_budget", "20")


def test_a_file_counts_once_though_an_event_refers_to_its_contents_and_to_its_name(star_of):
    star = star_of(*(ticket(number, evidence=photograph() * (number % 3)) for number in range(12)))

    (files,), (contacts,) = asked(star, "files_per_ticket"), asked(star, "responded")

    assert (files.value, files.numerator, contacts.numerator) == (1.0, 12, 8)


def test_rules_older_than_the_budget_of_fields_judge_no_field(star_of):
    texts = pack_texts("national")
    texts["assessment.toml"] = texts["assessment.toml"].replace("fields      = 20\n", "")
    older = counting(merge([parse(texts)], policy_of("national").at))

    (found,) = asked(star_of(*(ticket(number) for number in range(12))), "fields_per_ticket", rule=older)

    assert (found.value, found.remark) == (5.0, ())


def test_a_budget_is_told_to_be_kept_or_not_and_whether_chance_could_have_done_it(tmp_path):
    lake = lake_of(tmp_path, lived(3))
    build(lake, offset_us=OFFSET_US)
    rule = NATIONAL._replace(minimum_n=1)

    def told(most):
        spent = rule._replace(burden=rule.burden._replace(acts=most))
        (one,) = ask(star, METRICS["acts_per_ticket"], Period.of("2026-01..2026-06"), rule_on=lambda day: spent)
        return one

    with closing(Star(lake)) as star:
        one = told(0)
        between_low, between_high = (one.low + one.value) / 2, (one.value + one.high) / 2
        codes = [told(most).remark[0] for most in (one.low - 0.1, between_low, between_high, one.high)]

    assert codes == ["over_budget", "over_budget_perhaps", "within_budget_perhaps", "within_budget"]
    assert remark(one, "en") == "Budget: at most 0 for each ticket. Over it."
