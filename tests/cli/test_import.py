"""`weisu import`: one object with the promised keys, progress beside it, and no person's data in either."""

import json
from pathlib import Path

import pytest

from tests.intake.conftest import *  # noqa: F403
from weisu.cli import main

FILE = Path(__file__).parents[1] / "intake" / "files" / "beijing-style.csv"
KEYS = {"read", "registered", "already_known", "rejected", "conflicts", "rejects_file"}


def test_json_is_one_object_and_progress_goes_beside_it(prepared, capsys):
    assert main(["import", str(FILE), "--mapping", "beijing-columns", "--json"]) == 0

    out, err = capsys.readouterr()
    facts = json.loads(out)
    assert facts.keys() >= KEYS
    assert (facts["read"], facts["registered"], facts["rejected"]) == (4, 3, 1)
    assert Path(facts["rejects_file"]).is_file()
    assert "4 rows read, 3 registered, 0 known already, 1 put aside" in err
    for canary in ("王桂兰", "13800001234", "公交站"):
        assert canary not in out + err


def test_without_json_it_says_the_same_in_words(prepared, capsys):
    main(["import", str(FILE), "--mapping", "beijing-columns", "--dry-run"])

    out = capsys.readouterr().out
    assert "3 would be registered, 0 were known already, 1 rejected, 0 in conflict." in out
    assert "to review" in out


@pytest.mark.parametrize(
    ("_case", "arguments", "said"),
    [
        ("no such file", ["nowhere.csv", "--mapping", "pingshan"], "There is no file nowhere.csv"),
        ("no such mapping", [str(FILE), "--mapping", "nonsense"], "There is no mapping nonsense"),
        ("another file's mapping", [str(FILE), "--mapping", "pingshan"], "has no column REC_ID"),
    ],
)
def test_what_cannot_be_imported_is_one_sentence_and_exit_1(prepared, capsys, _case, arguments, said):
    assert main(["import", *arguments]) == 1

    err = capsys.readouterr().err
    assert err.startswith("weisu: ")
    assert said in err
    assert "Traceback" not in err
