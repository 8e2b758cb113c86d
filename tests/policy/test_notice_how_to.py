"""The rules of the how-to page about telling people are real ones, and every way and setting it names is there."""

import re

from tests.cast import POLICY, pack_texts, policy_of
from weisu import plugins
from weisu.domain import policy as packs
from weisu.domain.vocabulary import Audience

PAGE = (POLICY.parent / "docs" / "how-to" / "tell-people.md").read_text(encoding="utf-8")
PACK = 'id = "harbour"\ntitle = "港城市"\nextends = "national"\nregion = "330300"\nlevel = "prefecture"\n'


def test_the_rules_of_the_page_may_be_published():
    rules = re.search(r"```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)[1]
    stack = [packs.parse(pack_texts("national")), packs.parse({"pack.toml": PACK, "notices.toml": rules})]

    assert [str(problem) for problem in packs.check(stack)] == []


def test_the_page_names_every_audience_and_every_shipped_way():
    named = [*Audience, *plugins.SHIPPED["notifier"]]

    assert [name for name in named if f"`{name}`" not in PAGE] == []
    assert policy_of("national").setting("notices.max_age") == {"days": 7}
