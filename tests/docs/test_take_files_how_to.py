"""The table of the how-to page about files says what the nation's pack says."""

from tests.cast import POLICY, policy_of
from weisu.tickets.files import MEGABYTE, limits
from weisu.vault.texts import LONGEST

PAGE = (POLICY.parent / "docs" / "how-to" / "take-files.md").read_text(encoding="utf-8")


def test_the_page_says_the_defaults_of_the_nation():
    allowed = limits(policy_of("national"))

    assert f"| {allowed.most_files} |" in PAGE
    assert f"| {allowed.most_megabytes} |" in PAGE
    assert f"{LONGEST // MEGABYTE} MB" in PAGE
