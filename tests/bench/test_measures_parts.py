"""The star is held against SQL written by hand: both must build the same tables, and the SQL must answer."""

from pathlib import Path

import pytest


@pytest.fixture
def lake(tmp_path):
    from tools.bench.parts.logs import write_lake

    write_lake(tmp_path / "lake", 400)
    return tmp_path / "lake"


def test_the_hand_written_tables_are_the_tables_of_the_star(lake, tmp_path: Path):
    from tools.bench.measures import differences
    from tools.bench.parts import star_by_hand
    from weisu.analytics.build import build

    build(lake, offset_us=0, at_once=1_500)
    star_by_hand.build(lake, tmp_path / "hand")

    assert differences(lake, tmp_path / "hand") == []


def test_every_hand_written_question_is_answered(lake, tmp_path):
    from tools.bench.parts import measures_by_hand, star_by_hand

    star_by_hand.build(lake, tmp_path / "hand")

    assert measures_by_hand.ask_all(tmp_path / "hand", 1_800_000_000_000_000) > 100
