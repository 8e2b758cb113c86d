"""Scores of a town that was really simulated, through the command."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.simulate.living import Lived, lived, with_setting
from weisu.simulate.scenario import read

MONTHS = 3
EVERY = 5


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Three months with more and stronger hot spots than a town that small would have."""
    scenario = read("quiet-town")
    for name, value in (("hot_spots", 120.0), ("strength", 80.0)):
        scenario = with_setting(scenario, "planted", name, value)
    return lived(tmp_path_factory.mktemp("town"), scenario, months=MONTHS)


@pytest.fixture(scope="module")
def null_town(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The same in the world where nothing is planted."""
    return lived(tmp_path_factory.mktemp("null"), read("quiet-town", family="C"), months=MONTHS)


def score(town: Lived, claims: dict, at: Path) -> dict:
    """What the command prints."""
    at.write_text(json.dumps(claims, ensure_ascii=False, indent=1), encoding="utf-8")
    command = ["simulate", "score", "--truth", str(town.root / "truth"), "--claims", str(at), "--json"]
    done = subprocess.run([sys.executable, "-m", "weisu", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def instant(us: int) -> str:
    return datetime.fromtimestamp(us / 1_000_000, UTC).isoformat()


def categories(town: Lived) -> dict[str, str]:
    return {row["matter"]: row["category"] for row in town.truth("problems")}


def alarms(town: Lived) -> list[dict]:
    """Every planted thing, known in the middle of its time."""
    plants: dict[int, dict] = {}
    codes = categories(town)
    for row in town.truth("hotspots"):
        middle = (row["from_us"] + row["until_us"]) // 2
        plant = {"matter": codes[row["matter"]], "places": [], "since": row["from_us"], "raised_at": middle}
        plants.setdefault(row["plant_id"], plant)["places"].append(f"{row['neighbourhood']}/{row['community']}")
    return [{**one, "since": instant(one["since"]), "raised_at": instant(one["raised_at"])} for one in plants.values()]


def accusations(town: Lived) -> list[dict]:
    """Every game with all the tickets it was played on."""
    rows = town.truth("gaming")
    played: dict[tuple, list[str]] = {}
    for row in rows:
        if row["ticket_id"]:
            played.setdefault((row["unit_id"], row["kind"]), []).append(row["ticket_id"])
    return [
        {
            "unit": row["unit_id"], "kind": row["kind"], "since": instant(row["from_us"]),
            "raised_at": instant(row["until_us"]), "tickets": played.get((row["unit_id"], row["kind"]), []),
        }
        for row in rows
        if not row["ticket_id"]
    ]  # fmt: skip


def clusters(town: Lived) -> list[list[str]]:
    """The numbers of the tickets of every problem with two or more."""
    found: dict[str, list[str]] = {}
    for row in town.truth("tickets"):
        if row["problem_id"]:
            found.setdefault(row["problem_id"], []).append(row["number"])
    return [numbers for numbers in found.values() if len(numbers) > 1]


def intervals(town: Lived) -> list[dict]:
    """The true rates with an interval around each, but for every fifth of a unit, whose interval lies beside it."""
    codes, found = categories(town), []
    for n, row in enumerate(row for row in town.truth("expectations") if row["matter"] in codes):
        beside, rate = 0.2 if n % EVERY == 0 else 0.0, row["resolved_rate"]
        key = f"{row['unit_id']}/{codes[row['matter']]}/{row['month']}"
        lo, hi = rate - 0.1 + beside, rate + 0.1 + beside
        given = {"key": key, "estimand": "resolved_rate", "point": rate + beside, "lo": lo, "hi": hi, "level": 0.9}
        found.append(given)
    return found


def test_whoever_tells_the_truth_is_right_about_everything(town: Lived, tmp_path: Path) -> None:
    together = clusters(town)
    claims = {
        "estimates": intervals(town),
        "hot_spots": alarms(town),
        "cheats": accusations(town),
        "duplicates": [{"tickets": numbers} for numbers in together],
        "merges": [{"ticket": numbers[1], "into": numbers[0]} for numbers in together],
    }
    assert all(claims.values())
    found = score(town, claims, tmp_path / "claims.json")
    assert found["hot_spots"]["planted"] > 3
    assert found["hot_spots"]["precision"]["share"] == found["hot_spots"]["recall"]["share"] == 1.0
    assert found["cheats"]["precision"]["share"] == found["cheats"]["recall"]["share"] == 1.0
    assert found["cheats"]["ticket_recall"]["share"] == 1.0
    assert found["duplicates"]["b_cubed"]["precision"] == found["duplicates"]["b_cubed"]["recall"] == 1.0
    assert found["duplicates"]["true_clusters"] == len(together)
    assert (found["merges"]["wrong"], found["merges"]["proposals"]) == (0, len(together))
    [row] = found["estimates"]
    assert row["coverage"] == pytest.approx(1 - 1 / EVERY, abs=0.01)
    assert row["bias"] == pytest.approx(0.2 / EVERY, abs=0.01)
    assert row["coverage_se"] > 0


def test_whoever_puts_a_whole_town_into_one_cluster_finds_all_and_is_mostly_wrong(town: Lived, tmp_path: Path) -> None:
    together = [number for numbers in clusters(town) for number in numbers]
    found = score(town, {"duplicates": [{"tickets": together}]}, tmp_path / "claims.json")["duplicates"]
    assert found["b_cubed"]["recall"] == 1.0
    assert found["b_cubed"]["precision"] < 0.1


def test_whoever_alarms_about_everything_gives_false_alarms_where_nothing_is_planted(
    town: Lived, null_town: Lived, tmp_path: Path
) -> None:
    day = (null_town.truth("contacts")[0]["at_us"] // 86_400_000_000 + 45) * 86_400_000_000
    everywhere = [
        {"matter": matter, "places": [place], "since": instant(day), "raised_at": instant(day + 5 * 86_400_000_000)}
        for matter in sorted({code.split(".")[0] for code in categories(null_town).values()})
        for place in sorted({row["neighbourhood"] for row in null_town.truth("problems")})
    ]
    found = score(null_town, {"hot_spots": everywhere}, tmp_path / "claims.json")["hot_spots"]
    assert (found["right"], found["planted"], found["recall"]["share"]) == (0, 0, None)
    # Weather makes a few of them genuine even here.
    assert found["genuine"] < len(everywhere) / 4
    assert found["false"] + found["genuine"] == len(everywhere)
    assert found["false_a_month"] == pytest.approx(found["false"] / MONTHS, rel=0.02)


def test_a_claim_that_cannot_be_scored_names_line_and_fix_and_the_command_needs_a_truth_for_each(
    town: Lived, tmp_path: Path
) -> None:
    claims = tmp_path / "claims.json"
    claims.write_text('{"duplicates": [\n {"tickets": ["a"]}\n]}', encoding="utf-8")
    said = refused("--truth", str(town.root / "truth"), "--claims", str(claims))
    assert f"{claims}:2: duplicates[0]: tickets is" in said
    assert "at least two tickets" in said
    assert "problems.parquet is not there" in refused("--truth", str(tmp_path), "--claims", str(_alarm(tmp_path)))
    assert "Every --truth needs its own --claims" in refused(
        "--truth", str(tmp_path), "--truth", str(tmp_path), "--claims", str(claims)
    )


def _alarm(tmp_path: Path) -> Path:
    path = tmp_path / "alarm.json"
    moment = instant(1_750_000_000_000_000)
    path.write_text(json.dumps({"hot_spots": [{"matter": "housing", "since": moment, "raised_at": moment}]}), "utf-8")
    return path


def refused(*arguments: str) -> str:
    command = [sys.executable, "-m", "weisu", "simulate", "score", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode in (1, 2)
    return done.stderr
