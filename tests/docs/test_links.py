"""Every link of every page leads somewhere, and every page can be reached from the README."""

import pytest

from tests.docs.reading import ROOT, anchors, links, name_of, pages


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page):
    for target in links(page):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


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
