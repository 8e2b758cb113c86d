"""How long acts take, from histograms that add up: what is told is true of the durations themselves, to a slot."""

from contextlib import closing
from random import Random
from uuid import UUID

import numpy as np
import pytest

from tests.analytics.logs import OFFSET_US, lake_of, lived
from weisu.analytics import tables
from weisu.analytics.build import build
from weisu.analytics.narrowing import Sight, narrow
from weisu.analytics.pace import RESOLUTION, paces, quantile
from weisu.analytics.period import Period
from weisu.analytics.star import Star
from weisu.analytics.steps import seconds_of

MONTHS = Period.of("2026-01..2026-12")


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """The log of forty tickets, in two builds."""
    events, root = lived(11, tickets=40), tmp_path_factory.mktemp("paces")
    for until in (len(events) // 2, len(events)):
        build(lake_of(root, events, until=until), offset_us=OFFSET_US)
    return root


def durations(star, *, by_unit=False):
    """The seconds of every step, by its acts."""
    found = {}
    for row in star.engine.answer(tables.TRANSITION).to_pylist():
        if row["prev_type"]:
            step = (row["prev_type"], row["type"], row["unit_id"] if by_unit else "")
            found.setdefault(step, []).append((row["elapsed_s"], row["working_s"]))
    return found


@pytest.mark.parametrize("by_unit", [False, True])
def test_median_and_nine_in_ten_are_those_of_the_durations_to_a_slot(lake, by_unit):
    with closing(Star(lake)) as star:
        exact, found = durations(star, by_unit=by_unit), paces(star, MONTHS, minimum=1, by_unit=by_unit)

    counted = {(one.before, one.act, one.unit): one.n for one in found}
    assert counted == {step: len(each) for step, each in exact.items()}
    for one in found:
        for place, clock in enumerate((one.wall, one.working)):
            seconds = np.array([each[place] for each in exact[one.before, one.act, one.unit]])
            for name, share in (("median", 0.5), ("ninth", 0.9)):
                truth = np.quantile(seconds, share, method="inverted_cdf")
                assert abs(clock[name].value - truth) <= RESOLUTION * (truth + 1)
                assert clock[name].low is None or clock[name].low <= truth
                assert clock[name].high is None or clock[name].high >= truth


def test_of_too_few_only_the_number_is_told(lake):
    with closing(Star(lake)) as star:
        found = paces(star, MONTHS, minimum=10)

    assert {one.why for one in found} == {"", "too_few"}
    assert all(bool(one.wall) == (one.n >= 10) for one in found)


def test_the_interval_of_a_histogram_holds_the_true_quantile_as_often_as_it_says():
    random, held = np.random.default_rng(5), 0
    slots = np.arange(400)
    edges = np.array([seconds_of(slot)[0] for slot in slots])
    for _ in range(400):
        seconds = random.lognormal(9, 1.5, 60)
        n = np.bincount(np.searchsorted(edges, seconds, side="right") - 1, minlength=slots.size)
        found = quantile(slots[n > 0], np.cumsum(n[n > 0]), 0.5)
        held += found.low <= np.exp(9) <= found.high

    assert held >= 0.95 * 400


@pytest.mark.parametrize("is_all_but", [False, True])
def test_readers_of_some_tickets_get_the_histogram_of_these_alone(lake, is_all_but):
    some = [str(UUID(int=number + 1)) for number in Random(3).sample(range(40), 7)]
    with closing(Star(lake)) as star:
        every = {(one.before, one.act): one.n for one in paces(star, MONTHS, minimum=1)}
        narrow(star, Sight(some, is_all_but))
        seen, exact = paces(star, MONTHS, minimum=1), durations(star)
        counted = star.engine.answer(tables.SLOT.filter(tables.SLOT.n <= 0)).num_rows

    assert {(one.before, one.act, ""): one.n for one in seen} == {step: len(each) for step, each in exact.items()}
    assert {(one.before, one.act): one.n for one in seen} != every
    assert counted == 0
