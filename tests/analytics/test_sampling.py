"""Whom the platform asks is settled by a published seed, and by nobody's wish."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weisu.analytics.rules import SampleRule
from weisu.analytics.sampling import drawn, lot, size

RULE = SampleRule(per_cent=10, least=30)


@pytest.mark.parametrize(("closed", "wanted"), [(3, 3), (30, 30), (31, 30), (300, 30), (301, 31), (5_000, 500)])
def test_a_tenth_is_drawn_and_at_least_thirty_of_every_unit_that_closed_as_many(closed, wanted):
    assert size(closed, RULE) == wanted


def test_the_lot_is_what_anybody_computes_from_seed_and_number():
    assert lot("a lottery", "N1") == int(sha256(b"a lottery\nN1").hexdigest()[:13], 16) / 16**13


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=80), st.randoms(), st.text())
def test_the_order_of_the_list_does_not_move_the_lot(closings, chance, seed):
    named = [(unit, matter, f"N{place}") for place, (unit, matter) in enumerate(closings)]
    mixed = chance.sample(named, len(named))

    def chosen(rows):
        lots = drawn(*zip(*rows, strict=True), seed=seed, rule=SampleRule(20, 3)) if rows else []
        return {row[2] for row, is_drawn in zip(rows, lots, strict=True) if is_drawn}

    assert chosen(named) == chosen(mixed)
    sizes = Counter(unit for unit, _, number in named if number in chosen(named))
    closed = Counter(unit for unit, _, _ in named)
    assert all(sizes[unit] == size(count, SampleRule(20, 3)) for unit, count in closed.items())


def test_every_matter_of_a_unit_has_its_share_of_the_sample():
    matters = ["noise"] * 200 + ["water"] * 100 + ["roads"] * 100
    lots = drawn(["u"] * 400, matters, [f"N{n}" for n in range(400)], seed="s", rule=RULE)

    found = Counter(matter for matter, is_drawn in zip(matters, lots, strict=True) if is_drawn)
    assert found == {"noise": 20, "water": 10, "roads": 10}


def test_over_many_seeds_every_closing_is_drawn_equally_often():
    numbers = [f"N{n}" for n in range(50)]
    often = sum(
        drawn(["u"] * 50, ["m"] * 20 + ["n"] * 30, numbers, seed=f"{seed}", rule=SampleRule(20, 0)).astype(int)
        for seed in range(2_000)
    )

    # A fifth of 2,000; five standard errors to either side.
    assert abs(often - 400).max() < 5 * (2_000 * 0.2 * 0.8) ** 0.5
