"""Mappings as data: what is wrong with one is said with file, place and remedy."""

import re

import pytest

from weisu.intake.errors import BadMapping
from weisu.intake.mapping_file import load, read, shipped

GOOD = """
id = "letters"
[key]
columns = ["id"]
[times.written]
column = "date"
formats = ["%Y-%m-%d"]
[tables.kind]
"ask" = "inquiry"
[[step]]
command = "register"
at = "written"
[step.set]
number = { text = "L{key}" }
kind = { column = "kind", table = "kind" }
request = { words = "letter" }
[[step]]
command = "dispatch"
when = { unit = "*" }
[step.set]
lead = { unit = "unit", code = "unit_id" }
"""


def test_the_shipped_mappings_can_be_read():
    assert shipped() == ["beijing-columns", "mayors-mailbox", "message-board-replies", "pingshan"]
    for name in shipped():
        assert load(name).id == name


def test_a_mapping_may_be_any_file(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(GOOD, encoding="utf-8")

    mapping = load(str(path))

    assert mapping.columns == ["id", "date", "kind", "letter", "unit", "unit_id"]
    assert [step.at for step in mapping.steps] == ["written", "unknown"]


@pytest.mark.parametrize(
    ("_case", "old", "new", "said"),
    [
        ("not TOML", "[key]", "[key", "is not TOML"),
        ("an id with capitals", '"letters"', '"Letters"', "lower-case"),
        ("a key nobody reads", 'id = "letters"', 'id = "letters"\nzone = "x"', "zone means nothing here"),
        ("no key", 'columns = ["id"]', "columns = []", "tell one record from another"),
        ("a pattern without a group", 'columns = ["id"]', 'columns = ["id"]\npattern = "x"', "one group"),
        ("an unknown time zone", 'id = "letters"', 'id = "letters"\ntime_zone = "Mars/Olympus"', "no time zone"),
        ("a form of time that is none", '"%Y-%m-%d"', '"%d.%m."', "cannot be read"),
        ("a command that is none", '"dispatch"', '"despatch"', "no command 'despatch'"),
        ("a time that is none", 'at = "written"', 'at = "sent"', "no time 'sent'"),
        ("a field that is none", "number = {", "nummer = {", "no field nummer"),
        ("a field it needs", "number = {", "source = {", "register needs number"),
        ("a table that is none", 'table = "kind"', 'table = "kinds"', r"no \[tables.kinds\]"),
        (
            "words in a field for codes",
            'kind = { column = "kind", table = "kind" }',
            'kind = { words = "kind" }',
            "words",
        ),
        ("a code in a field for words", '{ words = "letter" }', '{ column = "letter" }', "cannot come from column"),
        ("two sources", '{ words = "letter" }', '{ words = "letter", column = "x" }', "say one of"),
        ("a unit of no kind", 'id = "letters"', 'id = "letters"\nunit_kind = "guild"', "none of authority"),
        ("a condition that is none", 'when = { unit = "*" }', 'when = { unit = "a*b" }', "a star may only end"),
        ("a first step that is conditional", 'at = "written"', 'at = "written"\nwhen = { id = "1" }', "first step"),
    ],
)
def test_a_wrong_mapping_is_refused_with_file_and_place(_case, old, new, said):
    assert old in GOOD
    with pytest.raises(BadMapping, match=said) as refusal:
        read(GOOD.replace(old, new, 1), "own.toml")
    assert str(refusal.value).startswith("own.toml")


def test_a_mapping_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(BadMapping, match=re.escape("shipped are beijing-columns, mayors-mailbox")):
        load("nonsense")
