"""Real units of one district side by side: a ranking, a funnel, a comparison by case mix, and why they differ."""

import csv

import numpy as np
import pytest

from tests.analytics.test_expectation import city, one_group
from tests.cast import policy_of
from weisu.analytics.expectation import Tickets, peers_by
from weisu.analytics.rules import counting
from weisu.analytics.unit_comparison import compared


@pytest.fixture(scope="module")
def pingshan(shared_data):
    """Tickets that ended and were somebody's, as they came in: nature, matter, channel, month."""
    with (shared_data / "pingshan" / "tickets.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["OVERTIME_ARCHIVE_NUM"] != "-"]
    columns = {"kind": "EVENT_PROPERTY_NAME", "category": "EVENT_TYPE_NAME", "channel": "EVENT_SRC_NAME"}
    features = {name: [row[column] for row in rows] for name, column in columns.items()}
    features["month"] = [row["CREATE_TIME"][:7] for row in rows]
    late = [int(row["OVERTIME_ARCHIVE_NUM"]) for row in rows]
    return Tickets([row["DISPOSE_UNIT_ID"] for row in rows], late, features)


@pytest.fixture(scope="module")
def found(pingshan):
    return compared(pingshan, peers_by(pingshan.unit, {}, counting(policy_of("national")).peer_bands))


def test_714_of_6950_real_tickets_were_late(found):
    assert (found.observed, found.n) == (714, 6_950)
    assert sum(row.n for row in found.rows) == 6_950


def test_the_head_of_the_plain_ranking_is_mostly_chance(found):
    head = found.rows[: len(found.rows) // 10]

    assert [row.rank for row in head] == sorted(row.rank for row in head)
    assert np.median([row.n for row in head]) < np.median([row.n for row in found.rows])
    assert sum(row.outside > 0 for row in head) < len(head)


def test_every_unit_says_in_words_why_the_three_ways_differ(found):
    for row in found.rows:
        for language in ("zh", "en"):
            told = row.sentence(language)
            assert "{" not in told
            assert str(row.n) in told
    assert {"explained_by_mix", "chance", "stands_out"} <= found.stories.keys()


def test_units_without_peers_of_their_sort_are_not_compared_by_case_mix(found):
    refused = [row for row in found.rows if row.expected is None]

    assert refused
    assert all(row.ratio is None and row.outside_mix is None and row.story.startswith("no_") for row in refused)
    assert all(row.overlap >= 0.8 for row in found.rows if row.story not in ("no_overlap", "no_peers", "all_alike"))


def test_equal_units_are_singled_out_no_more_than_chance():
    tickets = city(np.random.default_rng(3))
    rows = compared(tickets, one_group(tickets)).rows

    assert sum(row.outside != 0 for row in rows) > 5
    assert sum(row.outside_mix != 0 for row in rows) <= 1
    assert {row.story for row in rows if row.outside} <= {"explained_by_mix", "stands_out"}


def test_a_worse_unit_with_easy_matters_is_seen_only_by_its_case_mix():
    tickets = city(np.random.default_rng(4), size=300, worse=(1,))
    row = next(row for row in compared(tickets, one_group(tickets)).rows if row.unit == "u01")

    assert (row.outside, row.outside_mix, row.story) == (0, 1, "hidden_by_mix")


def returned(random, *, units=40, size=200, often=()):
    """Units of one true rate whose share of hard matters differs, each ticket sent back any number of times."""
    tickets = city(random, units=units, size=size)
    mean = np.where(np.array(tickets.features["category"]) == "hard", 0.4, 0.05)
    more = np.isin(np.array(tickets.unit), [f"u{place:02}" for place in often])
    return tickets._replace(met=random.poisson(mean * np.where(more, 3, 1)), is_rate=True)


def test_units_that_send_back_equally_often_are_told_apart_by_their_matters_and_not_by_chance():
    tickets = returned(np.random.default_rng(5))
    found = compared(tickets, one_group(tickets))

    assert max(tickets.met) > 1
    assert found.observed == sum(tickets.met)
    assert sum(row.outside != 0 for row in found.rows) > 5
    assert sum(row.outside_mix != 0 for row in found.rows) <= 1
    assert sum(row.expected for row in found.rows) == pytest.approx(found.observed)


def test_a_unit_that_sends_back_easy_matters_too_often_stands_out_by_its_case_mix():
    tickets = returned(np.random.default_rng(6), often=(1,))
    row = next(row for row in compared(tickets, one_group(tickets)).rows if row.unit == "u01")

    assert row.outside_mix == 1
    assert f" of {row.n}" in row.sentence("en")
    assert row.low < row.high


def test_a_unit_may_send_back_more_often_than_it_was_given_anything():
    units, met = ["a"] * 40 + ["b"] * 40, [2] * 40 + [1, 0] * 20
    tickets = Tickets(units, met, {name: ["x"] * 80 for name in ("category", "kind")}, is_rate=True)
    first, second = compared(tickets, one_group(tickets)).rows

    assert (first.unit, first.share, first.outside) == ("a", 2.0, 1)
    assert (second.share, second.outside) == (0.5, -1)


def test_what_is_met_in_part_is_compared_in_part():
    tickets = city(np.random.default_rng(7))
    halved = tickets._replace(met=[met / 2 for met in tickets.met])
    whole, half = (compared(some, one_group(some)) for some in (tickets, halved))

    assert half.observed == whole.observed / 2
    assert f"{half.rows[0].observed:g} of" in half.rows[0].sentence("en")
    assert sum(row.outside_mix != 0 for row in half.rows) <= 1


def test_where_only_one_unit_had_any_the_ranking_and_the_funnel_still_tell_of_it():
    """No model learns from the others what was to be expected of it, and nothing is said by case mix."""
    units = [f"u{place}" for place in range(12) for _ in range(40)]
    met = [int(unit == "u3" and place % 2) for place, unit in enumerate(units)]
    tickets = Tickets(units, met, {name: ["x"] * len(units) for name in ("category", "kind")})
    first, *others = compared(tickets, one_group(tickets)).rows

    assert (first.unit, first.observed, first.outside, first.story) == ("u3", 20, 1, "all_alike")
    assert {(one.expected, one.outside_mix) for one in (first, *others)} == {(None, None)}
