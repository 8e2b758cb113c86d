"""Units of one true rate: too many outside is seen, and as many as chance puts there is not."""

from tools.bench.parts import equals


def test_one_of_a_hundred_units_outside_limits_that_leave_two_of_a_thousand_is_too_many():
    assert equals._excess([place % 100 == 0 for place in range(3_000)]) > 0
    assert equals._excess([place % 500 == 0 for place in range(3_000)]) == 0


def test_the_funnel_puts_no_volume_outside_more_often_than_chance_does():
    found = equals.figures(200)

    assert found["singled_out_excess"] == 0
    assert 0 < max(found[f"singled_out_{n}"] for n in equals.VOLUMES) < 0.01
