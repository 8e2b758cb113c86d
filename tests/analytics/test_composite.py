"""A composite is never shown alone: interval, rank interval, sensitivity, and what volume does to it."""

import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.test_composites import CITIES, bulletins, rule
from weisu.analytics.composite import ARRAYS, Given, Measured, scorecard
from weisu.analytics.unit_values import BadValues, read_values
from weisu.analytics.volume_effect import CannotScore, volume_effect
from weisu.cli import main
from weisu.domain.formulas import SCALARS, parse


@pytest.fixture
def random():
    return np.random.default_rng(7)


@pytest.fixture
def panjin():
    return rule("panjin", "counties", date(2023, 4, 30))


@pytest.fixture
def lianyungang():
    return rule("lianyungang", "departments", date(2022, 2, 28))


def measured(unit, closed, satisfied, n=None, group="县区"):
    return Measured(unit, group, {"办结率": Given(closed, n=n), "满意率": Given(satisfied, n=n)}, n)


def by_unit(card):
    return {one.unit: one for one in card.standings}


def test_printed_scores_come_with_what_they_are_worth(shared_data, panjin, random):
    units = [
        Measured(unit, "县区", {"办结率": Given(row["办结率"], n=22), "满意率": Given(row["满意率"], n=22)}, 22)
        for (_period, unit), row in bulletins(shared_data, "盘锦").items()
    ]
    card = scorecard(panjin, units, random)

    printed = {unit: row["score"] for (_period, unit), row in bulletins(shared_data, "盘锦").items()}
    assert {one.unit: one.total for one in card.standings} == printed
    assert all(one.low <= one.total <= one.high for one in card.standings)
    assert card.standings[0].total == max(printed.values())


def test_few_tickets_make_a_wide_interval_and_many_a_narrow_one(panjin, random):
    found = by_unit(scorecard(panjin, [measured("小", 0.9, 0.9, 20), measured("大", 0.9, 0.9, 20_000)], random))

    assert found["小"].high - found["小"].low > 10 * (found["大"].high - found["大"].low)
    assert found["小"].by_numbers > found["大"].by_numbers


def test_ninety_of_a_hundred_intervals_hold_the_true_score(panjin):
    chance = np.random.default_rng(1)
    met = chance.binomial(200, 0.85, (300, 2)) / 200
    units = [measured(str(place), closed, satisfied, 200) for place, (closed, satisfied) in enumerate(met)]
    # Weights are not in doubt here: both parts have the same true rate, so any weights of one sum give the same score.
    card = scorecard(panjin, units, chance, draws=1_000)
    true = 50 + 0.5 * 85
    held = np.mean([one.low <= true <= one.high for one in card.standings])

    assert 0.85 < held < 0.96


def test_weights_matter_where_parts_disagree_and_only_there(panjin, random):
    found = by_unit(scorecard(panjin, [measured("同", 0.9, 0.9), measured("异", 1.0, 0.5)], random))

    assert found["同"].by_weights == pytest.approx(0, abs=1e-9)
    assert found["异"].by_weights > 1
    assert found["异"].by_numbers == pytest.approx(0)
    assert found["异"].certain == ("办结率", "满意率")


def test_an_order_that_chance_could_turn_over_is_not_shown(panjin, random):
    near = [measured(str(place), 0.90 + place / 1_000, 0.90, 30) for place in range(8)]
    apart = [measured(str(place), 0.10 + place / 10, 0.10 + place / 10, 5_000) for place in range(8)]

    assert scorecard(panjin, near, random).is_ordered == {"县区": False}
    card = scorecard(panjin, apart, random)
    assert card.is_ordered == {"县区": True}
    assert [one.rank for one in card.standings] == list(range(1, 9))


def test_leaving_one_part_out_says_whose_rank_hangs_on_it(panjin, random):
    found = by_unit(scorecard(panjin, [measured("甲", 1.0, 0.90), measured("乙", 0.80, 0.96)], random))

    assert (found["甲"].rank, found["乙"].rank) == (1, 2)
    assert found["甲"].without == {"closed": 2, "satisfied": 1}


def test_units_stand_only_against_their_own_group(panjin, random):
    units = [measured("甲", 0.9, 0.9, group="县区"), measured("乙", 0.8, 0.8, group="部门")]
    found = by_unit(scorecard(panjin, units, random))

    assert [found[name].rank for name in ("甲", "乙")] == [None, None]


def test_who_is_not_covered_or_lacks_an_indicator_has_no_score_and_the_reason(lianyungang, panjin, random):
    county = Measured("某县", "县", {"按时办结率": Given(0.9)})
    assert by_unit(scorecard(lianyungang, [county], random))["某县"].why == "outside_groups"

    lacking = by_unit(scorecard(panjin, [measured("甲", 0.9, None)], random))["甲"]
    assert (lacking.total, lacking.low, lacking.why, lacking.missing) == (None, None, "indicator_missing", ("满意率",))


VALUES = st.floats(0, 1, allow_nan=False)


