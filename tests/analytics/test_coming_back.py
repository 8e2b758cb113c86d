"""Whether a closed matter comes back: charged to whoever closed it, and links are as good as they are known to be."""

from datetime import timedelta

import pytest

from tests.analytics.test_edges import NATIONAL, asked, closed, star_of, ticket  # noqa: F401
from tests.cast import FANG, MONDAY, QIN, ZHOU, words
from tests.domain.lives import Life
from weisu.analytics.asking import ask
from weisu.analytics.catalog import METRICS, remark, sentence
from weisu.analytics.period import Period
from weisu.analytics.rules import Linking, Strata
from weisu.domain.commands import Acknowledge, ApproveReply, Close, Link, Reopen, SubmitReply
from weisu.domain.evolution import fold

RULE = NATIONAL._replace(minimum_n=1)


def on(events, by, days, *commands):
    """The ticket later, after somebody did something more."""
    life = Life(now=MONDAY + timedelta(days=days))
    life.log = list(events)
    life.state = fold(life.log)
    for command in commands:
        life.do(by, command)
    return life.log


def done(number):
    """A ticket that the housing bureau handled, closed on its second day."""
    return on(on(ticket(number), QIN, 1, ApproveReply()), ZHOU, 1, Close(outcome="handled", public=words()))


def told_again(number, first):
    """A ticket that was linked as the repeat of another; nobody handles it."""
    return on(
        ticket(number, at=MONDAY + timedelta(days=5), lead=""), ZHOU, 5, Link(other=f"N{first}", relation="repeat_of")
    )


def test_what_was_closed_by_one_unit_and_done_again_by_another_is_charged_to_the_first(star_of):  # noqa: F811
    again = on(done(1), ZHOU, 3, Reopen(unit="water", ground="denied", reason=words()))
    star = star_of(again, done(2))

    for key, value in (("reopened", 0.5), ("durable_7", 0.5), ("durable_90", 0.5)):
        (found,) = [one for one in asked(star, key, by=["unit"], rule=RULE) if one.n]
        assert (found.by["unit"], found.value, found.n) == ("housing", value, 2)


def test_nobody_is_charged_with_what_the_hotline_answered_itself_before_a_unit_had_it(star_of):  # noqa: F811
    star = star_of(ticket(1, lead=""), done(2))

    assert [one.by["unit"] for one in asked(star, "reopened", by=["unit"], rule=RULE)] == ["housing"]


def city(star_of):  # noqa: F811
    """Twenty closings, of which two were reopened and four told again."""
    reopened = [on(done(number), ZHOU, 3, Reopen(ground="denied", reason=words())) for number in (1, 2)]
    repeats = [told_again(100 + number, number) for number in range(3, 7)]
    return star_of(*reopened, *(done(number) for number in range(3, 21)), *repeats)


def test_a_pack_without_a_labelled_sample_corrects_nothing_and_says_so(star_of):  # noqa: F811
    (found,) = asked(city(star_of), "durable_30", rule=RULE)

    assert (found.value, found.numerator, found.n) == (pytest.approx(14 / 20), 6, 20)
    assert "30" in remark(found, "zh")
    assert "not corrected" in remark(found, "en")


def test_wrong_and_missed_links_are_corrected_by_the_labelled_sample_and_reopenings_are_not(star_of):  # noqa: F811
    star = city(star_of)
    (plain,) = asked(star, "durable_30", rule=RULE)
    (sure,) = asked(star, "durable_30", rule=RULE._replace(linking=(Linking(30, 8_000, 10_000, 9_000, 10_000),)))
    (doubtful,) = asked(star, "durable_30", rule=RULE._replace(linking=(Linking(30, 8, 10, 9, 10),)))

    truly = (4 / 18 + 0.9 - 1) / (0.8 + 0.9 - 1)
    assert sure.value == doubtful.value == pytest.approx((1 - 2 / 20) * (1 - truly))
    assert sure.high - sure.low > plain.high - plain.low
    assert doubtful.high - doubtful.low > sure.high - sure.low
    assert "80.0%" in remark(sure, "zh")
    assert "90.0%" in remark(sure, "en")


