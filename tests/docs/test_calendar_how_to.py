"""The year of the how-to, published as it says, carries deadlines over the end of the calendar."""

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cast import QIAN, SHENG, pack_texts
from weisu.cli import _parser
from weisu.domain.errors import CalendarExhausted
from weisu.domain.worktime import Limit
from weisu.policies import queries, services

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-calendar-year.md"
TEXT = PAGE.read_text(encoding="utf-8")
FILE = re.compile(r"^`policy/national/([\w/.-]+)`\n\n```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
DECEMBER = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
WEEK = Limit.parse({"working_days": 5})


def due():
    return queries.in_force("", DECEMBER).calendar.due(DECEMBER, WEEK)


def test_a_deadline_past_the_last_year_is_refused_until_the_next_is_published(database):
    queries.forget()
    services.bootstrap_national(by=QIAN, now=DECEMBER)
    with pytest.raises(CalendarExhausted, match="national/calendar/2026.toml"):
        due()

    proposal = services.propose({**pack_texts("national"), **dict(FILE.findall(TEXT))}, by=SHENG, now=DECEMBER)
    services.publish(proposal.id, by=QIAN, now=DECEMBER)

    assert due() == datetime(2027, 1, 5, 2, 0, tzinfo=UTC)
    assert "2027" in proposal.change_text


def test_both_files_of_the_how_to_are_named():
    assert set(dict(FILE.findall(TEXT))) == {"calendar/2027.toml", "examples/calendar-2027.toml"}


@pytest.mark.parametrize("line", re.findall(r"^weisu .*$", TEXT, re.M))
def test_every_command_of_the_how_to_is_understood(line):
    assert callable(_parser().parse_args(shlex.split(line)[1:]).run)
