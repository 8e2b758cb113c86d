"""The catalogue says by which dated rules a measure is counted, and from how many cases on there is a value."""

import pytest

from tools.docs import metrics
from tools.docs.counting_rules import read_by
from weisu.analytics.catalog import METRICS


def entry(key, language):
    return metrics.write(language).partition(f"\n### {key}\n")[2].partition("\n### ")[0]


@pytest.mark.parametrize(
    ("key", "settings"),
    [
        ("closure_on_time", ["minimum_n"]),
        ("solved", ["minimum_n", "follow_up"]),
        ("answered_in_time", ["minimum_n", "answering"]),
        ("fields_per_ticket", ["minimum_n", "burden"]),
        ("complex_settled", ["minimum_n", "strata"]),
        ("durable_30", ["minimum_n", "linking"]),
        ("parts", []),
    ],
)
def test_a_measure_names_the_settings_it_reads_and_no_other(key, settings):
    assert read_by(METRICS[key]) == [f"assessment.{name}" for name in settings]


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
