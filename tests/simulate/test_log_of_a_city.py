"""A simulated city's log is a log like any other, and the same one whether services or files take it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa

from tests.simulate.living import MISSING_WORDS, lived
from weisu import lake
from weisu.simulate import scenario
from weisu.tickets import loading, replay
from weisu.tickets.verify import verify

TOWN = Path(scenario.__file__).parent.parent / "scenarios" / "quiet-town.toml"
SPLITS = '\n[[cheat]]\nunit = "u-990201-urban"\nkind = "splitting"\nstrength = 1.0\n'


def weisu(*arguments: str) -> dict:
    """One command's facts."""
    command = [sys.executable, "-m", "weisu", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def canonical(table: pa.Table) -> list[tuple]:
    """Every event without what an installation's own keys make of words, and the hashes over that."""
    rows = table.drop_columns(["hash", "prev_hash"]).to_pylist()
    return [tuple({**row, "payload": without_words(json.loads(row["payload"]))}.values()) for row in rows]


def without_words(payload: object) -> object:
    """References to words are there, but not which."""
    if isinstance(payload, dict):
        return "words" if "text_id" in payload else {key: without_words(value) for key, value in payload.items()}
    return [without_words(item) for item in payload] if isinstance(payload, list) else payload


def test_services_and_files_take_the_same_log_and_the_services_find_it_whole(
    fresh_database: object, home: Path, tmp_path: Path
) -> None:
    town = tmp_path / "town.toml"
    town.write_text(TOWN.read_text(encoding="utf-8") + SPLITS, encoding="utf-8")
    asked = ("simulate", "--city", str(town), "--months", "0.6", "--seed", "7")
    written = weisu(*asked, "--to", "log")
    filed = weisu(*asked, "--to", "lake", "--out", str(tmp_path / "files"))
    weisu("events", "export", "--out", str(tmp_path / "export"))
    assert written["events"] == filed["events"] > 500
    log, files = (pa.concat_tables(lake.read(tmp_path / name)) for name in ("export", "files"))
    assert canonical(log) == canonical(files)
    assert "ticket.split" in files.column("type").to_pylist()
    assert weisu("events", "verify")["broken"] == []
    assert weisu("events", "replay")["different"] == 0


def test_a_simulated_lake_loads_verifies_and_replays(database: object, tmp_path: Path) -> None:
    town = lived(tmp_path)
    counts = loading.load(town.root)
    assert counts["events"] == town.events.num_rows
    # Words are never in a lake, so each is missing; everything else must be whole.
    reasons = [broken["reason"] for broken in verify().as_dict()["broken"]]
    assert reasons
    assert [reason for reason in reasons if not MISSING_WORDS.fullmatch(reason)] == []
    assert replay.replay()["different"] == 0


def test_a_log_that_is_in_use_takes_no_invented_city(fresh_database: object, home: Path) -> None:
    asked = ("simulate", "--city", "quiet-town", "--months", "0.1", "--seed", "7", "--to", "log")
    weisu(*asked)
    command = [sys.executable, "-m", "weisu", *asked]
    again = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    assert again.returncode == 1
    assert "already holds" in again.stderr
