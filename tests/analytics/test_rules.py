"""What counts in months that are older than some of the rules: each setting as of the day, if there was one."""

from datetime import date
from functools import cache

import pytest

from tests.cast import pack_texts
from weisu.analytics.asking import read_by
from weisu.analytics.catalog import METRICS
from weisu.analytics.period import Period
from weisu.analytics.rules import BURDEN, FOLLOW_UP, FOLLOWING_UP, LINKING, MINIMUM, NoRule, counting
from weisu.analytics.ruling import rulings
from weisu.domain.policy import merge, parse

TODAY = date(2026, 7, 1)
CITY = """
[[setting]]
id    = "assessment.minimum_n"
value = 25
from  = 2019-01-01
basis = "市办法"
[[setting.example]]
given  = {}
expect = { value = 25 }

[[setting]]
id    = "assessment.minimum_n"
value = 40
from  = 2025-01-01
basis = "市办法"
[[setting.example]]
given  = {}
expect = { value = 40 }
"""
META = 'id = "city"\ntitle = "市"\nextends = "national"\nregion = "3302"\nlevel = "prefecture"\n'


PACKS = [parse(pack_texts("national")), parse({"pack.toml": META, "assessment.toml": CITY})]


@cache
def policy_on(day):
    """The rules of a city that told from how many cases on a rate is given before the nation told anything else."""
    return merge(PACKS, day)


def rule_on(day):
    return counting(policy_on(day), policy_on(TODAY))


def todays(rule):
    return {name for name, text in rule.texts.items() if text.is_todays}


def said_of(key, period, language="en", by=()):
    found = rulings(Period.of(period), rule_on, read_by(METRICS[key], by=by))
    return [said for one in found for said in one.said(language)]


def test_a_setting_that_held_on_the_day_is_not_replaced_because_another_is_younger():
    rule = rule_on(date(2019, 6, 30))

    assert (rule.minimum_n, rule_on(TODAY).minimum_n) == (25, 40)
    assert MINIMUM not in todays(rule)
    assert {FOLLOW_UP, BURDEN} <= todays(rule)
    assert rule.texts[BURDEN].since == "2024-08-06"


def test_from_2021_on_only_the_budget_of_burden_is_younger():
    assert todays(rule_on(date(2021, 1, 31))) == {BURDEN}
    assert todays(rule_on(date(2024, 7, 31))) == {BURDEN}
    assert todays(rule_on(date(2024, 8, 31))) == set()


def test_a_setting_that_no_rule_gives_today_either_stands_nowhere_and_a_needed_one_is_refused():
    texts = pack_texts("national")
    texts["assessment.toml"], _, _ = texts["assessment.toml"].partition('[[setting]]\nid    = "assessment.burden"')
    without = merge([parse(texts)], TODAY)

    assert LINKING not in rule_on(TODAY).texts
    with pytest.raises(NoRule) as refused:
        counting(without, without)
    assert BURDEN in refused.value.message


def test_a_measure_tells_only_of_the_younger_rules_that_it_uses():
    assert not any("today" in said for said in said_of("solved", "2024-07..2024-08"))
    own, younger = said_of("acts_per_ticket", "2024-06..2024-07")
    assert own.startswith("2024-06 – 2024-07: counted by the rules of the pack city")
    assert "no rate below 25 cases (from 2019-01-01, city/assessment.toml:" in own
    assert "budget of burden" not in own
    assert younger.startswith("2024-06 – 2024-07: older than these rules, so they count as the pack city has them")
    assert "the budget of burden and its night hours (from 2024-08-06" in younger


def test_months_before_every_rule_a_measure_uses_say_each_of_them_in_chinese_too():
    own, younger = said_of("solved", "2020-12", "zh")

    assert said_of("satisfied", "2021-01", "zh")[0].count("；") == 1
    assert own.startswith("2020-12按政策包 city 在各月最后一天（最晚 2020-12-31）有效的规则计数：")
    assert "少于 25 件不给比率（自 2019-01-01 起" in own
    assert younger.startswith("2020-12还没有以下规则，因此按政策包 city 今天有效的计数：回访口径（自 2021-01-06 起")
    assert younger.count("；") == len(FOLLOWING_UP) - 1


def test_where_no_rule_decides_anything_that_is_said():
    assert said_of("parts", "2018-12..2019-01") == [
        "2018-12 – 2019-01: no rule of the pack city decides how this is counted."
    ]


def test_months_stand_apart_only_where_something_differs_that_the_measure_uses():
    def spans(key, period, by=()):
        found = rulings(Period.of(period), rule_on, read_by(METRICS[key], by=by))
        return [(one.first, one.last) for one in found]

    assert spans("closure_on_time", "2018-11..2019-02") == [("2018-11", "2018-12"), ("2019-01", "2019-02")]
    assert spans("closure_on_time", "2020-12..2021-01") == [("2020-12", "2021-01")]
    assert spans("closure_on_time", "2020-12..2021-01", by=["stratum"]) == [("2020-12",) * 2, ("2021-01",) * 2]