@settings(deadline=None)
@given(x=VALUES, y=VALUES)
def test_columns_are_computed_as_single_units_are(x, y):
    text = (
        "clamp(round((x - 75%) * 1 point / 1%, 0.01 points), 0 points, 20 points) + step(y, 50%, 1 point, 2 points)"
        " - min(x, y, 30%) * 3 points / 1% + max(x, y) * -1 point / 2%"
    )
    formula = parse(text, {"x": "share", "y": "share"})
    columns = {"x": np.array([x, 0.5]), "y": np.array([y, 0.5])}

    assert formula.value(columns, ARRAYS)[0] == pytest.approx(formula.value({"x": x, "y": y}, SCALARS))


def test_at_one_true_rate_small_units_lose_most_points_and_stand_at_both_ends(lianyungang):
    small, middle, large = volume_effect(lianyungang, {"按时办结率": 0.97})

    # All other parts are full: 80 points less the unexplained one, and what 20 points of punctuality come to.
    assert [round(row.mean - 79, 1) for row in (small, middle, large)] == [17.8, 19.4, 20.0]
    assert small.last > small.fair > large.last
    assert sum(10 * row.last for row in (small, middle, large)) == pytest.approx(1)
    assert sum(10 * row.first for row in (small, middle, large)) == pytest.approx(1)


def test_the_exact_distribution_is_the_one_that_simulation_finds(lianyungang, random):
    rates = {"按时办结率": 0.93, "及时签收率": 0.96, "回访满意率": 0.9}
    drawn = [
        Measured(str(place), "部门", {name: Given(random.binomial(30, rate) / 30) for name, rate in rates.items()})
        for place in range(4_000)
    ]
    from weisu.domain.policy.composites import score

    scores = [score(lianyungang, {name: one.value for name, one in unit.indicators.items()}).total for unit in drawn]
    [row] = volume_effect(lianyungang, rates, sizes=(30,))

    assert row.mean == pytest.approx(np.mean(scores), abs=4 * row.sd / np.sqrt(len(scores)))
    assert row.sd == pytest.approx(np.std(scores), rel=0.05)


def test_a_true_rate_that_is_missing_or_nobodys_is_named(panjin):
    with pytest.raises(CannotScore, match="满意率"):
        volume_effect(panjin, {"办结率": 0.9})
    with pytest.raises(CannotScore, match="按时率"):
        volume_effect(panjin, {"按时率": 0.9})


def written(tmp_path, text):
    path = tmp_path / "units.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("unit,办结率\n甲,1.2\n", "row 2, 办结率: 1.2 cannot be; a share lies between 0 and 1"),
        ("unit,办结率\n甲,很高\n", "row 2, 办结率: '很高' is no number"),
        ("unit,办结\n甲,0.9\n", "row 1: counties has no indicator '办结' (did you mean '办结率'?)"),
        ("单位,办结率\n甲,0.9\n", "a column `unit` is missing"),
        ("unit,办结率\n甲\n", "row 2: it has not as many cells"),
        ("unit,办结率,办结率 low\n甲,0.9,0.95\n", "row 2, 办结率: 0.9 does not lie between its ends"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_with_row_and_column(tmp_path, panjin, text, told):
    with pytest.raises(BadValues) as refused:
        read_values(written(tmp_path, text), panjin)

    assert told in refused.value.message


def test_the_command_scores_a_table_of_units(tmp_path, capsys):
    path = written(
        tmp_path, "unit,group,tickets,办结率,办结率 n,满意率\n甲,县区,268,99.25%,268,0.9702\n乙,县区,22,1,22,\n"
    )
    asked = ["composite", "score", "--pack", str(CITIES / "panjin"), "--at", "2023-04-30", "counties", str(path)]

    assert main([*asked, "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["standings"]
    assert (first["unit"], first["total"], first["certain"]) == ("甲", 99.0, ["满意率"])
    assert first["low"] <= 99.0 <= first["high"]
    assert (second["total"], second["missing"]) == (None, ["满意率"])
    assert main(asked) == 0
    assert "no score: 满意率 has no value" in capsys.readouterr().out


def test_the_command_tells_what_volume_alone_does(capsys):
    asked = ["composite", "volume", "--pack", str(CITIES / "lianyungang"), "--at", "2022-02-28", "departments"]

    assert main([*asked, "按时办结率=97%", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["volumes"]
    assert [(row["tickets"], round(row["mean"], 1)) for row in rows] == [(5, 96.8), (30, 98.4), (300, 99.0)]
    assert main([*asked, "按时办结率"]) == 1
    assert "write closure_on_time=97%" in capsys.readouterr().err


def test_a_pack_without_a_composite_says_so(capsys):
    assert main(["composite", "list", "--pack", "national", "--at", "2026-03-01"]) == 0
    assert "No composite is declared." in capsys.readouterr().out
    assert main(["composite", "volume", "--pack", "national", "departments", "x=1"]) == 1
    assert "declares no composite 'departments'" in capsys.readouterr().err
