"""A composite exists only where a pack declares one; bulletins that cities printed come out of such packs."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tests.cast import POLICY, pack_texts
from weisu.domain.policy import check, merge, parse
from weisu.domain.policy.composites import score

CITIES = Path(__file__).parent / "cities"
SCORE = "score"
SIX = {
    ("2022-02", "市碱业公司"),
    ("2022-02", "市体育局"),
    ("2022-02", "万联能源集团"),
    ("2021-08", "连云港铁塔"),
    ("2021-07", "市碱业公司"),
    ("2021-07", "连职院"),
}
"""The units of Lianyungang whose notices state every cause of their loss."""


def city(name, **changes):
    texts = {path.name: path.read_text(encoding="utf-8") for path in (CITIES / name).iterdir()}
    for old, new in changes.values():
        assert old in texts["assessment.toml"]
        texts["assessment.toml"] = texts["assessment.toml"].replace(old, new, 1)
    return [parse(pack_texts("national")), parse(texts)]


def rule(name, composite, day):
    return merge(city(name), day).composites[composite]


def bulletins(shared_data, place):
    """Per period and unit: the score as printed, and the indicators as printed."""
    found = {}
    with (shared_data / "bulletins" / "bulletins.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["city"] == place:
                found.setdefault((row["period"], row["unit"]), {})[row["metric"]] = float(row["value"])
    return found


def indicators_of(composite, printed):
    return {name: value for name, value in printed.items() if name in composite.indicators}


def test_nobody_real_is_scored_by_a_shipped_pack():
    """The nation and real places declare no composite; invented Demo City shows what one looks like."""
    scoring = {
        path.parent.name
        for path in POLICY.glob("*/pack.toml")
        if "[[composite" in "".join(pack_texts(path.parent.name).values())
    }

    assert scoring == {"demo-city"}


@pytest.mark.parametrize("name", ["lianyungang", "panjin"])
def test_the_packs_of_the_bulletins_may_be_published(name):
    assert [str(fault) for fault in check(city(name))] == []


def test_six_printed_scores_of_panjin_come_out_to_a_tenth(shared_data):
    composite = rule("panjin", "counties", date(2023, 4, 30))
    units = bulletins(shared_data, "盘锦")

    assert len(units) == 6
    for printed in units.values():
        assert score(composite, indicators_of(composite, printed)).total == printed[SCORE]


def test_six_explained_totals_of_lianyungang_come_out_to_a_hundredth(shared_data):
    composite = rule("lianyungang", "departments", date(2022, 2, 28))
    units = bulletins(shared_data, "连云港")

    assert {key for key in SIX if SCORE in units[key]} == SIX
    for printed in (units[key] for key in SIX):
        assert score(composite, indicators_of(composite, printed)).total == printed[SCORE]


def test_the_point_that_no_notice_explains_is_stated_where_it_is_taken_off():
    constants = {each.id: each for each in rule("lianyungang", "departments", date(2022, 2, 28)).constants}

    assert constants["unexplained"].points == -1
    assert "未说明" in constants["unexplained"].basis


def test_a_part_that_says_nothing_about_absence_gives_no_total_without_its_indicator():
    found = score(rule("panjin", "counties", date(2023, 4, 30)), {"办结率": 0.98, "满意率": None})

    assert (found.total, found.missing) == (None, ("满意率",))
    assert found.parts == {"closed": pytest.approx(19.6)}


def test_what_a_pack_grants_without_a_value_is_told():
    found = score(rule("lianyungang", "departments", date(2022, 2, 28)), {"按时办结率": 0.80})

    assert (found.total, found.missing) == (84.0, ())
    assert found.absent == ("acknowledged", "satisfied", "replies")


def test_a_composite_holds_from_its_first_day_on():
    assert merge(city("panjin"), date(2022, 12, 31)).composites == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("办结率 * 1 point / 1%", "办结率 * 1 point", 13, "gives points × share; it must give points"),
        ("办结率 * 1 point / 1%", "办结 * 1 point / 1%", 13, "did you mean '办结率'?"),
        ('"办结率" = "share"', '"办结率" = "percent"', 4, "unknown unit 'percent'"),
        ("weight = 0.2", "weight = 0", 12, "a weight is a number above 0"),
        ("weight = 0.2", "wieght = 0.2", 12, "did you mean 'weight'?"),
        ('id     = "satisfied"', 'id     = "closed"', 16, "'closed' is there already"),
        ("points = 50", 'points = "50"', 24, "points of a constant are a number"),
        ("decimals   = 1", "decimals   = 9", 5, "must be a whole number, 0 to 4"),
        ("score = 92.0", "score = 91.0", 27, "the example expects score = 91.0, the rules say 92.0"),
        ('given  = { "办结率" = 0.90', 'given  = { "办结" = 0.90', 27, "'办结' is no indicator of it"),
    ],
)
def test_a_composite_that_is_wrong_fails_at_publication_with_its_line(old, new, line, told):
    faults = check(city("panjin", wrong=(old, new)))

    assert [(fault.file, fault.rule) for fault in faults] == [("panjin/assessment.toml", "counties")] * len(faults)
    assert told in faults[0].text
    assert faults[0].line == line


@pytest.mark.parametrize(
    ("name", "unit", "told"),
    [
        ("in_hand", "number", "pressure is shown beside a result, and neither scored nor an excuse"),
        ("reply_documented", "share", "never stands alone; score what people read in it (quality_points)"),
        ("disputed", "share", "neither more nor less of it is better"),
    ],
)
def test_a_pack_that_scores_what_says_nothing_of_good_work_is_refused(name, unit, told):
    (fault,) = check(city("panjin", wrong=('"办结率" = "share"', f'{name} = "{unit}", "办结率" = "share"')))

    assert (fault.file, fault.line, fault.rule) == ("panjin/assessment.toml", 4, "counties")
    assert fault.text.startswith(name)
    assert told in fault.text


def test_a_number_of_tickets_may_weigh_in_a_score():
    assert check(city("panjin", more=('"办结率" = "share"', 'parts = "tickets", "办结率" = "share"'))) == []
