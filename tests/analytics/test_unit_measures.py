"""A composite over measures of the log: the same values that the catalogue gives, and none where it gives none."""

import json

import numpy as np
import pytest

from tests.analytics.test_measures import NATIONAL, PERIOD
from tests.analytics.test_unit_tickets import events, star  # noqa: F401
from weisu.analytics.asking import ask
from weisu.analytics.catalog import METRICS
from weisu.analytics.composite import scorecard
from weisu.analytics.unit_measures import measured_units
from weisu.analytics.volume_effect import CannotScore
from weisu.cli import main
from weisu.domain.policy.composites import compile_composite
from weisu.domain.policy.rows import MergedRow, Source


def declared(formula, **indicators):
    label = {"zh": "得分", "en": "Score"}
    part = {"id": "part", "label": label, "points": formula}
    values = {"label": label, "indicators": indicators, "part": [part]}
    return compile_composite(MergedRow("composite", "units", values, {}, Source("city/assessment.toml", 1), ("city",)))


def units_of(star, composite, minimum_n=1):  # noqa: F811
    rule = NATIONAL._replace(minimum_n=minimum_n)
    return measured_units(star, composite, PERIOD, rule_on=lambda day: rule)


def test_scores_are_made_of_what_the_catalogue_answers(star):  # noqa: F811
    composite = declared("closure_on_time * 1 point / 1%", closure_on_time="share")
    rule = NATIONAL._replace(minimum_n=1)
    asked = ask(star, METRICS["closure_on_time"], PERIOD, by=("unit",), rule_on=lambda day: rule)
    card = scorecard(composite, units_of(star, composite), np.random.default_rng(1))

    wanted = {one.by["unit"]: (round(100 * one.value, 2), one.n) for one in asked if one.value is not None}
    assert wanted
    assert {one.unit: (one.total, one.tickets) for one in card.standings if one.total is not None} == wanted
    assert all(one.low < one.high for one in card.standings if one.total is not None)


def test_too_few_tickets_for_a_rate_are_too_few_for_a_score(star):  # noqa: F811
    composite = declared("closure_on_time * 1 point / 1%", closure_on_time="share")
    card = scorecard(composite, units_of(star, composite, minimum_n=10_000), np.random.default_rng(1))

    assert card.standings
    assert {one.why for one in card.standings} == {"indicator_missing"}


@pytest.mark.parametrize(
    ("name", "unit", "told"),
    [
        ("closure_on_time", "seconds", "takes closure_on_time for seconds; it is measured as share"),
        ("happiness", "share", "uses 'happiness', which is no measure"),
        ("in_hand", "number", "in_hand tells how much a unit has in hand"),
    ],
)
def test_an_indicator_that_is_measured_otherwise_is_refused(star, name, unit, told):  # noqa: F811
    composite = declared("1 point", **{name: unit})
    with pytest.raises(CannotScore) as refused:
        units_of(star, composite)

    assert told in refused.value.message
    assert "city/assessment.toml:1" in refused.value.message


BUREAUX = """
[[composite]]
id         = "bureaux"
label      = { zh = "部门得分", en = "Score of bureaux" }
indicators = { closure_on_time = "share" }
from       = 2026-01-01
basis      = "市办法"
[[composite.part]]
id     = "on_time"
label  = { zh = "按时办结", en = "Answered on time" }
points = "closure_on_time * 1 point / 1%"
[[composite.example]]
given  = { closure_on_time = 0.9 }
expect = { score = 90.0 }
"""


def test_the_command_scores_units_of_the_lake_under_the_rules_of_the_pack(star, tmp_path, capsys):  # noqa: F811
    pack = tmp_path / "city"
    pack.mkdir()
    meta = 'id = "city"\ntitle = "市"\nextends = "national"\nregion = "3302"\nlevel = "prefecture"\n'
    (pack / "pack.toml").write_text(meta, encoding="utf-8")
    (pack / "assessment.toml").write_text(BUREAUX, encoding="utf-8")
    asked = ["composite", "score", "--pack", str(pack), "--at", "2026-06-30", "bureaux", "--json"]

    assert main([*asked, "--period", "2026-01..2026-06", "--lake", str(star.lake)]) == 0
    standings = json.loads(capsys.readouterr().out)["standings"]
    wanted = units_of(star, declared("1 point", closure_on_time="share"), minimum_n=NATIONAL.minimum_n)
    assert {one["unit"]: one["tickets"] for one in standings} == {one.unit: one.tickets for one in wanted}
    assert main(asked) == 2


def test_units_of_months_older_than_any_rule_are_scored_by_todays_and_the_answer_says_so(star, capsys):  # noqa: F811
    asked = ["composite", "score", "--pack", "demo-city", "units", "--lake", str(star.lake)]
    asked += ["--period", "2018-01..2018-03"]

    assert main([*asked, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["standings"] == []
    assert all(text["is_todays"] for rule in said["rules"] for text in rule["settings"].values())
    assert main(asked) == 0
    assert "2018-01 – 2018-03: older than these rules, so they count as the pack demo-city" in capsys.readouterr().out
