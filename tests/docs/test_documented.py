"""What was seen at hotlines and the settings of a simulated city name each other."""

import csv
from dataclasses import fields

from tools.docs.simulated import SOURCE
from weisu.simulate.scenario.settings import KINDS, Malice


def test_every_game_and_every_kind_of_unreasonable_request_says_where_it_was_seen() -> None:
    with (SOURCE / "documented.csv").open(encoding="utf-8", newline="") as file:
        named = {setting for row in csv.DictReader(file) for setting in row["settings"].split()}
    games = {f"gaming.{kind}" for kind in KINDS}
    requests = {f"malice.{one.name}" for one in fields(Malice) if one.name != "refused"}
    assert named >= games | requests
