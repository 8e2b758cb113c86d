"""Every named value of a pack is declared once, has a shape, is read by the code, and explained to who writes packs."""

import ast
from datetime import date

import pytest

from tests.cast import POLICY, pack_texts
from weisu.domain.policy import check, parse
from weisu.domain.policy.settings import SETTINGS, fault

SOURCE = POLICY.parent / "src" / "weisu"
HOW_TO = (POLICY.parent / "docs" / "how-to" / "write-a-policy-pack.md").read_text(encoding="utf-8")
PACK = 'id = "city"\ntitle = "市"\nextends = "national"\nregion = "330100"\nlevel = "prefecture"\n'


def trees():
    declared = SOURCE / "domain" / "policy" / "settings.py"
    return [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py") if path != declared]


def named_anywhere():
    """Every text written in the code: in place, as a constant, or handed to whatever reads it."""
    return {node.value for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_every_setting_is_read_by_something():
    assert set(SETTINGS) - named_anywhere() == set()


def test_every_setting_that_a_shipped_pack_gives_is_declared():
    packs = [parse(pack_texts(path.parent.name)) for path in POLICY.glob("*/pack.toml")]
    given = {row.id for pack in packs for row in pack.rows if row.kind == "setting"}
    assert given <= set(SETTINGS)
    assert set(SETTINGS) - given == set()


def test_the_how_to_names_every_setting():
    assert [name for name in SETTINGS if f"| `{name}` |" not in HOW_TO] == []


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("value", ["soon", -1, 1.5, ["soon"], {"moons": 1}, date(2026, 1, 1)], ids=repr)
def test_a_value_of_another_shape_is_refused_in_words(name, value):
    takes_text = name == "designation.unit" and isinstance(value, str)
    assert (fault(name, value) == "") is takes_text
    assert takes_text or fault(name, value).startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("reopen.max_tmies", "2", "unknown setting 'reopen.max_tmies' (did you mean 'reopen.max_times'?)"),
        ("merge.in_principal", "true", "did you mean 'merge.in_principle'?"),
        ("weather", '"fine"', "unknown setting 'weather'; known: office_hours"),
        ("reopen.max_times", '"twice"', "reopen.max_times: must be a whole number, 0 or above, not 'twice'"),
        ("follow_up.bands", '["evening"]', "follow_up.bands: "),
        (
            "notices.max_age",
            "{ working_days = 3 }",
            "minutes, hours or days that run through holidays, not 3 working_days",
        ),
        (
            "assessment.linking",
            "[{ days = 30, linked = 5, repeats = 10, left_alone = 5, others = 10 }]",
            "such a linker tells repeats no better than a coin",
        ),
        (
            "assessment.linking",
            "[{ days = 30, linked = 11, repeats = 10, left_alone = 5, others = 10 }]",
            "linked is of repeats and left_alone of others",
        ),
        (
            "assessment.reading",
            '{ tolerance = 5, rubric = { all = { zh = "全", en = "All", points = 90 } } }',
            "the points of the rubric must add up to 100, not 90",
        ),
        (
            "assessment.strata",
            "{ complex_parts = 3 }",
            "must give complex_parts, complex_reopens, anomalous_dispatches",
        ),
        (
            "assessment.burden",
            "{ acts = 1, feilds = 2, files = 1, night_from = 21, night_until = 7, warnings = 1 }",
            "must give acts, files, night_from, night_until, warnings, and may give fields",
        ),
        ("designation.backstop", '"district"', "must be one of national, province, prefecture, county, township"),
    ],
)
def test_a_misspelt_setting_is_refused_with_file_line_and_the_nearest_name(name, value, says):
    text = f'\n[[setting]]\nid = "{name}"\nvalue = {value}\nfrom = 2026-01-01\nbasis = "市办法"\n'
    text += f"[[setting.example]]\ngiven = {{}}\nexpect = {{ value = {value} }}\n"

    [problem] = check([parse(pack_texts("national")), parse({"pack.toml": PACK, "routing.toml": text})])

    assert (problem.file, problem.line, problem.rule) == (
        "city/routing.toml",
        3 if "unknown" in says or "did you" in says else 4,
        name,
    )
    assert says in problem.text
