"""The keys shown as examples are keys of a city that anybody can live."""

from pathlib import Path

import pytest

from tests.simulate.living import lived
from weisu.simulate.score.estimands import ESTIMANDS
from weisu.simulate.score.tables import Stored, Tables


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """A quiet town over two months, with every action it takes."""
    place: Path = tmp_path_factory.mktemp("town")
    lived(place, "quiet-town", months=2.0)
    return Stored(place / "truth")


@pytest.mark.parametrize("name", [name for name, one in ESTIMANDS.items() if one.key != "neighbourhood/action"])
def test_the_example_of_an_estimand_is_one_of_its_keys(town: Tables, name: str) -> None:
    assert ESTIMANDS[name].example in ESTIMANDS[name].values(town)
