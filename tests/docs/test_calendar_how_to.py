"""The year of the how-to, published as it says, carries deadlines over the end of the calendar."""

from datetime import UTC, datetime

import pytest

from tests.cast import QIAN, SHENG, pack_texts
from tests.docs.reading import ROOT, blocks
from weisu.domain.errors import CalendarExhausted
from weisu.domain.worktime import Limit
from weisu.policies import queries, services

PAGE = ROOT / "docs" / "how-to" / "add-a-calendar-year.md"
FILES = {block.file.removeprefix("policy/national/"): block.text for block in blocks(PAGE) if block.file}
DECEMBER = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
WEEK = Limit.parse({"working_days": 5})


def due():
    return queries.in_force("", DECEMBER).calendar.due(DECEMBER, WEEK)


def test_a_deadline_past_the_last_year_is_refused_until_the_next_is_published(database):
    queries.forget()
    services.bootstrap_national(by=QIAN, now=DECEMBER)
    with pytest.raises(CalendarExhausted, match="national/calendar/2026.toml"):
        due()

    proposal = services.propose({**pack_texts("national"), **FILES}, by=SHENG, now=DECEMBER)
    services.publish(proposal.id, by=QIAN, now=DECEMBER)

    assert due() == datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
    assert "2027" in proposal.change_text


def test_both_files_of_the_how_to_are_named():
    assert set(FILES) == {"calendar/2027.toml", "examples/calendar-2027.toml"}
