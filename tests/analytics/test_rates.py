"""The three rates: who is asked about, what an answer or silence counts, and what the rule says beside the number."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.cast import FANG, LIN, MONDAY, QIN, ZHOU, pack_texts, policy_of, words
from tests.domain.lives import registered
from weisu.analytics.asking import ask
from weisu.analytics.catalog import METRICS, remark
from weisu.analytics.period import Period
from weisu.analytics.rules import counting
from weisu.domain import commands as c
from weisu.domain.policy import check, merge, parse

NATIONAL = counting(policy_of("national"))
RULE = NATIONAL._replace(minimum_n=1)
JANUARY = Period.of("2026-01")


def dispatched(number, *, at=MONDAY):
    """A ticket that the housing bureau leads, acknowledged by it."""
    life = registered(now=at, number=f"N{number}")
    life.do(LIN, c.Triage(outcome="accept"))
    life.do(ZHOU, c.Dispatch(lead="housing", basis=words()))
    life.now += timedelta(hours=1)
    life.do(FANG, c.Acknowledge())
    return life


def closed(number, *, at=MONDAY):
    """The same ticket, replied to and closed a day later."""
    life = dispatched(number, at=at)
    life.do(FANG, c.ContactRequester(means="telephone", outcome="reached"))
    return handled(life)


def handled(life):
    """Replied to, and closed a day later."""
    life.do(FANG, c.SubmitReply(internal=words(), public=words(), claims="resolved"))
    life.now += timedelta(days=1)
    life.do(QIN, c.ApproveReply())
    life.do(ZHOU, c.Close(outcome="handled", public=words()))
    return life


def answered(number, **said):
    """The same ticket, and what its requester said."""
    life = closed(number)
    life.do(QIN, c.CompleteFollowUp(mode="telephone", outcome="reached", **said))
    return life


@pytest.fixture
def star_of(open_star):
    def make(*lives):
        # Something happens long after, so that every limit is past.
        lives = [*lives, registered(now=MONDAY + timedelta(days=100), number="N9999")]
        return open_star(e._replace(ticket_id=UUID(int=n)) for n, life in enumerate(lives, 1) for e in life.log)

    return make


def asked(star, key, period=JANUARY, rule=RULE):
    (found,) = ask(star, METRICS[key], period, rule_on=lambda day: rule)
    return found


def test_an_open_overdue_ticket_stays_in_the_base_as_one_who_did_not_answer(star_of):
    star = star_of(*(answered(number, solved="yes") for number in range(3)), dispatched(3), closed(4))

    found = asked(star, "solved")

    assert (found.value, found.n, found.base) == (1.0, 3, 5)
    assert (found.coverage, found.lower) == (3 / 5, 3 / 5)
    assert asked(star, "follow_up_reached").n == 3


def test_a_ticket_counts_in_the_month_of_its_promised_date_not_of_its_closing(star_of):
    done = closed(1, at=MONDAY + timedelta(days=20))
    star = star_of(done, answered(2, solved="yes"))

    months = [asked(star, "solved", Period.of(month)).base for month in ("2026-01", "2026-02", "2026-03")]

    assert f"{done.now:%Y-%m}" == "2026-01"
    assert months == [1, 1, None]


def withdrawn(number, *, after=timedelta(), said=""):
    """A ticket that its requester takes back, and what an inspector heard when asking."""
    life = dispatched(number)
    life.now += after
    life.do(LIN, c.Withdraw(proof="verified_call", reason=words()))
    if said:
        life.do(QIN, c.ConfirmWithdrawal(withdrawal=said, mode="telephone"))
    return life


def test_what_was_withdrawn_owes_nothing_once_confirmed_and_if_it_was_before_the_limit(star_of):
    early, late = withdrawn(1, said="confirmed"), withdrawn(2, after=timedelta(days=60), said="confirmed")
    unheard, denied = withdrawn(3), withdrawn(4, said="contested")

    assert asked(star_of(early, late, unheard, denied, answered(5, solved="yes")), "solved").base == 4


def test_what_was_referred_to_where_the_law_wants_it_owes_nothing(star_of):
    life = dispatched(1)
    life.do(ZHOU, c.Refer(to="litigation", ground="statutory_route", law=words(), told=words()))

    assert asked(star_of(life, answered(2, solved="yes")), "solved").base == 1


def test_a_ticket_without_a_promised_date_counts_by_the_limit_of_its_leading_unit(star_of):
    life = dispatched(1)
    life.log = [
        event._replace(payload={**event.payload, "clocks": [turn for turn in clocks if turn["clock"] != "promise"]})
        for event in life.log
        for clocks in (event.payload.get("clocks", ()),)
    ]

    assert asked(star_of(life, answered(2, solved="yes")), "solved").base == 2


def silent(number, outcome, *, tries=(1, 30, 55)):
    """The same ticket, whose requester refused, or was not reached so many hours after eight of the day of closing."""
    life = closed(number)
    begun = life.now - timedelta(hours=1)
    for hour in tries if outcome == "unreachable" else ():
        life.now = begun + timedelta(hours=hour)
        life.do(QIN, c.AttemptFollowUp(mode="telephone", outcome="no_answer"))
    life.do(QIN, c.CompleteFollowUp(mode="telephone", outcome=outcome))
    return life


def by(**rule):
    """The national rule with other follow-ups."""
    return RULE._replace(follow_up=RULE.follow_up._replace(**rule))


def test_who_refused_or_was_unreachable_can_count_some_per_cent(star_of):
    star = star_of(answered(1, solved="yes"), silent(2, "refused"), silent(3, "unreachable"))

    found = asked(star, "solved", rule=by(refused=0.3, unreachable=0.5))

    assert (found.numerator, found.n, found.base) == (1.8, 3, 3)
    assert asked(star, "solved", rule=by(refused="not_met", unreachable="outside")).value == 1 / 2
    assert asked(star, "solved").n == 1


def test_a_pack_gives_the_per_cent_from_its_day():
    text = pack_texts("national")
    text["assessment.toml"] = text["assessment.toml"].replace('unreachable   = "unknown"', "unreachable   = 40")

    rule = counting(merge([parse(text)], policy_of("national").at)).follow_up

    assert (rule.refused, rule.unreachable) == ("unknown", 0.4)
    assert check([parse(text)]) == []


@pytest.mark.parametrize("value", ['"sometimes"', "101", "-1", "true", "0.4"])
def test_a_pack_with_another_word_or_no_per_cent_is_refused(value):
    text = pack_texts("national")
    text["assessment.toml"] = text["assessment.toml"].replace('refused       = "unknown"', f"refused       = {value}")

    assert any(
        "refused must be one of unknown, not_met, outside or a per cent" in str(one) for one in check([parse(text)])
    )


@pytest.mark.parametrize("more", [{"attempts": 4}, {"days": 4}, {"different_bands": 3}, {"hours": ["19:00-20:00"]}])
def test_who_was_given_up_too_early_for_the_asking_rule_has_simply_not_answered(star_of, more):
    star = star_of(answered(1, solved="yes"), silent(2, "unreachable"))

    kept = asked(star, "solved", rule=by(unreachable="outside"))
    strict = [asked(star, "solved", rule=by(unreachable=said, **more)) for said in ("outside", "not_met", 0.5)]

    assert (kept.n, kept.base) == (1, 1)
    assert {(found.value, found.n, found.base) for found in strict} == {(1.0, 1, 2)}
    assert asked(star, "follow_up_reached", rule=by(unreachable="outside", **more)).value == 1 / 2


def test_tries_before_a_reopening_are_none_after_it(star_of):
    life = silent(1, "unreachable")
    life.now += timedelta(hours=1)
    life.do(QIN, c.Reopen(unit="housing", ground="denied_at_follow_up", reason=words()))
    life.do(FANG, c.Acknowledge())
    handled(life)
    anything = {"attempts": 0, "days": 0, "different_bands": 0}
    life.policy = without_tries()
    life.do(QIN, c.CompleteFollowUp(mode="telephone", outcome="unreachable"))
    star = star_of(life, answered(2, solved="yes"))

    assert asked(star, "solved", rule=by(unreachable="outside")).base == 2
    assert asked(star, "solved", rule=by(unreachable="outside", **anything)).base == 1


def without_tries():
    """The national rules of a day on which nobody had to try before giving up."""
    text = pack_texts("national")
    rows = text["routing.toml"].split("\n[[setting]]\n")
    text["routing.toml"] = "\n[[setting]]\n".join(row for row in rows if 'id    = "follow_up.' not in row)
    return merge([parse(text)], policy_of("national").at)


def test_the_rule_stands_beside_the_rate_in_both_languages(star_of):
    star = star_of(answered(1, solved="partly", satisfied="partly"))
    rule = by(partly_solved=0.5, refused=0.3, unreachable="outside", hours=[])

    solved, satisfied = (asked(star, key, rule=rule) for key in ("solved", "satisfied"))

    assert "“部分解决”计50%；拒答：30%；联系不上：不计入应回访数，须在任何时间回访至少3次" in remark(solved, "zh")
    assert "国办发〔2020〕53号(四)" in remark(solved, "zh")
    assert "2021-01-06" in remark(solved, "zh")
    assert "in between counts 100%; refused: 30%; unreachable: leaves the base" in remark(satisfied, "en")
    assert "2 bands of the whole day" in remark(satisfied, "en")
