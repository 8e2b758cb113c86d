"""Levels: a province counts the events of its cities anew under its own rule; no percentage is ever averaged."""

from contextlib import closing
from datetime import timedelta
from uuid import UUID

import pytest

from tests.analytics.logs import OFFSET_US, lake_of
from tests.cast import FANG, LIN, MONDAY, QIN, ZHOU, pack_texts, policy_of, words
from tests.domain.lives import registered
from tests.tickets import cast, stories
from weisu.analytics.asking import ask
from weisu.analytics.build import build
from weisu.analytics.catalog import METRICS
from weisu.analytics.narrowing import Sight, narrow
from weisu.analytics.period import Period
from weisu.analytics.rules import counting
from weisu.analytics.star import Star
from weisu.domain import commands as c
from weisu.domain.policy import merge, parse

JANUARY = Period.of("2026-01")
TOWN = {
    "pack.toml": 'id = "town"\ntitle = "河口市"\nextends = "demo-province"\nregion = "9902"\nlevel = "prefecture"\n',
    "assessment.toml": """
[[setting]]
id    = "assessment.minimum_n"
value = 5
from  = 2025-07-01
basis = "《河口市考核办法》第二条（虚构）"
[[setting.example]]
given  = {}
expect = { value = 5 }
[[setting]]
id    = "assessment.follow_up"
from  = 2025-07-01
basis = "《河口市考核办法》第三条（虚构）：部分解决视为解决"
value = { wording = "follow-up-2021", partly_solved = 100, neutral = 100, refused = "unknown", unreachable = "unknown" }
[[setting.example]]
given  = {}
[setting.example.expect]
value = { wording = "follow-up-2021", partly_solved = 100, neutral = 100, refused = "unknown", unreachable = "unknown" }
""",
}
PROVINCE = policy_of("national", "demo-province")
LARGE_CITY = policy_of("national", "demo-province", "demo-city")
SMALL_CITY = merge([*(parse(pack_texts(pack)) for pack in ("national", "demo-province")), parse(TOWN)], MONDAY.date())
LATE = 999
LARGE, SMALL = ["yes"] * 10 + ["partly"] * 20 + ["no"] * 10, ["yes"] * 9 + ["partly"] * 3


def asked_of(number, policy, solved, *, at=MONDAY, days=0):
    """A ticket of a city, answered after some days, closed and followed up."""
    life = registered(policy, at, number=f"N{number}", category="environment.noise.site")
    life.do(LIN, c.Triage(outcome="accept"))
    life.do(ZHOU, c.Dispatch(lead="housing", basis=words()))
    life.do(FANG, c.Acknowledge())
    life.do(FANG, c.ContactRequester(means="telephone", outcome="reached"))
    life.now += timedelta(days=days, hours=1)
    life.do(FANG, c.SubmitReply(internal=words(), public=words(), claims="resolved"))
    life.do(QIN, c.ApproveReply())
    life.do(ZHOU, c.Close(outcome="handled", public=words()))
    life.do(QIN, c.CompleteFollowUp(mode="telephone", outcome="reached", solved=solved))
    return [event._replace(ticket_id=UUID(int=number + 1)) for event in life.log]


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """A city of forty tickets, one answered on the ninth day, and one of twelve."""
    lives = [asked_of(number, LARGE_CITY, said, days=9 * (not number)) for number, said in enumerate(LARGE)]
    lives += [asked_of(100 + number, SMALL_CITY, said) for number, said in enumerate(SMALL)]
    # Something happens long after, so that every limit is past.
    lives.append(asked_of(LATE, LARGE_CITY, "yes", at=MONDAY + timedelta(days=100)))
    root = tmp_path_factory.mktemp("levels")
    lake_of(root, sorted((event for life in lives for event in life), key=lambda event: event.occurred_at))
    build(root, offset_us=OFFSET_US)
    return root


def counted(lake, policy, numbers=None, key="solved"):
    """A measure of all tickets, or of some, under the rule of a policy."""
    with closing(Star(lake)) as star:
        if numbers is not None:
            narrow(star, Sight([str(UUID(int=number + 1)) for number in (*numbers, LATE)], is_all_but=False))
        (found,) = ask(star, METRICS[key], JANUARY, rule_on=lambda day: counting(policy))
        return found


def test_a_province_counts_events_anew_under_its_own_rule_and_averages_no_percentages(lake):
    large = counted(lake, LARGE_CITY, range(40))
    small = counted(lake, SMALL_CITY, range(100, 112))
    whole = counted(lake, PROVINCE)

    assert (large.value, large.n, small.value, small.n) == (0.25, 40, 1.0, 12)
    assert (whole.value, whole.n) == (pytest.approx((10 + 20 / 2 + 9 + 3 / 2) / 52), 52)
    of_percentages, of_points = (large.value + small.value) / 2, (large.numerator + small.numerator) / 52
    assert abs(whole.value - of_percentages) > 0.03
    assert abs(whole.value - of_points) > 0.1


def test_below_the_provinces_own_least_number_it_gives_no_rate_where_the_city_does(lake):
    city, province = (counted(lake, policy, range(100, 112)) for policy in (SMALL_CITY, PROVINCE))

    assert (city.why, province.why, province.n) == ("", "too_few", 12)


def test_a_limit_is_what_was_promised_under_the_rule_of_its_place_and_day_whoever_counts(lake):
    """Nine days are more than the city allows, and fewer than the province would."""
    assert PROVINCE.deadline("closure", {"priority": "general"}).limit.text == "10 working_days"
    assert LARGE_CITY.deadline("closure", {"priority": "general"}).limit.text == "5 working_days"

    city, province = (counted(lake, policy, range(40), "closure_on_time") for policy in (LARGE_CITY, PROVINCE))

    assert (city.numerator, city.n) == (province.numerator, province.n) == (39, 40)


OFFICERS = {
    "99": cast.person("officer-province", cast.XU.kind, *cast.XU.roles, unit="", region="99"),
    "9901": cast.XU,
    "9902": cast.person("officer-town", cast.XU.kind, *cast.XU.roles, unit="", region="9902"),
}


@pytest.fixture
def levels(database, monkeypatch):
    """A province of two cities, each with its own rule, and one ticket of each city."""
    from tests.tickets.city import build_city
    from weisu.org import services as org
    from weisu.policies import services as policies

    build_city()
    org.create_region("9902", name="河口市", level="prefecture", parent="99", by=cast.ADMIN, now=MONDAY)
    for texts in (pack_texts("demo-province"), pack_texts("demo-city"), TOWN):
        proposal = policies.propose(texts, by=cast.LIANG, now=MONDAY)
        policies.publish(proposal.id, by=cast.ADMIN, now=MONDAY)
    return [stories.registered(region=region) for region in ("9901", "9902")]


@pytest.mark.parametrize(
    ("region", "pack", "minimum", "partly", "tickets"),
    [("99", "demo-province", 30, 0.5, 2), ("9901", "demo-city", 10, 0.0, 1), ("9902", "town", 5, 1.0, 1)],
)
def test_each_reader_counts_by_the_rule_of_their_own_level(levels, region, pack, minimum, partly, tickets):
    from tests.web.test_insight import counted, starred
    from weisu.insight.asking import view_of

    starred()
    view = view_of(OFFICERS[region], JANUARY, MONDAY)
    rule = view.rule_on(JANUARY.last_day)

    assert (rule.pack, rule.minimum_n, rule.follow_up.partly_solved) == (pack, minimum, partly)
    assert counted(OFFICERS[region]) == tickets
