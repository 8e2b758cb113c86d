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


UNIT = '[[unit]]\nid = "u"\nname = "n"\nkind = "utility"\nlevel = "county"\nregion = "990201"'
REGION = '[[region]]\ncode = "990202"\nparent = "9902"\nname = "n"\nlevel = "county"'
CHEAT = '[[cheat]]\nunit = "u-990201-water"\nkind = "promise"\nstrength = 1'


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
        ("a unit under nobody", UNIT.replace('"u"', '"u"\nparent = "u-990201-hotlin"'),
         r"own.toml:{3}: 'u-990201-hotlin' is no unit of this city; write 'u-990201-hotline'"),
        ("a unit's matter mistyped", UNIT.replace('"u"', '"u"\nmatters = ["goverment"]'),
         r"own.toml:{3}: 'goverment' is not known; write 'government'"),
        ("a unit twice", UNIT.replace('"u"', '"u-990201-hotline"'),
         r"own.toml:{2}: two units have the id 'u-990201-hotline', the first in line 41; rename one"),
        ("a region twice", REGION.replace("990202", "990201"),
         r"own.toml:{2}: two regions have the code '990201', the first in line 26; rename one"),
        ("a region under nobody", REGION.replace('"9902"', '"9903"'),
         r"own.toml:{3}: '9903' is no region of this city"),
        ("a level that is none", REGION.replace('"county"', '"conty"'),
         r"own.toml:{5}: 'conty' is no level .* 'county'"),
        ("a range the wrong way round", "[people]\nrates = {{ uniform = [0.9, 0.2] }}",
         r"own.toml:{2}: rates: uniform goes from low to high, not from 0.9 to 0.2; write \[0.2, 0.9\]"),
        ("a range that leaves its bounds", "[people]\nrates = {{ uniform = [0.5, 1.5] }}",
         r"own.toml:{2}: rates: 1.5 must lie between 0 and 1"),
        ("a negative rate", "[people]\nchases = -1", r"own.toml:{2}: chases: -1 must be a number from 0 on"),
        ("a number that is none", "[people]\nchases = nan", r"own.toml:{2}: chases: nan must be a number from 0 on"),
        ("people without end", REGION + "\nresidents = inf", r"own.toml:{6}: residents must be a finite number"),
        ("a value of the wrong type", REGION + '\nresidents = "many"', r"own.toml:{6}: residents must be a number"),
        ("a game that ends before it begins", CHEAT + "\nfrom_month = 5\nuntil_month = 2",
         r"own.toml:{6}: until_month must lie after from_month"),
        ("a game harder than can be", CHEAT.replace("strength = 1", "strength = 2"),
         r"own.toml:{4}: strength must lie between 0 and 1, not 2"),
        ("a matter that is none", "[shares]\nnoise-neighbour = 3", r"own.toml:{2}: .* write 'noise-neighbours'"),
        ("one table as many", "[[people]]\nrates = 0.1", r"own.toml:{1}: people .* write \[people\]"),
        ("one table twice", "[demand]\nproblems = 1", r"own.toml:{1}: Cannot declare .* twice; see https://toml.io"),
        ("a quote left open", '[people]\nrates = "', r"own.toml:{2}: .*; see https://toml.io"),
        ("a hole nobody fills", '[words]\nchase = ["{name}"]', r"own.toml:{2}: nobody fills in {name}; take it out"),
        ("half a unit", '[[unit]]\nid = "u"', r"own.toml:{1}: this table lacks"),
    ],
)  # fmt: skip
def test_a_bad_scenario_names_the_line_and_the_fix(tmp_path: Path, _case: str, added: str, said: str) -> None:
    own = tmp_path / "own.toml"
    town = TOWN.read_text(encoding="utf-8") + "\n"
    own.write_text(town + added.replace("{{", "{").replace("}}", "}"), encoding="utf-8")
    at = len(town.splitlines())
    for offset in range(1, 7):
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


def test_rules_that_nobody_wrote_name_the_line_and_the_fix(tmp_path: Path) -> None:
    place = tmp_path / "town.toml"
    town = TOWN.read_text(encoding="utf-8").replace("packs  = []", 'packs  = ["demo-citty"]')
    place.write_text(town, encoding="utf-8")
    with pytest.raises(BadScenario, match=r"town.toml:8: 'demo-citty' is not known; write 'demo-city'"):
        read(str(place), packs=["demo-city", "national"])


def test_a_scenario_that_is_no_text_names_the_line(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(TOWN.read_bytes() + b"\n[people]\n# \xff\n")
    at = len(TOWN.read_text("utf-8").splitlines()) + 3
    with pytest.raises(BadScenario, match=f"own.toml:{at}: this line is not UTF-8; save the file as UTF-8"):
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
