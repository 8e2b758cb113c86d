"""Every block of code in every page is run, or the page says that it is an illustration.

`sh` and `python` are run in a scratch directory, in the page's order. Any other block is a file: the line before it
ends with its name, it is written there, and a later block of the page must use it. `illustration` behind the language
says that the block shows a form, an output, or something that needs another machine. `postgres` behind `sh` runs the
page on an empty PostgreSQL.
"""

from pathlib import PurePosixPath

import pytest

from tests.docs.reading import RUN, blocks, name_of, pages
from tests.docs.scratch import bare, copied, found

WITH_BLOCKS = [page for page in pages() if blocks(page)]
ON_POSTGRES = [page for page in WITH_BLOCKS if any("postgres" in block.words for block in blocks(page))]
PROVEN = [
    page for page in WITH_BLOCKS if page not in ON_POSTGRES and any(not block.is_illustration for block in blocks(page))
]


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    """Founded once; every page gets a copy of its own."""
    return found(tmp_path_factory.mktemp("pages") / "city")


def prove(page, scratch):
    for block in blocks(page):
        if not block.is_illustration:
            wrong = scratch.prove(block)
            assert not wrong, f"{name_of(page)}\n{block.text}\n{wrong}"


@pytest.mark.parametrize("page", PROVEN, ids=name_of)
def test_what_a_page_says_can_be_done(page, city, tmp_path):
    prove(page, copied(city, tmp_path / "here"))


@pytest.mark.parametrize("page", ON_POSTGRES, ids=name_of)
def test_what_a_page_says_about_postgresql_can_be_done(page, engines, tmp_path):
    prove(page, bare(tmp_path, engines["postgres"].store.empty("pages")))


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name_of)
def test_a_block_is_run_or_is_a_file_that_is_used_or_says_that_it_is_an_illustration(page):
    found = blocks(page)
    for index, block in enumerate(found):
        if block.is_illustration or block.language in RUN:
            continue
        assert block.file, f"name the file of this {block.language or 'bare'} block, or mark it `illustration`"
        later = " ".join(
            other.text for other in found[index + 1 :] if other.language in RUN and not other.is_illustration
        )
        uses = [block.file, *(str(parent) for parent in PurePosixPath(block.file).parents if len(parent.parts) > 1)]
        assert any(used in later for used in uses), f"no later block uses {block.file}"


def test_no_command_hides_in_an_indented_block():
    for page in pages():
        lines = page.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line.startswith(("    weisu ", "    ./run ", "    $ "))] == [], name_of(page)
