"""The how-to page about telling people names every way and everybody who can be told."""

from tests.cast import POLICY, policy_of
from weisu import plugins
from weisu.domain.vocabulary import Audience

PAGE = (POLICY.parent / "docs" / "how-to" / "tell-people.md").read_text(encoding="utf-8")


def test_the_page_names_every_audience_and_every_shipped_way():
    named = [*Audience, *plugins.SHIPPED["notifier"]]

    assert [name for name in named if f"`{name}`" not in PAGE] == []
    assert policy_of("national").setting("notices.max_age") == {"days": 7}
