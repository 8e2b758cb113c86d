"""Scenarios are text: what is wrong with one is said with its line and what to write instead."""

from pathlib import Path

import pytest

from weisu.simulate.scenario import FAMILIES, BadScenario, read, shipped
from weisu.simulate.scenario.settings import drawn
from weisu.simulate.streams import Chance

TOWN = Path(__file__).parents[2] / "src" / "weisu" / "simulate" / "scenarios" / "quiet-town.toml"


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_can_be_read_in_every_family(name: str, family: str) -> None:
    scenario = read(name, family=family)
    assert scenario.neighbourhoods
    assert all(region.residents > 0 for region in scenario.neighbourhoods)


def test_in_the_null_world_nobody_cheats_and_nothing_is_planted() -> None:
    settings = drawn(read("quiet-town", family="C").settings, Chance(7))
    assert settings.planted.hot_spots == settings.planted.topics == settings.gaming.promise == 0
    assert settings.actions.effect.draw(Chance(7).stream("effect")) == 0


def test_another_seed_draws_other_settings_and_the_same_seed_the_same() -> None:
    priors = read("quiet-town").settings
    assert drawn(priors, Chance(7)) == drawn(priors, Chance(7)) != drawn(priors, Chance(8))


def test_fixing_one_setting_moves_no_other(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(TOWN.read_text("utf-8") + "\n[people]\nrates = 0.9\n", encoding="utf-8")
    fixed, usual = (drawn(read(str(name)).settings, Chance(7)) for name in (own, "quiet-town"))
    assert fixed.people.rates == 0.9
    assert fixed.centre == usual.centre
    assert fixed.people.lies == usual.people.lies


@pytest.mark.parametrize(
    ("_case", "added", "said"),
    [
        ("a word mistyped", "[people]\nratse = 0.1", r"own.toml:{2}: 'ratse' is not known; write 'rates'"),
        ("a share above one", "[people]\nrates = 1.5", r"own.toml:{2}: rates: 1.5 must lie between 0 and 1"),
        ("no law", "[people]\nrates = {{ cauchy = [1, 2] }}", r"own.toml:{2}: rates: .* is no number; write one"),
        ("one number short", "[people]\nrates = {{ beta = [1] }}", r"own.toml:{2}: rates: beta takes 2 numbers"),
        ("a table of no name", "[peopel]\nrates = 1", r"own.toml:{1}: 'peopel' is not known; write 'people'"),
        ("a game nobody plays", '[[cheat]]\nunit = "u-990201-water"\nkind = "bribery"\nstrength = 1',
         r"own.toml:{3}: 'bribery' is not known"),
        ("a cheat nobody knows", '[[cheat]]\nunit = "u-9902-water"\nkind = "promise"\nstrength = 1',
         r"own.toml:{2}: 'u-9902-water' is not known; write 'u-990201-water'"),
        ("a unit nowhere", '[[unit]]\nid = "u"\nname = "u"\nkind = "utility"\nlevel = "county"\nregion = "88"',
         r"'88' is no region of this city"),
        ("half a unit", '[[unit]]\nid = "u"', r"own.toml:{1}: this table lacks"),
    ],
)  # fmt: skip
def test_a_bad_scenario_names_the_line_and_the_fix(tmp_path: Path, _case: str, added: str, said: str) -> None:
    own = tmp_path / "own.toml"
    town = TOWN.read_text(encoding="utf-8") + "\n"
    own.write_text(town + added.replace("{{", "{").replace("}}", "}"), encoding="utf-8")
    at = len(town.splitlines())
    for offset in (1, 2, 3):
        said = said.replace(f"{{{offset}}}", str(at + offset))
    with pytest.raises(BadScenario, match=said):
        read(str(own))


def test_a_scenario_nobody_wrote_is_answered_with_those_that_are() -> None:
    with pytest.raises(BadScenario) as refused:
        read("atlantis")
    assert "quiet-town" in refused.value.instead
