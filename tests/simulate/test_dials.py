"""Every dial moves what it should and, by common random numbers, nothing else."""

import json
from collections.abc import Callable
from statistics import median

import pytest

from tests.simulate.living import Life, cheating, life, with_setting
from weisu.simulate.scenario import read
from weisu.simulate.scenario.settings import KINDS
from weisu.simulate.truth_tables import of

URBAN, GOVERNMENT, HOTLINE = "u-990201-urban", "u-990201-government", "u-990201-hotline"
DAY_US = 86_400_000_000
HONEST = read("quiet-town", family="C")


@pytest.fixture(scope="module")
def honest() -> Life:
    """A month in which nobody cheats."""
    return life(HONEST)


def count(type_: str) -> Callable[[Life], float]:
    """How many events of a type."""
    return lambda lived: lived.events[type_]


def days_to_reply(lived: Life) -> float:
    """Median days the urban bureau's closed tickets took."""
    cases = [c for c in lived.cases.values() if c.state.closed_us and c.right == URBAN]
    return median((c.state.closed_us - c.state.registered_us) / DAY_US for c in cases)


def really_fixed(lived: Life) -> float:
    """Share of the urban bureau's closed tickets whose problem is gone."""
    cases = [c for c in lived.cases.values() if c.state.closed_us and c.right == URBAN]
    return sum(c.fixed for c in cases) / len(cases)


def said_more_than_true(lived: Life) -> float:
    """How often somebody says they are satisfied who is not."""
    return sum(row["says_satisfied"] and not row["is_satisfied"] for row in lived.follow_ups())


def promises(lived: Life) -> float:
    """Replies that promise."""
    return sum('"claims":"promised"' in payload for payload in lived.payloads("reply.submitted"))


def asked_for_by_citizens(lived: Life) -> float:
    """Ratings somebody was asked for."""
    return sum('"solicited":true' in payload for payload in lived.payloads("rating.given"))


def split_off(lived: Life) -> float:
    """Tickets that were split off another about the same problem."""
    return sum(case.nature == "part" for case in lived.cases.values())


def proactive(lived: Life) -> float:
    """Tickets a unit registered itself."""
    return sum(case.nature == "proactive" for case in lived.cases.values())


def waits(kind: str) -> Callable[[Life], float]:
    """The mean wait of the calls that ended so, in seconds."""

    def mean(lived: Life) -> float:
        seconds = [json.loads(payload)["waited_seconds"] for payload in lived.payloads(kind)]
        return sum(seconds) / len(seconds)

    return mean


GAMES = [
    ("blind_return", URBAN, count("ticket.return_requested"), 1),
    ("perfunctory_reply", URBAN, count("reply.rejected"), 1),
    ("false_repair", URBAN, really_fixed, -1),
    ("forwarding", GOVERNMENT, count("ticket.delegated"), 1),
    ("coached_answer", URBAN, said_more_than_true, 1),
    ("swapped_number", URBAN, count("requester.number_changed"), 1),
    ("pressed_withdrawal", URBAN, count("ticket.withdrawn"), 1),
    ("exclusion", URBAN, count("exclusion.requested"), 1),
    ("extension", URBAN, count("extension.requested"), 1),
    ("deferral", URBAN, count("ticket.deferred"), 1),
    ("last_minute", URBAN, days_to_reply, 1),
    ("closed_first", URBAN, days_to_reply, -1),
    ("promise", URBAN, promises, 1),
    ("solicited_rating", URBAN, asked_for_by_citizens, 1),
    ("splitting", URBAN, split_off, 1),
    ("padding", URBAN, proactive, 1),
    ("hiding", HOTLINE, count("contact.missed"), 1),
]


def test_every_game_has_its_dial_test() -> None:
    assert {game[0] for game in GAMES} == set(KINDS)


@pytest.mark.parametrize(("kind", "unit", "measure", "direction"), GAMES, ids=[game[0] for game in GAMES])
def test_a_game_moves_what_it_should_and_nobody_elses_tickets(
    honest: Life, kind: str, unit: str, measure: Callable[[Life], float], direction: int
) -> None:
    cheated = life(cheating(HONEST, unit, kind))
    assert (measure(cheated) - measure(honest)) * direction > 0
    if kind != "hiding":
        assert cheated.played(kind) > honest.played(kind) == 0
    assert cheated.problems == honest.problems
    if unit != HOTLINE:
        assert of_others(cheated, unit) == of_others(honest, unit)


