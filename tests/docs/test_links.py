"""Every link of every page leads somewhere, and every page can be reached from the README."""

import re

import pytest

from tests.docs.reading import ROOT, anchors, links, name_of, pages


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page):
    for target in links(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


@pytest.mark.parametrize("chinese", [page for page in pages() if page.name.endswith(".zh-Hans.md")], ids=name_of)
def test_a_page_in_two_languages_leads_to_the_same_places(chinese):
    english = chinese.with_name(chinese.name.replace(".zh-Hans", ""))

    assert _places(chinese) == _places(english)


def _places(page):
    """Where a page leads; a page or a picture in either language is the same place, and its own twin is none."""
    neutral = [re.sub(r"\.(zh-Hans|en)(?=\.)", "", target) for target in links(page)]
    return sorted(set(neutral) - {page.name.replace(".zh-Hans", "")})


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        linked = {(page.parent / target.partition("#")[0]).resolve() for target in links(page)}
        inside = {file for one in linked for file in (one.glob("*.md") if one.is_dir() else [one])}
        waiting += [file for file in inside - reached if file.suffix == ".md"]

    wanted = [page for page in pages() if page.is_relative_to(ROOT / "docs") or page.parent == ROOT]
    assert [name_of(page) for page in wanted if page not in reached and page.name != "AGENTS.md"] == []
