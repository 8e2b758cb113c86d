"""What is expected of a unit: from its case mix at intake, never from itself, and only among its like."""

import numpy as np
import pytest

from weisu.analytics.expectation import Tickets, band_of, cross_fitted, design_of, expectation, peers_by
from weisu.science import funnel
from weisu.science.arrays import NotEnough

HARD, EASY = 0.40, 0.05


def city(random, *, units=40, size=150, worse=()):
    """Units of one true quality whose share of hard matters differs; those of `worse` are late twice as often."""
    names, category, met = [], [], []
    for place in range(units):
        hard = random.random(size) < (0.1 if place % 2 else 0.6)
        chance = np.where(hard, HARD, EASY) * (2 if place in worse else 1)
        names += [f"u{place:02}"] * size
        category += np.where(hard, "hard", "easy").tolist()
        met += (random.random(size) < chance).astype(int).tolist()
    rest = {"kind": ["complaint"] * len(names), "channel": random.choice(["phone", "app"], len(names)).tolist()}
    return Tickets(names, met, {"category": category, **rest})


@pytest.fixture
def random():
    return np.random.default_rng(20260302)


def one_group(tickets):
    return dict.fromkeys(tickets.unit, "bureau")


def test_units_that_differ_in_their_matters_only_are_as_expected(random):
    tickets = city(random)
    found = expectation(tickets, one_group(tickets))
    ratio = np.array([one.observed / one.expected for one in found])
    plain = np.array([one.observed / one.n for one in found])

    assert plain[::2].min() > plain[1::2].mean() * 2
    assert ratio[::2].mean() == pytest.approx(1, abs=0.05)
    assert ratio[1::2].mean() == pytest.approx(1, abs=0.1)
    assert not funnel.ratio_limits([one.expected for one in found]).outside(ratio).any()


@pytest.mark.parametrize("name", ["priority", "region"])
def test_units_with_more_urgent_tickets_or_harder_places_are_not_blamed_for_them(random, name):
    tickets = city(random)
    harder = tickets.features["category"]
    known = tickets._replace(features={**tickets.features, "category": ["road"] * len(harder), name: harder})
    unknown = known._replace(features={**known.features, name: ["same"] * len(harder)})
    ratios = [
        np.array([one.observed / one.expected for one in expectation(some, one_group(some))])
        for some in (known, unknown)
    ]

    assert ratios[0][::2].mean() == pytest.approx(1, abs=0.05)
    assert ratios[1][::2].mean() > 1.3


def test_a_unit_that_is_worse_is_found_among_units_with_harder_matters(random):
    tickets = city(random, worse=(1,), size=600)
    found = {one.unit: one for one in expectation(tickets, one_group(tickets))}
    worse = found["u01"]
    limits = funnel.ratio_limits([worse.expected])

    assert worse.observed / worse.n < found["u00"].observed / found["u00"].n
    assert worse.observed / worse.expected == pytest.approx(2, abs=0.3)
    assert limits.outside([worse.observed / worse.expected])[0]


def test_what_a_unit_did_never_moves_its_own_expectation(random):
    tickets = city(random, units=12)
    unit = np.unique(tickets.unit, return_inverse=True)[1]
    design = design_of(tickets.features, len(tickets.unit))
    met = np.array(tickets.met, dtype=float)
    other = np.where(unit == 3, 1 - met, met)

    before, after = cross_fitted(unit, met, design), cross_fitted(unit, other, design)
    assert (before[unit == 3] == after[unit == 3]).all()
    assert not (before[unit != 3] == after[unit != 3]).all()


def test_among_peers_as_much_is_expected_as_was_observed(random):
    tickets = city(random)
    peers = {name: f"group {int(name[1:]) // 20}" for name in tickets.unit}
    found = expectation(tickets, peers)

    for label in ("group 0", "group 1"):
        some = [one for one in found if one.peers == label]
        assert sum(one.expected for one in some) == pytest.approx(sum(one.observed for one in some), abs=1e-6)


def test_a_unit_with_matters_of_its_own_is_not_compared(random):
    tickets = city(random, units=12)
    category = [
        "schools" if name == "u05" and place % 4 else word
        for place, (name, word) in enumerate(zip(tickets.unit, tickets.features["category"], strict=True))
    ]
    found = expectation(tickets._replace(features={**tickets.features, "category": category}), one_group(tickets))
    refused = next(one for one in found if one.unit == "u05")

    assert (refused.expected, refused.why) == (None, "no_overlap")
    assert refused.overlap == pytest.approx(0.25, abs=0.02)
    assert all(one.why == "" and one.overlap == 1 for one in found if one.unit != "u05")


def test_two_units_alone_are_no_peers(random):
    tickets = city(random, units=12)
    peers = {name: "two" if name in ("u00", "u01") else "ten" for name in tickets.unit}
    found = expectation(tickets, peers)

    assert {one.unit for one in found if one.why == "no_peers"} == {"u00", "u01"}


def test_a_city_where_nobody_was_late_is_not_compared(random):
    tickets = city(random, units=12)
    with pytest.raises(NotEnough):
        expectation(tickets._replace(met=np.zeros(len(tickets.unit))), one_group(tickets))


def test_peers_are_of_one_kind_and_one_band_of_volume():
    peers = peers_by(["a"] * 30 + ["b"] * 29 + ["c"] * 300, {"a": "bureau", "c": "street"}, (30, 300))

    assert peers == {"a": "bureau 30–299", "b": "0–29", "c": "street 300+"}
    assert [band_of(n, (30, 300)) for n in (0, 29, 30, 299, 300)] == ["0–29", "0–29", "30–299", "30–299", "300+"]
