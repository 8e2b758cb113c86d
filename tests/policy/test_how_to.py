"""The pack of the how-to page is a real one: it passes every check."""

import re
from pathlib import Path

from tests.cast import POLICY, pack_texts
from weisu.domain.policy import check, parse

PAGE = POLICY.parent / "docs" / "how-to" / "write-a-policy-pack.md"
FILE = re.compile(r"^`policy/harbour/([\w/.]+)`\n\n```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_pack_of_the_how_to_page_may_be_published():
    files = dict(FILE.findall(Path(PAGE).read_text(encoding="utf-8")))
    assert set(files) == {"pack.toml", "deadlines.toml", "lifecycle.toml"}
    assert [str(problem) for problem in check([parse(pack_texts("national")), parse(files)])] == []
