"""The mapping that the how-to teaches does what the how-to says."""

import pytest

from tests.docs.reading import ROOT, blocks
from tests.intake.office import prepare, run
from weisu.intake.mapping_file import read, shipped
from weisu.tickets.models import TicketEvent

PAGE = ROOT / "docs" / "how-to" / "write-an-import-mapping.md"


def block(language: str) -> str:
    return next(block.text for block in blocks(PAGE) if block.language == language)


def test_the_mapping_of_the_how_to_imports_its_table(database, tmp_path):
    prepare()
    table = tmp_path / "letters.csv"
    table.write_text(block("csv"), encoding="utf-8")

    outcome = run(table, read(block("toml"), "letters.toml"))

    assert (outcome.tally.read, outcome.tally.registered) == (2, 2)
    assert list(TicketEvent.objects.order_by("seq").values_list("type", flat=True)) == [
        "ticket.registered",
        "ticket.dispatched",
        "reply.submitted",
        "ticket.registered",
    ]


@pytest.mark.parametrize("name", shipped())
def test_the_how_to_names_every_shipped_mapping(name):
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")
