"""The catalogue says by which dated rules a measure is counted, and from how many cases on there is a value."""

import pytest

from tools.docs import metrics
from tools.docs.packs import nation
from weisu.analytics.asking import question, read_by
from weisu.analytics.catalog import METRICS
from weisu.analytics.metric import Asked, Shape
from weisu.analytics.period import Period
from weisu.analytics.rules import FOLLOWING_UP, LINKING, MINIMUM, counting

MONTH = Period.of("2026-01")


class Watched:
    """The nation's rules, with a note of which of them somebody looked at."""

    def __init__(self):
        self.rule, self.seen = counting(nation()), set()

    def __getattr__(self, name):
        if name != "text":
            self.seen |= set(FOLLOWING_UP if name == "follow_up" else [f"assessment.{name}"])
        return getattr(self.rule, name)


def looked_at(metric, by=()):
    """The settings that a measure looks at when it makes its question and says what stands beside the answer."""
    watched = Watched()
    question(metric, MONTH, by, Asked(watched, 0), 0)
    for told in filter(None, (metric.stated, metric.budget)):
        told(watched)
    return watched.seen


def entry(key, language):
    return metrics.write(language).partition(f"\n### {key}\n")[2].partition("\n### ")[0]


@pytest.mark.parametrize("metric", METRICS.values(), ids=list(METRICS))
def test_a_measure_names_the_settings_it_reads_and_no_other(metric):
    in_the_question = set(read_by(metric)) - {MINIMUM, LINKING}

    assert in_the_question == looked_at(metric)
    assert (MINIMUM in read_by(metric)) == (metric.shape != Shape.COUNT)
    assert (LINKING in read_by(metric)) == (metric.shape == Shape.DURABLE)


def test_only_a_grouping_by_stratum_reads_what_makes_a_ticket_complex():
    solved, calls = METRICS["solved"], METRICS["answered"]

    assert set(read_by(solved, by=["unit", "stratum"])) == {MINIMUM, *looked_at(solved, ["unit", "stratum"])}
    assert "assessment.strata" in read_by(solved, by=["stratum"])
    assert read_by(solved, by=["unit"]) == read_by(solved)
    assert read_by(calls, by=["stratum"]) == (MINIMUM,)


def test_the_least_number_and_the_rule_stand_there_with_their_day_and_their_basis():
    english, chinese = entry("solved", "en"), entry("solved", "zh")

    assert "no value below 10 (`assessment.minimum_n`, since 2021-01-06)" in english
    assert "`assessment.follow_up`, since 2021-01-06, 国办发〔2020〕53号(四)" in english
    assert (
        "不足 10 件不给数值（`assessment.minimum_n`，2021-01-06 起）；`assessment.follow_up`，2021-01-06 起" in chinese
    )
    assert "| `assessment.minimum_n` | 10 | 2021-01-06 | 国办发〔2020〕53号(四)" in metrics.write("zh")


def test_what_the_nation_leaves_to_each_city_is_told_to_be_left():
    assert "`assessment.linking`, which the nation leaves to each city" in entry("durable_30", "en")
