"""Decision records: each stands in the list, and says what it must; what can be asked of the packs is asked."""

import re

import pytest

from tests.docs.reading import ROOT
from tools.docs import decisions
from tools.docs.packs import shipped
from weisu.domain.vocabulary import Role

RECORDS = decisions.records()


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_says_context_decision_what_was_rejected_and_what_holds_it(record):
    text = record.read_text(encoding="utf-8")

    assert re.match(rf"# {record.stem[:4]} \S", text)
    assert all(f"**{part}.**" in text for part in ("Decision", "Rejected", "Held by"))
    assert len(text.splitlines()) <= 60, "one page"


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_a_number_of_its_own_and_stresses_the_sentence_to_quote(record):
    assert [other for other in RECORDS if other.stem[:4] == record.stem[:4]] == [record]
    assert decisions.sentence(record)


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_the_tests_that_hold_a_record_are_there(record):
    for name in re.findall(r"`(tests/[\w./]+)`", record.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_no_pack_lets_a_program_take_a_step():
    rows = [(pack.id, row) for pack in shipped() for row in pack.rows if row.kind == "transition"]

    assert [f"{pack} {row.id}" for pack, row in rows if Role.AI in row.values.get("by", ())] == []
