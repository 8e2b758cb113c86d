"""The reference pages are what the code and the packs say today, and leave nothing out."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.docs import reading
from tools.docs import cli, errors, law, settings
from tools.docs.__main__ import REFERENCE, pages
from tools.docs.lifecycle import LANGUAGES, OF, picture
from tools.docs.markdown import first_line
from tools.docs.packs import nation, shipped
from tools.docs.picture import Line, Picture, draw, measured, wrapped
from tools.docs.words import name_of
from weisu.domain.commands import COMMANDS
from weisu.domain.guards import GUARDS
from weisu.domain.vocabulary import EventType, Role
from weisu.web.components.labels import STATUSES

PAGES = pages()


def page(name):
    return (REFERENCE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_committed_page_is_the_generated_one(name):
    assert page(name) == PAGES[name], "run ./run docs and commit what it wrote"


def test_no_two_refusals_share_a_code():
    codes = [kind.code for kind in errors.kinds()]

    assert sorted(codes) == sorted(set(codes))


def test_every_event_has_its_entry():
    assert [event for event in EventType if f"### `{event.value}`" not in page("events.md")] == []


def test_every_command_of_the_lifecycle_is_said_in_some_event():
    said = page("events.md")

    assert [name for name in COMMANDS if nation().transitions(name) and f"`{name}` as" not in said] == []


def test_every_step_stands_in_the_table_and_every_moving_step_in_both_languages_pictures():
    for row in nation().all_transitions:
        assert f"| `{row.id}` " in page("lifecycle.md")
        if row.to:
            assert f">{row.label['en']}</text>" in page(f"lifecycle-{row.of}.en.svg")
            assert f">{row.label['zh']}</text>" in page(f"lifecycle-{row.of}.zh-Hans.svg")


@pytest.mark.parametrize("of", OF)
@pytest.mark.parametrize("language", LANGUAGES.values())
def test_a_picture_is_drawn_inside_its_frame_and_its_headings_fit(of, language):
    drawn = ET.fromstring(draw(picture(of, language)))
    width, height = int(drawn.get("width")), int(drawn.get("height"))

    for text in drawn.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 < int(text.get("y")) < height
        reach = measured(text.text, int(text.get("font-size")))
        assert int(text.get("x")) + (reach / 2 if text.get("text-anchor") == "middle" else reach) <= width


def test_an_arrow_starts_at_the_farthest_place_on_each_side():
    columns = {"a": "A", "b": "B", "c": "C"}
    drawn = draw(Picture("T", columns, [Line("step", ["who"], ["a", "c"], "b")], "en"))

    assert drawn.count(" 0 ") == 1, "one frame"
    assert drawn.count("<circle") == 2
    assert drawn.count("v10z") == 2, "a head from either side"


def test_words_are_broken_where_they_may_be():
    assert wrapped("unit staff, unit lead", 70, 11) == ["unit staff,", "unit lead"]
    assert wrapped("话务员、班长、派单员", 80, 11) == ["话务员、班长、", "派单员"]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_name_in_the_glossary(role):
    assert name_of(role.value, "zh-hans") != role.value


def test_every_guard_says_when_it_holds():
    assert [name for name, function in GUARDS.items() if not first_line(function)] == []


def test_every_status_has_a_name():
    assert {*OF["ticket"], *OF["unit"]} <= STATUSES.keys()


def test_every_rule_with_a_basis_is_found_from_its_law_and_from_its_pack():
    text = page("law.md")
    to_rules, to_laws = text.split("## From rule to law")

    for pack in shipped():
        for rule in law.rules_of(pack):
            assert f"### {law.document(rule.basis)}\n" in to_rules
            assert f"`{rule.name}`" in to_rules
            assert f"| `{rule.name}` | {rule.since} |" in to_laws


@pytest.mark.parametrize(
    ("basis", "document"),
    [
        ("国办函〔2025〕66号(五)：精准派单", "国办函〔2025〕66号"),
        ("GB/T 33358—2016 6.2", "GB/T 33358—2016"),
        ("《北京市接诉即办工作条例》第十条", "《北京市接诉即办工作条例》"),
        ("全国缺省值，由各地规定替代", "全国缺省值"),
    ],
)
def test_a_law_is_named_without_its_article(basis, document):
    assert law.document(basis) == document


def test_a_variable_that_nobody_explains_stops_the_page(monkeypatch):
    known = settings.read_meanings()
    monkeypatch.setattr(settings, "read_meanings", lambda: known | {"WEISU_INVENTED": "nothing"})

    with pytest.raises(settings.Undescribed, match="WEISU_INVENTED"):
        settings.write()


@pytest.mark.parametrize("page", reading.pages(), ids=reading.name_of)
def test_every_variable_that_a_page_names_is_explained(page):
    named = set(re.findall(r"WEISU_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8")))

    assert named <= settings.read_meanings().keys()


def test_every_command_of_run_that_a_page_names_is_there():
    script = (reading.ROOT / "run").read_text(encoding="utf-8")
    for page in reading.pages():
        for name in re.findall(r"\./run ([a-z]+)", page.read_text(encoding="utf-8")):
            assert re.search(rf"^{name}(\)| \|)", script, re.MULTILINE), f"{reading.name_of(page)}: ./run {name}"


def test_every_command_has_a_section_with_all_its_arguments_explained():
    text = page("cli.md")

    for path, said, parser in cli.commands():
        assert f"## `{path}`\n" in text
        assert said, f"{path} says nothing of itself"
        assert [action.dest for action in parser._actions if not action.help] == [], path


def test_every_refusal_of_the_code_has_its_line():
    assert [kind.code for kind in errors.kinds() if f"| `{kind.code}` | {kind.status} |" not in page("errors.md")] == []
    source = Path(errors.__file__).resolve().parents[2] / "src"
    defined = sum(text.count("(DomainError):") for text in (p.read_text("utf-8") for p in source.rglob("*.py")))
    assert len(errors.kinds()) >= defined
