"""`weisu monitoring`: draw, let anybody draw again, and see what the answers tell."""

import json

import pytest

from tests.analytics.logs import OFFSET_US, lake_of, lived
from tests.tickets.city import build_city
from weisu.analytics.build import build
from weisu.cli import main


def run(capsys, *arguments):
    code = main(["monitoring", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def lake(database, tmp_path):
    build_city()
    place = lake_of(tmp_path / "lake", lived(7, tickets=40, steps=90))
    build(place, offset_us=OFFSET_US)
    return place


@pytest.fixture
def draw(lake, tmp_path, capsys):
    path = tmp_path / "draw"
    code, out, err = run(
        capsys, "draw", "--period", "2026-01..2026-06", "--seed", "lottery", "--out", path, "--lake", lake, "--json"
    )
    assert code == 0, err
    return path, json.loads(out)


def test_what_was_drawn_is_drawn_again_by_the_same_seed(draw, capsys):
    path, made = draw

    code, out, _ = run(capsys, "check", path, "--json")

    assert code == 0
    assert json.loads(out)["drawn"] == made["drawn"] != []
    # Every unit closed fewer than thirty, so all of it is drawn.
    assert len(made["drawn"]) == made["closed"]


def test_a_unit_of_which_few_answered_gets_words_in_the_readers_language_and_no_rate(draw, lake, capsys):
    path, made = draw

    code, out, err = run(capsys, "show", path, "--lake", lake, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert sum(one["closed"] for one in found["units"]) == made["closed"]
    assert {one["why"] for one in found["units"] if one["answered"] < 10} == {"few_answers"}

    _, chinese, _ = run(capsys, "show", path, "--lake", lake)
    _, english, _ = run(capsys, "show", path, "--lake", lake, "--language", "en", "--question", "solved")
    assert "不足以推断" in chinese
    assert "not enough" in english


def test_a_draw_that_is_there_already_is_not_made_again(draw, lake, capsys):
    path, _ = draw

    code, _, err = run(capsys, "draw", "--period", "2026-01", "--seed", "better", "--out", path, "--lake", lake)

    assert code == 1
    assert "made once" in err
