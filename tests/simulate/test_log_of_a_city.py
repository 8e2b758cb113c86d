"""A simulated lake is a log like any other: it loads, verifies and replays."""

from pathlib import Path

from tests.simulate.living import lived
from weisu.tickets import loading, replay
from weisu.tickets.verify import verify


def test_a_simulated_lake_loads_verifies_and_replays(database: object, tmp_path: Path) -> None:
    town = lived(tmp_path)
    counts = loading.load(town.root)
    assert counts["events"] == town.events.num_rows
    # A lake holds no key to any word; everything else must be whole.
    assert all(broken["reason"].endswith("are missing") for broken in verify().as_dict()["broken"])
    assert replay.replay()["different"] == 0
