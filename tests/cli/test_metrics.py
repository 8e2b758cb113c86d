"""`weisu metrics`: build, list, ask; in words for people, as one object for programs."""

import json

import pytest

from tests.tickets import stories
from weisu import lake as lakes
from weisu.analytics.catalog import METRICS
from weisu.cli import main


@pytest.fixture
def built(database, home, capsys):
    """The lake and the star of a city with one ticket that was acknowledged."""
    from tests.tickets.city import build_city

    build_city()
    stories.acknowledged()
    assert main(["events", "export"]) == 0
    assert main(["metrics", "--build"]) == 0
    capsys.readouterr()
    return home / "lake"


def answer(capsys, *arguments):
    code = main(["metrics", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_every_measure_is_listed_with_both_names(capsys):
    code, listed = answer(capsys, "--list")

    assert code == 0
    assert {one["key"] for one in listed["measures"]} == set(METRICS)
    assert all(one["name_zh"] and one["name_en"] for one in listed["measures"])


def test_a_measure_is_answered_by_unit_and_month(built, capsys):
    code, said = answer(capsys, "parts", "--by", "unit,month", "--period", "2026-01..2026-02")

    assert code == 0
    assert [(one["by"]["month"], one["n"]) for one in said["results"]] == [("2026-01", 1), ("2026-02", 0)]
    assert said["results"][1]["why"] == "no_rows"


def test_the_answer_says_under_whose_rules_it_was_counted(built, capsys):
    _code, said = answer(capsys, "closure_on_time", "--period", "2026-01..2026-02")
    (rule,) = said["rules"]

    assert (rule["first"], rule["last"], rule["day"], rule["pack"]) == ("2026-01", "2026-02", "2026-02-28", "national")
    assert (rule["minimum_n"], list(rule["settings"])) == (10, ["assessment.minimum_n"])
    assert rule["settings"]["assessment.minimum_n"]["since"] == "2021-01-06"
    assert main(["metrics", "closure_on_time", "--period", "2026-01", "--language", "en"]) == 0
    assert "2026-01: counted by the rules of the pack national" in capsys.readouterr().out


def test_what_is_older_than_a_rule_is_counted_by_todays_and_the_answer_says_which(built, capsys):
    code, said = answer(capsys, "acts_per_ticket", "--period", "2018-01..2024-08")
    younger = [[name for name, text in one["settings"].items() if text["is_todays"]] for one in said["rules"]]

    assert code == 0
    assert [(one["first"], one["last"]) for one in said["rules"]] == [
        ("2018-01", "2020-12"),
        ("2021-01", "2024-07"),
        ("2024-08", "2024-08"),
    ]
    assert younger == [["assessment.minimum_n", "assessment.burden"], ["assessment.burden"], []]
    assert main(["metrics", "closure_on_time", "--period", "2018-01..2018-12"]) == 0
    assert "2018-01 – 2018-12还没有以下规则，因此按政策包 national 今天有效的计数：少于" in capsys.readouterr().out


def test_how_long_acts_take_is_told_by_unit_too_and_of_too_few_only_the_number(built, capsys):
    code, said = answer(capsys, "--paces", "--by", "unit", "--period", "2026-01")
    signed = next(one for one in said["paces"] if one["act"] == "ticket.acknowledged")

    assert (code, signed["unit"], signed["n"], signed["why"], signed["wall"]) == (0, "u-housing", 1, "too_few", {})
    assert said["resolution"] == pytest.approx(0.05)
    assert main(["metrics", "--paces", "--period", "2026-01"]) == 0
    assert "样本不足" in capsys.readouterr().out
    assert answer(capsys, "--paces", "--by", "region")[0] == 1


def test_too_few_is_a_sentence_and_not_a_rate(built, capsys):
    assert main(["metrics", "sent_back", "--period", "2026-01"]) == 0

    said = capsys.readouterr().out
    assert "样本不足" in said
    assert "%" not in said


def test_the_days_of_the_log_are_there_with_their_office_days_and_the_matters_with_their_names(built):
    days = lakes.read_snapshot(built, lakes.DAYS).to_pylist()
    matters = lakes.read_snapshot(built, lakes.CATEGORIES).to_pylist()

    assert (days[0]["date"], days[0]["weekday"], days[0]["is_working"]) == ("2026-01-05", 1, True)
    assert {"environment.noise.site"} <= {one["code"] for one in matters}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["happiness"], "There is no measure"),
        (["parts", "--period", "yesterday"], "no period"),
        (["parts", "--by", "person"], "grouped by"),
        ([], "Name a measure"),
    ],
)
def test_what_cannot_be_answered_says_why(built, capsys, arguments, word):
    code, refused = answer(capsys, *arguments)

    assert code == 1
    assert word in refused["detail"]