def test_a_split_request_is_several_tickets_of_one_problem_and_the_truth_names_them_all() -> None:
    split = life(cheating(HONEST, URBAN, "splitting"))
    rows = [row for here in split.places for row in of(here, None)["tickets"].to_pylist()]
    parts = [row for row in rows if row["nature"] == "part"]
    firsts = {row["problem_id"] for row in rows if row["nature"] != "part"}
    assert parts
    assert all(part["is_repeat"] and part["problem_id"] in firsts for part in parts)
    played = {name for name, case in split.cases.items() if any(kind == "splitting" for _, kind, _ in case.plays)}
    assert {part["ticket_id"] for part in parts} < played
    assert len(split.payloads("ticket.split")) == len(played) - len(parts)


def of_others(lived: Life, unit: str) -> dict[str, tuple]:
    """What became of every ticket that this unit never had to do with."""
    return {
        name: (case.state.status, case.state.closed_us, case.state.rating, case.fixed, case.right)
        for name, case in lived.cases.items()
        if unit != case.right and unit not in {part.unit for part in case.state.assignments}
    }


SETTINGS = [
    ("demand", "missed", 0.5, count("contact.missed"), 1),
    ("demand", "answer_seconds", 40.0, waits("contact.received"), 1),
    ("demand", "patience_seconds", 5.0, waits("contact.missed"), -1),
    ("people", "rates", 0.95, count("rating.given"), 1),
    ("people", "lies", 1.0, said_more_than_true, 1),
    ("people", "speaks", 0.05, count("ticket.registered"), -1),
    ("centre", "wrong_dispatch", 0.6, count("ticket.return_requested"), 1),
    ("centre", "reopens", 1.0, count("ticket.reopened"), 1),
    ("centre", "reads", 0.8, count("quality.checked"), 1),
    ("follow_up", "reached", 0.02, count("follow_up.attempted"), 1),
    ("units", "notes", 1.0, count("progress.noted"), 1),
    ("malice", "unreasonable", 0.5, count("ticket.declined"), 1),
]


@pytest.mark.parametrize(
    ("table", "name", "value", "measure", "direction"), SETTINGS, ids=[setting[1] for setting in SETTINGS]
)
def test_a_setting_moves_what_it_should_and_no_problem(
    honest: Life, table: str, name: str, value: float, measure: Callable[[Life], float], direction: int
) -> None:
    other = life(with_setting(HONEST, table, name, value))
    assert (measure(other) - measure(honest)) * direction > 0
    assert other.problems == honest.problems


def test_how_long_callers_wait_moves_no_other_chance(honest: Life) -> None:
    slow = life(with_setting(HONEST, "demand", "answer_seconds", 40.0))
    assert slow.events == honest.events
    assert of_others(slow, HOTLINE) == of_others(honest, HOTLINE)
    assert slow.payloads("contact.missed") == honest.payloads("contact.missed")


def test_a_hotline_that_hides_lets_those_wait_longer_whom_it_answers(honest: Life) -> None:
    hiding = life(cheating(HONEST, HOTLINE, "hiding"))
    assert waits("contact.received")(hiding) > 1.5 * waits("contact.received")(honest)


def test_the_satisfied_answer_more_often_only_where_the_scenario_says_so() -> None:
    def gap(slope: float) -> float:
        rows = life(with_setting(HONEST, "follow_up", "by_satisfaction", slope)).follow_ups()
        by = [[r["response_probability"] for r in rows if r["is_satisfied"] == yes] for yes in (True, False)]
        return sum(by[0]) / len(by[0]) - sum(by[1]) / len(by[1])

    assert gap(0.0) == pytest.approx(0.0)
    assert gap(2.0) > 0.2


def test_hidden_difficulty_spreads_problems_and_leaves_their_places() -> None:
    plain, hidden = (life(with_setting(HONEST, "demand", "difficulty", spread)) for spread in (0.1, 2.0))
    assert {p[:3] for p in plain.problems} == {p[:3] for p in hidden.problems}
    assert max(abs(p[3]) for p in hidden.problems) > 10 * max(abs(p[3]) for p in plain.problems)
