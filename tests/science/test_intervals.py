"""Intervals: published tables, and the laws that any honest interval keeps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from weisu.science import intervals
from weisu.science.arrays import Malformed, NotEnough

SHARES = [intervals.wilson, intervals.clopper_pearson, intervals.jeffreys]
COUNTED = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        (intervals.wilson, [0.2553, 0.0624, 0, 0.0061], [0.3662, 0.1605, 0.1611, 0.1718]),
        (intervals.clopper_pearson, [0.2527, 0.0578, 0, 0.0009], [0.3676, 0.1617, 0.1684, 0.1776]),
        (intervals.jeffreys, [0.2545, 0.0604, 0, 0.0037], [0.3656, 0.1576, 0.1166, 0.1501]),
    ],
)
def test_four_shares_have_their_intervals(method, low, high):
    """Wilson and Clopper–Pearson as Newcombe 1998 prints them (table I); Jeffreys, which he lacks, by definition."""
    found = method([81, 15, 0, 1], [263, 148, 20, 29])

    np.testing.assert_allclose(found.low, low, atol=5e-5, rtol=0)
    np.testing.assert_allclose(found.high, high, atol=5e-5, rtol=0)


def test_the_difference_of_two_shares_has_newcombes_interval():
    found = intervals.difference(56, 70, 48, 80)

    np.testing.assert_allclose([*found], [0.0524, 0.2, 0.3339], atol=5e-5, rtol=0)


def test_a_rate_has_garwoods_interval():
    """As every table of exact limits of a Poisson mean prints them."""
    found = intervals.garwood([0, 1, 3, 10], [1, 1, 1, 2])

    np.testing.assert_allclose(found.low, [0, 0.0253, 0.6187, 4.7954 / 2], atol=5.1e-5, rtol=0)
    np.testing.assert_allclose(found.high, [3.6889, 5.5716, 8.7673, 18.3904 / 2], atol=5.1e-5, rtol=0)


@pytest.mark.parametrize("method", SHARES)
@given(counted=COUNTED, level=st.floats(0.5, 0.999))
def test_an_interval_holds_its_estimate_within_0_and_1(method, counted, level):
    found = method(*counted, level=level)

    assert 0 <= found.low <= found.estimate <= found.high <= 1


@pytest.mark.parametrize("method", SHARES)
@given(counted=COUNTED, times=st.integers(2, 50))
def test_the_same_share_of_more_tickets_is_known_better(method, counted, times):
    few, many = method(*counted), method(counted[0] * times, counted[1] * times)

    assert many.high - many.low < few.high - few.low


@pytest.mark.parametrize("method", SHARES)
@given(counted=COUNTED)
def test_counting_those_who_missed_it_turns_the_interval_round(method, counted):
    met, n = counted
    found, turned = method(met, n), method(n - met, n)

    np.testing.assert_allclose([found.low, found.high], [1 - turned.high, 1 - turned.low], atol=1e-9)


@pytest.mark.parametrize("method", SHARES)
@given(counted=COUNTED)
def test_a_higher_level_gives_a_wider_interval(method, counted):
    narrow, wide = method(*counted, level=0.8), method(*counted, level=0.99)

    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@pytest.mark.parametrize("n", [5, 17, 60])
@pytest.mark.parametrize("truth", [0.03, 0.3, 0.5, 0.92])
def test_exact_intervals_never_cover_less_than_they_say(n, truth):
    met = np.arange(n + 1)
    found = intervals.clopper_pearson(met, n)
    covered = stats.binom.pmf(met, n, truth)[(found.low <= truth) & (truth <= found.high)].sum()

    assert covered >= 0.95


@given(events=st.integers(0, 3000), exposure=st.floats(0.01, 1e6))
def test_a_rate_lies_within_its_interval(events, exposure):
    found = intervals.garwood(events, exposure)

    assert 0 <= found.low <= found.estimate <= found.high


@given(one=COUNTED, other=COUNTED)
def test_a_difference_seen_from_the_other_side_changes_its_sign(one, other):
    found, turned = intervals.difference(*one, *other), intervals.difference(*other, *one)

    np.testing.assert_allclose([found.low, found.high], [-turned.high, -turned.low], atol=1e-12)
    assert -1 <= found.low <= found.estimate <= found.high <= 1


@pytest.mark.parametrize("method", SHARES)
def test_units_where_nobody_was_counted_are_named(method):
    with pytest.raises(NotEnough, match="nobody was counted at position 1, 3") as refusal:
        method([3, 0, 2, 0], [5, 0, 2, 0])

    assert refusal.value.where == (1, 3)


@pytest.mark.parametrize(
    ("met", "n", "why"),
    [
        (3, 2, "met must not exceed n"),
        (-1, 2, "whole numbers from 0"),
        (1.5, 2, "whole numbers from 0"),
        ([1, float("nan")], [2, 2], "position 1 is nan"),
    ],
)
def test_numbers_that_cannot_be_right_are_refused(met, n, why):
    with pytest.raises(Malformed, match=why):
        intervals.wilson(met, n)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_a_share(level):
    with pytest.raises(Malformed, match="level must lie between 0 and 1"):
        intervals.wilson(1, 2, level=level)


@given(counted=COUNTED, more=st.integers(0, 5000))
def test_of_exactly_so_many_people_a_share_is_known_better_and_of_all_asked_it_is_what_they_said(counted, more):
    met, n = counted
    endless = intervals.wilson(met, n)

    found = intervals.wilson_among(met / n, n, n, n + more)

    assert found.low <= found.estimate <= found.high
    if more:
        assert found.high - found.low <= endless.high - endless.low + 1e-12
    else:
        assert found.low == found.high == met / n


def test_more_asked_than_there_are_is_refused():
    with pytest.raises(Malformed, match="asked must not exceed everybody"):
        intervals.wilson_among(0.5, 10, 10, 9)


@pytest.mark.parametrize("asked", [20, 40, 60])
def test_the_share_of_a_hundred_people_lies_in_its_interval_as_often_as_it_says_however_many_are_asked(asked):
    met = np.random.default_rng(31).hypergeometric(80, 20, asked, 20_000)

    found = intervals.wilson_among(met / asked, asked, asked, 100)

    assert np.mean((found.low <= 0.8) & (found.high >= 0.8)) == pytest.approx(0.95, abs=0.025)


@pytest.mark.parametrize(("n", "rank"), [(5, 0), (6, 1), (10, 2), (20, 6), (50, 18), (100, 40)])
def test_a_median_lies_between_its_published_ranks(n, rank):
    """Campbell & Gardner 1988: of 100 values from the 40th to the 61st."""
    assert intervals.ranks_of_median(n) == rank


@pytest.mark.parametrize("n", [6, 13, 80])
def test_the_interval_of_a_median_holds_it_at_least_as_often_as_it_says(n):
    values = np.sort(np.random.default_rng(7).exponential(size=(20_000, n)), axis=1)
    rank = int(intervals.ranks_of_median(n))

    held = (values[:, rank - 1] <= np.log(2)) & (values[:, n - rank] >= np.log(2))

    assert held.mean() >= 0.945


def test_of_a_quantile_near_the_end_few_values_give_no_upper_end():
    assert tuple(map(int, intervals.ranks_of_quantile(10, 0.5))) == (2, 9)
    assert tuple(map(int, intervals.ranks_of_quantile(10, 0.9))) == (7, 0)
    assert tuple(map(int, intervals.ranks_of_quantile(5, 0.5))) == (0, 0)


@pytest.mark.parametrize(("n", "share"), [(30, 0.1), (35, 0.9), (200, 0.9), (5_000, 0.9)])
def test_between_its_ranks_a_quantile_lies_at_least_as_often_as_they_say(n, share):
    low, high = map(int, intervals.ranks_of_quantile(n, share))
    covered = stats.binom.cdf((high or n + 1) - 1, n, share) - stats.binom.cdf(low - 1, n, share)

    assert covered >= 0.95
