"""Decision records: each stands in the list, and says what it must; what can be asked of the packs is asked."""

import re

import pytest

from tests.docs.reading import ROOT
from tools.docs.packs import shipped
from weisu.domain.vocabulary import Role

PLACE = ROOT / "docs" / "explanation" / "decisions"
RECORDS = sorted(PLACE.glob("[0-9]*.md"))


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_says_context_decision_what_was_rejected_and_what_holds_it(record):
    text = record.read_text(encoding="utf-8")

    assert re.match(rf"# {record.stem[:4]} \S", text)
    assert all(f"**{part}.**" in text for part in ("Decision", "Rejected", "Held by"))
    assert len(text.splitlines()) <= 60, "one page"


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_stands_in_the_list_under_its_own_title(record):
    title = record.read_text(encoding="utf-8").splitlines()[0][len("# 0000 ") :]
    row = re.search(rf"^\| \[{record.stem[:4]}\]\({record.name}\) \| (.+?) \|", (PLACE / "README.md").read_text(), re.M)

    assert row
    assert row[1] in title


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_the_tests_that_hold_a_record_are_there(record):
    for name in re.findall(r"`(tests/[\w./]+)`", record.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_no_pack_lets_a_program_take_a_step():
    rows = [(pack.id, row) for pack in shipped() for row in pack.rows if row.kind == "transition"]

    assert [f"{pack} {row.id}" for pack, row in rows if Role.AI in row.values.get("by", ())] == []
