"""What a few asked tell of every unit, on a simulated town whose requesters' true answers are known."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.analytics.logs import OFFSET_US
from tests.cast import policy_of
from weisu.analytics import draws
from weisu.analytics.build import build
from weisu.analytics.monitoring import NoQuestion, answers, estimated, monitor
from weisu.analytics.period import Period
from weisu.analytics.predicting import predicted
from weisu.analytics.rules import SampleRule, counting, sample_rule
from weisu.analytics.star import Star, current, open_tables
from weisu.analytics.tables import FOLLOW_UP
from weisu.analytics.traces import TRACES, matrix
from weisu.cli.simulate import packs
from weisu.simulate.city import Order
from weisu.simulate.running import Simulation
from weisu.simulate.scenario import read

NATIONAL = counting(policy_of("national"))
PERIOD = Period.of("2025-07..2025-09")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """(star, true answers by ticket and round) of four months of the quiet town."""
    scenario = read("quiet-town")
    simulation = Simulation(Order(scenario, packs(scenario), 4, 4.0, truth=True), processes=1, progress=lambda _: None)
    lake = tmp_path_factory.mktemp("town")
    simulation.to_lake(lake)
    build(lake, offset_us=OFFSET_US)
    star = Star(lake)
    yield star, {row["ticket_id"]: row for row in simulation.ended.truth["follow_ups"].to_pylist()}
    star.close()


def drawn_from(star, *, per_cent=10, least=10, seed="a lottery"):
    return draws.draw(star, PERIOD, seed=seed, rule=SampleRule(per_cent, least))


def told(draw, truth, question="says_satisfied"):
    return [float(truth[ticket][question]) for ticket in draw.rows["ticket_id"].to_pylist()]


def test_the_national_rule_draws_a_tenth_and_at_least_thirty():
    assert sample_rule(policy_of("national")) == (10, 30)


def test_when_everybody_is_asked_and_answers_the_estimate_is_what_they_said(town):
    star, truth = town
    draw = drawn_from(star, per_cent=100)
    said = told(draw, truth)

    found = estimated(draw, said, minimum=1)

    assert all(one.low == one.value == one.high for one in found.units)
    assert found.whole.value == pytest.approx(np.mean(said))
    units = np.array(draw.rows["unit"].to_pylist())
    assert {one.unit: one.value for one in found.units} == pytest.approx(
        {unit: np.mean(np.array(said)[units == unit]) for unit in set(units)}
    )


def test_over_many_seeds_the_estimate_is_right_on_average_and_its_interval_nearly_always(town):
    star, truth = town
    values, held = [], []
    for seed in range(60):
        draw = drawn_from(star, seed=f"{seed}", least=15)
        said = told(draw, truth)
        found = estimated(draw, said, minimum=10)
        values.append(found.whole.value)
        held.append(found.whole.low <= np.mean(said) <= found.whole.high)

    assert np.mean(values) == pytest.approx(np.mean(said), abs=0.02)
    assert np.mean(held) > 0.85


def test_with_few_answers_the_words_say_so_and_only_the_bounds_stand(town):
    star, truth = town
    draw = drawn_from(star)
    said = [answer if place % 4 == 0 else None for place, answer in enumerate(told(draw, truth))]

    for one in estimated(draw, said, minimum=10).units:
        if one.answered < 10:
            assert (one.value, one.low, one.high, one.why) == (None, None, None, "few_answers")
        assert one.outer_low <= one.bound_low <= one.bound_high <= one.outer_high
        assert one.bound_high - one.bound_low == pytest.approx(1 - one.answered / one.drawn)


def test_the_silent_would_have_to_say_as_much_as_the_tipping_point_to_bring_a_unit_to_the_whole(town):
    star, truth = town
    draw = drawn_from(star, least=20)
    said = [answer if place % 3 else None for place, answer in enumerate(told(draw, truth))]

    found = estimated(draw, said, minimum=1)

    tipped = [one for one in found.units if one.tipping is not None]
    assert tipped
    for one in tipped:
        met = one.bound_low * one.drawn
        assert (met + one.tipping * (one.drawn - one.answered)) / one.drawn == pytest.approx(found.whole.value)


def test_the_bounds_of_the_whole_are_those_of_its_units_by_what_each_closed(town):
    star, truth = town
    draw = drawn_from(star, least=20)
    said = [answer if place % 3 else None for place, answer in enumerate(told(draw, truth))]

    found = estimated(draw, said, minimum=1)

    closed = [one.closed for one in found.units]
    assert found.whole.bound_low == pytest.approx(np.average([one.bound_low for one in found.units], weights=closed))
    assert found.whole.bound_high == pytest.approx(np.average([one.bound_high for one in found.units], weights=closed))
    assert found.whole.outer_low < found.whole.bound_low < found.whole.bound_high < found.whole.outer_high
    assert found.whole.outer_low <= np.mean(told(draw, truth)) <= found.whole.outer_high


def test_a_unit_with_a_single_closing_does_not_take_the_bounds_of_the_whole_away(town):
    star, truth = town
    draw = drawn_from(star, least=20)
    rows = draw.rows.slice(0, draw.rows.num_rows)
    units = ["alone", *rows["unit"].to_pylist()[1:]]
    rows = rows.set_column(rows.column_names.index("unit"), "unit", pa.array(units))
    rows = rows.set_column(rows.column_names.index("drawn"), "drawn", pa.array([True, *rows["drawn"].to_pylist()[1:]]))

    whole = estimated(draw._replace(rows=rows), told(draw, truth), minimum=1).whole

    assert whole.outer_low <= whole.bound_low <= whole.bound_high <= whole.outer_high
    assert whole.low <= whole.value <= whole.high


def test_with_a_handful_of_answers_in_all_the_whole_has_no_rate_either(town):
    star, truth = town
    draw = drawn_from(star)
    lots = np.flatnonzero(draw.rows["drawn"].to_pylist())[:5]
    said = [answer if place in lots else None for place, answer in enumerate(told(draw, truth))]

    whole = estimated(draw, said, minimum=10).whole

    assert (whole.answered, whole.value, whole.why) == (5, None, "few_answers")
    assert whole.bound_high - whole.bound_low > 0.5


def test_who_was_not_drawn_cannot_change_the_estimate(town):
    star, truth = town
    draw = drawn_from(star)
    said, lots = told(draw, truth), draw.rows["drawn"].to_pylist()

    self_selected = [answer if is_drawn else 1.0 for answer, is_drawn in zip(said, lots, strict=True)]
    nobody_else = [answer if is_drawn else None for answer, is_drawn in zip(said, lots, strict=True)]

    assert estimated(draw, self_selected, minimum=5) == estimated(draw, nobody_else, minimum=5)


def test_answers_come_from_follow_ups_by_somebody_independent_after_that_closing(town):
    star, _ = town
    draw = drawn_from(star)
    said = answers(star, draw.rows, "satisfied", NATIONAL.follow_up)
    asked = FOLLOW_UP.filter(FOLLOW_UP["type"] == "follow_up.completed", FOLLOW_UP.satisfied.isin(["yes", "no"]))
    words = {}
    for row in star.engine.answer(asked.order_by("at_us")).to_pylist():
        words.setdefault(str(row["ticket_id"]), []).append((row["at_us"], row["satisfied"]))

    assert 0 < sum(one is not None for one in said) < len(said)
    for row, answer in zip(draw.rows.to_pylist(), said, strict=True):
        later = [word for at_us, word in words.get(row["ticket_id"], []) if at_us >= row["closed_us"]]
        assert answer == (None if not later else float(later[0] == "yes"))


@pytest.mark.parametrize("who", ["citizen", "unit_staff"])
def test_who_answers_by_a_link_or_is_asked_by_the_unit_itself_is_not_in_the_sample(town, who):
    star, _ = town
    draw, rows = drawn_from(star), current(star.lake, star.mark, "fct_follow_up")
    star.engine.view("fct_follow_up", f"SELECT * REPLACE ('{who}' AS actor_kind) FROM ({rows})")
    try:
        said = answers(star, draw.rows, "satisfied", NATIONAL.follow_up)
    finally:
        open_tables(star.engine, star.lake, star.mark)

    assert set(said) == {None}


def test_the_traces_tell_something_and_contain_no_answer(town):
    star, truth = town
    draw = drawn_from(star, per_cent=100)
    rows = draw.rows
    everybody = np.ones(rows.num_rows, dtype=bool)
    fold = np.arange(rows.num_rows) % 5

    guess = predicted(matrix(rows), np.array(told(draw, truth, "is_solved")), everybody, fold)

    assert np.corrcoef(guess, told(draw, truth, "is_solved"))[0, 1] > 0.2
    assert not {"solved", "satisfied", "grade", "witness"} & set(TRACES)


def test_a_prediction_does_not_see_the_answer_it_is_asked_about():
    chance = np.random.default_rng(3)
    traces = chance.normal(size=(60, 2))
    said, answered, fold = (chance.random(60) < 0.5).astype(float), np.ones(60, dtype=bool), np.arange(60) % 5

    changed = said.copy()
    changed[7] = 1 - changed[7]

    assert (
        predicted(traces, said, answered, fold)[fold == fold[7]]
        == predicted(traces, changed, answered, fold)[fold == fold[7]]
    ).all()


def test_a_draw_is_kept_once_and_read_back_and_its_seed_draws_it_again(town, tmp_path):
    star, _ = town
    draw, path = drawn_from(star), tmp_path / "july.draw"

    draws.write(draw, path)

    assert draws.read(path).terms == draw.terms
    assert draws.read(path).rows.to_pylist() == draw.rows.to_pylist()
    draws.check(draws.read(path))
    with pytest.raises(draws.BadDraw, match="made once"):
        draws.write(draw, path)


def test_a_ticket_slipped_into_a_draw_is_named(town):
    star, _ = town
    draw = drawn_from(star)
    lots = draw.rows["drawn"].to_pylist()
    place = lots.index(False)
    lots[place] = True
    number = draw.rows["number"][place].as_py()

    with pytest.raises(draws.BadDraw, match=f"{number} was drawn, and the seed does not draw it"):
        draws.check(draw._replace(rows=draw.rows.drop("drawn").append_column("drawn", pa.array(lots))))


def test_a_file_that_is_no_draw_and_a_draw_without_a_seed_are_refused(town, tmp_path):
    star, _ = town
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    (tmp_path / "text").write_text(json.dumps({"seed": "x"}))

    for name in ("other.parquet", "text"):
        with pytest.raises(draws.BadDraw, match="is no draw"):
            draws.read(tmp_path / name)
    with pytest.raises(draws.BadDraw, match="needs a seed"):
        drawn_from(star, seed=" ")
    with pytest.raises(NoQuestion, match="fast"):
        monitor(star, drawn_from(star), "fast", rule=NATIONAL.follow_up, minimum=10)