def test_a_sample_of_another_span_of_days_corrects_nothing(star_of):  # noqa: F811
    (found,) = asked(city(star_of), "durable_7", rule=RULE._replace(linking=(Linking(30, 8, 10, 9, 10),)))

    assert found.remark == ("links_as_found", "7")


def test_months_judged_by_different_samples_are_not_thrown_together(star_of):  # noqa: F811
    better = RULE._replace(linking=(Linking(30, 9, 10, 9, 10),))
    far = [event._replace(occurred_at=event.occurred_at + timedelta(days=31)) for event in done(50)]
    star = star_of(done(1), far)

    def rule_on(day):
        return RULE if day.month == 1 else better

    (whole,) = ask(star, METRICS["durable_30"], Period.of("2026-01..2026-02"), rule_on=rule_on)
    apart = ask(star, METRICS["durable_30"], Period.of("2026-01..2026-02"), by=["month"], rule_on=rule_on)

    assert (whole.value, whole.why, whole.remark) == (None, "linking_changed", ())
    assert "月" in sentence(whole, 1, "zh")
    assert [one.remark[0] for one in apart] == ["links_as_found", "links_corrected"]


def test_what_was_told_again_after_its_closing_counts_once_so_many_days_are_over(star_of):  # noqa: F811
    star = city(star_of)
    by_days = {days: asked(star, f"repeated_{days}", rule=RULE)[0] for days in (7, 30, 90)}

    assert {(one.numerator, one.n, one.value) for one in by_days.values()} == {(4, 20, 0.2)}
    assert "not corrected" in remark(by_days[30], "en")


def test_who_told_it_again_too_late_or_before_the_closing_is_no_repeat_within_these_days(star_of):  # noqa: F811
    def again(number, first, days):
        told = told_again(number, first)
        return [event._replace(occurred_at=event.occurred_at + timedelta(days=days)) for event in told]

    star = star_of(*(done(number) for number in range(1, 5)), again(101, 1, 0), again(102, 2, 20), again(103, 3, -5))

    assert [asked(star, f"repeated_{days}", rule=RULE)[0].numerator for days in (7, 30)] == [1, 2]


def test_a_closing_that_was_not_watched_for_so_long_is_no_success_yet(star_of):  # noqa: F811
    star = star_of(done(1), done(2), told_again(101, 1), since=timedelta(days=40))

    assert [asked(star, f"repeated_{days}", rule=RULE)[0].n for days in (7, 30, 90)] == [2, 2, 0]


ODD_ONCE_REOPENED = RULE._replace(strata=Strata(anomalous_reopens=1))


def done_again(number, after, days):
    """A ticket that was reopened so many days after it came, and closed again some days later."""
    life = on(done(number), ZHOU, after, Reopen(ground="denied", reason=words()))
    life = on(life, FANG, after, Acknowledge(), SubmitReply(internal=words(), public=words(), claims="resolved"))
    return on(on(life, QIN, after, ApproveReply()), ZHOU, after + days, Close(outcome="handled", public=words()))


def test_an_anomalous_ticket_is_handled_in_time_by_the_limit_of_doing_it_again(star_of):  # noqa: F811
    star = star_of(done_again(1, 20, 1), done_again(2, 20, 40), done(3))

    (found,) = asked(star, "anomalous_in_time", "2026-01..2026-03", rule=ODD_ONCE_REOPENED)
    assert (found.numerator, found.n) == (1, 2)


def test_an_anomalous_ticket_that_was_reopened_after_its_limit_was_not_handled_in_time(star_of):  # noqa: F811
    twice = on(done_again(1, 20, 1), ZHOU, 22, Reopen(ground="denied", reason=words()))
    star = star_of(twice, done_again(2, 20, 1))

    (found,) = asked(star, "anomalous_in_time", "2026-01..2026-03", rule=ODD_ONCE_REOPENED)
    assert (found.numerator, found.n) == (1, 2)


def test_without_a_stratum_in_the_pack_no_ticket_is_anomalous(star_of):  # noqa: F811
    star = star_of(done_again(1, 20, 1))

    (found,) = asked(star, "anomalous_in_time", "2026-01..2026-03", rule=RULE._replace(strata=Strata()))
    assert (found.n, found.why) == (0, "no_rows")
