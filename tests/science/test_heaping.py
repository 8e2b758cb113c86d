"""Heaping on round digits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import heaping
from weisu.science.arrays import Malformed, NotEnough


def test_equal_counts_have_an_index_of_1_and_only_round_values_one_of_5():
    assert heaping.whipple(range(20, 60)).estimate == 1
    assert heaping.whipple([5, 10, 15, 20]).estimate == 5
    assert heaping.whipple([10, 20, 30], round_digits=(0,)).estimate == 10


@given(values=st.lists(st.integers(0, 59), min_size=1, max_size=200))
def test_the_index_lies_between_0_and_5_and_within_its_interval(values):
    found = heaping.whipple(values)

    assert 0 <= found.low <= found.estimate <= found.high <= 5
    assert found.estimate == pytest.approx(heaping.whipple(values[::-1]).estimate)


def test_minutes_filled_in_afterwards_are_told_from_minutes_that_happened():
    chance = np.random.default_rng(19)
    happened = chance.integers(0, 60, 600)
    filled_in = np.where(chance.random(600) < 0.3, happened // 10 * 10, happened)

    assert heaping.last_digits(happened).p > 0.01
    assert heaping.last_digits(filled_in).p < 1e-6
    assert heaping.whipple(filled_in).low > 1


def test_too_few_values_say_nothing():
    with pytest.raises(NotEnough, match="0 values"):
        heaping.whipple([])
    with pytest.raises(NotEnough, match="49 values, and at least 50"):
        heaping.last_digits(range(49))
    with pytest.raises(Malformed, match="digits from 0 to 9"):
        heaping.whipple([1], round_digits=(10,))
