"""The rules of the how-to page about files are real ones, and its table says what the nation's pack says."""

import re

from tests.cast import POLICY, pack_texts, policy_of
from weisu.domain.policy import check, parse
from weisu.tickets.files import MEGABYTE, limits
from weisu.vault.texts import LONGEST

PAGE = (POLICY.parent / "docs" / "how-to" / "take-files.md").read_text(encoding="utf-8")
FILE = re.compile(r"^`policy/harbour/([\w/.]+)`\n\n```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
PACK = 'id = "harbour"\ntitle = "港城市"\nextends = "national"\nregion = "330300"\nlevel = "prefecture"\n'


def test_the_rules_of_the_page_may_be_published():
    files = {"pack.toml": PACK, **dict(FILE.findall(PAGE))}

    assert set(files) == {"pack.toml", "uploads.toml", "lifecycle.toml"}
    assert [str(problem) for problem in check([parse(pack_texts("national")), parse(files)])] == []


def test_the_page_says_the_defaults_of_the_nation():
    allowed = limits(policy_of("national"))

    assert f"| {allowed.most_files} |" in PAGE
    assert f"| {allowed.most_megabytes} |" in PAGE
    assert f"{LONGEST // MEGABYTE} MB" in PAGE
