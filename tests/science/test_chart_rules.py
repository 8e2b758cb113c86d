"""The four rules of a chart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import chart_rules
from weisu.science.arrays import Malformed
from weisu.science.chart_rules import Variation
from weisu.science.xmr import chart_around

CODES = st.lists(st.sampled_from([-1, 0, 1]), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ([1] * 8 + [-1], [0] * 6 + [1, 1, 0]),
        ([-1] * 7, [0] * 6 + [-1]),
        ([1, 1, 1, 0, 1, 1, 1, 1], [0] * 8),
    ],
)
def test_the_seventh_point_on_one_side_completes_a_shift(sides, expected):
    assert chart_rules.completes_shift(sides).tolist() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4, 5, 6, 7], [0] * 6 + [1]),
        ([7, 6, 5, 4, 3, 2, 1, 0], [0] * 6 + [-1, -1]),
        ([1, 2, 3, 3, 4, 5, 6], [0] * 7),
    ],
)
def test_the_seventh_point_of_a_rise_completes_a_trend(values, expected):
    assert chart_rules.completes_trend(values).tolist() == expected


def around_zero(values):
    return chart_rules.rules(values, chart_around(np.zeros(len(values)), 3.0))


@pytest.mark.parametrize(
    ("_case", "values", "rule", "expected"),
    [
        ("a point on a limit is inside", [3, 3.1, -3.1], "outside", [0, 1, -1]),
        ("two of three beyond the near limit", [2.5, 1, 2.5], "two_of_three", [1, 0, 1]),
        ("all three must be on that side", [2.5, -1, 2.5], "two_of_three", [0, 0, 0]),
        ("a point outside is not near", [2.5, 1, 3.5], "two_of_three", [0, 0, 0]),
        ("below", [-1, -2.5, -2.5], "two_of_three", [0, -1, -1]),
        ("every point of a trend takes part", [0, 5, 1, 2, 3, 4, 5, 6, 7], "trend", [0, 0, *[1] * 7]),
        ("every point of a shift takes part", [-1, *[1] * 7, -1], "shift", [0, *[1] * 7, 0]),
    ],
)
def test_a_rule_names_the_points_that_take_part(_case, values, rule, expected):
    assert getattr(around_zero(values), rule).tolist() == expected


def test_a_point_outside_goes_before_a_trend_and_a_trend_before_a_shift():
    found = around_zero([2.9, 2.8, 2.7, 2.6, 2.5, 2.4, -4])

    assert found.first.tolist() == [-1] * 7
    assert found.outside.tolist() == [0] * 6 + [-1]


@given(codes=CODES)
def test_shifts_agree_with_counting_by_hand(codes):
    expected = [
        code if code and index >= 6 and len(set(codes[index - 6 : index + 1])) == 1 else 0
        for index, code in enumerate(codes)
    ]

    assert chart_rules.completes_shift(codes).tolist() == expected


@given(values=st.lists(st.integers(-4, 4), min_size=1, max_size=40))
def test_a_chart_upside_down_says_the_opposite(values):
    here, there = around_zero(values), around_zero([-value for value in values])

    for rule, opposite in zip(here, there, strict=True):
        assert rule.tolist() == (-opposite).tolist()


@pytest.mark.parametrize(
    ("values", "is_high_good", "expected"),
    [
        ([0, 1, 4], True, Variation.IMPROVEMENT),
        ([0, 1, 4], False, Variation.CONCERN),
        ([0, 1, 4], None, Variation.CONCERN),
        ([4, 1, 0], True, Variation.COMMON_CAUSE),
    ],
)
def test_the_latest_point_gives_the_chart_its_face(values, is_high_good, expected):
    assert chart_rules.variation(around_zero(values), is_high_good=is_high_good) is expected


def test_values_and_chart_have_one_length():
    with pytest.raises(Malformed, match="one row of 3 numbers"):
        chart_rules.rules([1, 2], chart_around(np.zeros(3), 1.0))
