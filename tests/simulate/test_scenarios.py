"""Scenarios are text: what is wrong with one is said with its line and what to write instead."""

from pathlib import Path

import pytest

from weisu.simulate.scenario import FAMILIES, BadScenario, read, shipped
from weisu.simulate.scenario.settings import drawn
from weisu.simulate.streams import Chance

TOWN = Path(__file__).parents[2] / "src" / "weisu" / "simulate" / "scenarios" / "quiet-town.toml"

FERRY = """
[[matter]]
key = "ferry"
category = "traffic.bus.service"
kind = "complaint"
share = 1
life = "back"
work_hours = 1
wait_days = 1
noticed_by = 9
lasts_days = 9
ease = 0.5
"""
SPOKEN = """
[dialects.ours]
particles = ["嗲"]
[dialects.ours.words]
"什么" = ["么子"]

[matters.ferry]
place = "street"
titles = ["渡船停运"]
said = ["{where}渡船停了{days}"]
more = ["要绕路"]
ask = ["恢复渡船"]
held_out = ["{where}过不了河"]
"""


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


@pytest.mark.parametrize(
    ("_case", "line", "said"),
    [
        ("a dialect nobody speaks", 'dialect = "southwst"', r"own.toml:5: 'southwst' is not known; write 'southwest'"),
        ("a grammar that is not there", 'grammar = ["ours.toml"]', r"own.toml:5: there is no file .*ours.toml"),
        ("a dialect that is no text", "dialect = 1", r"own.toml:5: dialect must be a str"),
    ],
)
def test_a_city_that_cannot_speak_names_the_line_and_the_fix(tmp_path: Path, _case: str, line: str, said: str) -> None:
    own = tmp_path / "own.toml"
    town = TOWN.read_text(encoding="utf-8").splitlines()
    at = town.index("[city]") + 1
    own.write_text("\n".join([*town[:at], line, *town[at:]]), encoding="utf-8")
    with pytest.raises(BadScenario, match=said.replace(":5:", f":{at + 1}:")):
        read(str(own))


def test_a_city_speaks_its_own_dialect_and_of_its_own_matters(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(SPOKEN, encoding="utf-8")
    own = tmp_path / "own.toml"
    town = TOWN.read_text(encoding="utf-8")
    own.write_text(town.replace("[city]", '[city]\ngrammar = ["ours.toml"]\ndialect = "ours"') + FERRY, "utf-8")
    scenario = read(str(own))
    assert scenario.dialect == "ours"
    assert "ferry" in {matter.key for matter in scenario.matters}
    own.write_text(town + FERRY, "utf-8")
    with pytest.raises(BadScenario, match=r"nobody can speak of 'ferry'; add \[matters.ferry\] to a grammar file"):
        read(str(own))


def test_a_scenario_nobody_wrote_is_answered_with_those_that_are() -> None:
    with pytest.raises(BadScenario) as refused:
        read("atlantis")
    assert "quiet-town" in refused.value.instead
