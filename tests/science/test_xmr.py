"""XmR charts and their targets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.science import xmr
from weisu.science.arrays import Malformed, NotEnough
from weisu.science.xmr import Assurance

ONE_TEN = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
SERIES = st.lists(st.floats(-1e6, 1e6), min_size=7, max_size=60)


@pytest.mark.parametrize(("is_screened", "low", "high"), [(True, -0.72, 4.60), (False, -3.06, 6.95)])
def test_one_ten_among_ones_and_twos_has_the_published_limits(is_screened, low, high):
    found = xmr.xmr(ONE_TEN, is_screened=is_screened)

    np.testing.assert_allclose([found.low[0], found.centre[0], found.high[0]], [low, 1.94, high], atol=5e-3, rtol=0)


@given(series=SERIES)
def test_screening_never_widens_and_time_may_run_backwards(series):
    screened, plain = xmr.xmr(series), xmr.xmr(series, is_screened=False)

    assert (screened.high <= plain.high).all()
    assert (screened.low <= screened.centre).all()
    np.testing.assert_allclose(xmr.xmr(series[::-1]).high, screened.high, rtol=1e-9, atol=1e-6)


@given(series=SERIES, times=st.floats(0.1, 100), plus=st.floats(-100, 100))
def test_a_change_of_unit_changes_the_chart_alike(series, times, plus):
    here, there = xmr.xmr(series, is_screened=False), xmr.xmr(np.array(series) * times + plus, is_screened=False)

    np.testing.assert_allclose(there.high, here.high * times + plus, rtol=1e-6, atol=1e-3)


@pytest.mark.parametrize(
    ("target", "is_high_good", "expected"),
    [
        (-1, True, Assurance.PASSES),
        (-1, False, Assurance.FAILS),
        (5, True, Assurance.FAILS),
        (5, False, Assurance.PASSES),
        (2, True, Assurance.HIT_OR_MISS),
    ],
)
def test_a_target_beyond_both_limits_is_always_or_never_met(target, is_high_good, expected):
    assert xmr.assurance(xmr.xmr(ONE_TEN), target, is_high_good=is_high_good) is expected


def test_a_series_that_never_moves_has_limits_on_its_line():
    found = xmr.xmr([3] * 8)

    assert found.low.tolist() == found.high.tolist() == [3] * 8


def test_six_points_or_a_missing_month_make_no_chart():
    with pytest.raises(NotEnough, match="6 points, and at least 7"):
        xmr.xmr([1, 2, 3, 4, 5, 6])
    with pytest.raises(Malformed, match="position 2 is nan"):
        xmr.xmr([1, 2, float("nan"), 4, 5, 6, 7])
