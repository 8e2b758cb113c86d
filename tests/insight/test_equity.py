"""Groups of requesters beside each other: what chance makes is not marked, what it hardly makes is."""

import numpy as np
import pytest

from weisu.analytics.metric import Result, Shape
from weisu.insight.equity import _adjust, _tested, differs
from weisu.science.intervals import wilson


def group(name, met, n):
    """A group of so many, of whom so many met it."""
    half = 1.96 * np.sqrt(max(met / n * (1 - met / n), 0.25 / n) / n)
    return Result("solved", {"channel": name}, met / n, met / n - half, met / n + half, met, n)


def marked(shape, *groups):
    """The groups that are marked, by name."""
    rows = [_tested(shape, one, groups) for one in groups]
    _adjust(rows)
    return {row["found"]["by"]["channel"]: row["is_higher"] for row in rows if differs(row)}


@pytest.mark.parametrize("shape", [Shape.SHARE, Shape.WEIGHED, Shape.DURABLE])
def test_a_group_that_lies_far_from_the_others_is_marked_with_its_side(shape):
    found = marked(shape, group("app", 900, 1_000), group("phone", 905, 1_000), group("mail", 400, 1_000))

    assert found["mail"] is False
    assert found["app"] is True


@pytest.mark.parametrize("shape", [Shape.SHARE, Shape.WEIGHED, Shape.DURABLE])
def test_of_groups_that_are_truly_alike_hardly_a_page_in_twenty_marks_any(shape):
    chance = np.random.default_rng(5)
    pages = [
        marked(shape, *(group(f"{place}", chance.binomial(400, 0.7), 400) for place in range(8))) for _ in range(300)
    ]

    # One minus the chance of no false mark is at most q where all are alike; three standard errors on top.
    assert np.mean([bool(page) for page in pages]) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 300)


def test_of_an_extreme_handful_the_intervals_tell_what_the_exact_test_tells():
    def closing(name, met, n):
        low, value, high = (float(end) for end in wilson(met, n))
        return Result("durable_30", {"channel": name}, value, low, high, met, n)

    groups = [closing("inspection", 14, 14), closing("phone", 1_400, 1_800)]
    by_intervals, exact = (_tested(shape, groups[0], groups)["p"] for shape in (Shape.DURABLE, Shape.SHARE))

    assert exact / 2 < by_intervals < exact * 2


def test_a_group_without_a_value_is_neither_tested_nor_among_the_others():
    few, app = Result("solved", {"channel": "mail"}, numerator=0, n=3, why="too_few"), group("app", 9, 12)
    rows = [_tested(Shape.SHARE, one, [few, app]) for one in (few, app)]
    _adjust(rows)

    assert [row["p"] for row in rows] == [None, None]
    assert not any(map(differs, rows))
