"""`weisu monitoring`: draw, let anybody draw again, and see what the answers tell."""

import json

import pytest

from tests.analytics.logs import OFFSET_US, lake_of, lived
from tests.tickets.cast import ADMIN, MONDAY
from tests.tickets.city import build_city
from weisu.analytics.build import build
from weisu.cli import main
from weisu.domain.vocabulary import Role
from weisu.org import queries as org
from weisu.org import services


def run(capsys, *arguments):
    code = main(["monitoring", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def lake(database, tmp_path):
    """A log up to April with one closing."""
    return _lake(tmp_path, 11)


@pytest.fixture
def longer(database, tmp_path):
    """A log up to May with one closing in March."""
    return _lake(tmp_path, 62)


def _lake(tmp_path, seed):
    build_city()
    place = lake_of(tmp_path / "lake", lived(seed, tickets=40, steps=90))
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
    (rule,) = found["rules"]
    assert (rule["day"], list(rule["settings"])[:2]) == ("2026-06-30", ["assessment.minimum_n", "assessment.follow_up"])
    assert {one["why"] for one in found["units"] if one["answered"] < 10} == {"few_answers"}

    assert not any(text["is_todays"] for text in rule["settings"].values())
    _, chinese, _ = run(capsys, "show", path, "--lake", lake)
    _, english, _ = run(capsys, "show", path, "--lake", lake, "--language", "en", "--question", "solved")
    assert "不足以推断" in chinese
    assert "not enough" in english


def test_a_draw_that_is_there_already_is_not_made_again(draw, lake, capsys):
    path, _ = draw

    code, _, err = run(capsys, "draw", "--period", "2026-01", "--seed", "better", "--out", path, "--lake", lake)

    assert code == 1
    assert "made once" in err


def engaged(name, role, region="99"):
    """Somebody with a post over a region."""
    services.create_staff(name, display_name=name, by=ADMIN, now=MONDAY)
    services.appoint(name, role=role, region=region, since=MONDAY, by=ADMIN, now=MONDAY)
    return name


def test_a_draw_of_the_installation_is_kept_under_its_home_and_written_down_once(longer, home, capsys):
    months = ("--period", "2026-01..2026-03", "--seed", "lottery", "--lake", longer)
    by = engaged("ana", Role.ANALYST)

    code, out, err = run(capsys, "draw", *months, "--by", by, "--json")

    assert code == 0, err
    ((subject, _at, who),) = org.all_noted("draw")
    assert json.loads(out)["file"] == str(home / "draws" / f"{subject}.parquet")
    assert who == by
    assert run(capsys, "check", json.loads(out)["file"])[0] == 0

    again = ("--period", "2026-03", "--seed", "better luck", "--lake", longer)
    code, _, err = run(capsys, "draw", *again, "--by", by)
    assert code == 1
    assert "drawn for 2026-01 to 2026-03 already" in err
    assert len(org.all_noted("draw")) == 1


@pytest.mark.parametrize(("role", "region"), [(Role.COORDINATOR, "99"), (Role.ANALYST, "990101")])
def test_who_asks_handles_or_sees_only_a_part_does_not_draw_the_whole(lake, home, capsys, role, region):
    by = engaged("somebody", role, region)

    whole = ("--region", "99", "--period", "2026-01")
    code, _, err = run(capsys, "draw", *whole, "--seed", "s", "--lake", lake, "--by", by)

    assert code == 1
    assert "analyst or oversight officer for every matter of 99" in err
    assert ("(990101)" in err) == (role == Role.ANALYST)
    assert org.all_noted("draw") == []
    assert not list((home / "draws").glob("*.parquet"))


def test_who_names_no_region_draws_from_the_widest_they_may(longer, home, capsys):
    by = engaged("ana", Role.ANALYST, "990101")

    code, _, err = run(capsys, "draw", "--period", "2026-03", "--seed", "s", "--lake", longer, "--by", by)

    assert code == 0, err
    assert [subject.partition("_")[0] for subject, _at, _who in org.all_noted("draw")] == ["990101"]


def test_a_month_that_is_not_over_in_the_log_is_not_drawn_yet(lake, home, capsys):
    by = engaged("ana", Role.ANALYST)

    code, _, err = run(capsys, "draw", "--period", "2027-01", "--seed", "s", "--lake", lake, "--by", by)

    assert code == 1
    assert "does not reach the end of 2027-01" in err
    assert org.all_noted("draw") == []
