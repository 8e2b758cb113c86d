"""When: written forms, workbook dates, serial numbers, and how exactly each says it."""

# ruff: noqa: DTZ001 - the cells of a workbook know no time zone

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from weisu.intake.errors import RowRefused
from weisu.intake.moments import reader

FORMS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y年%m月%d日", "%Y/%m/%d", "excel")


@pytest.fixture
def read():
    return reader(FORMS, zone=ZoneInfo("Asia/Shanghai"), column="时间")


@pytest.mark.parametrize(
    ("cell", "at", "precision"),
    [
        ("2019/4/25 9:32:09", datetime(2019, 4, 25, 1, 32, 9), "exact"),
        ("2019/04/25  09:32", datetime(2019, 4, 25, 1, 32), "minute"),
        ("2018年4月24日", datetime(2018, 4, 23, 16), "day"),
        ("2018/4/24", datetime(2018, 4, 23, 16), "day"),
        (datetime(2019, 4, 8, 8, 37, 20), datetime(2019, 4, 8, 0, 37, 20), "exact"),
        (date(2019, 4, 8), datetime(2019, 4, 7, 16), "day"),
        (43500.5, datetime(2019, 2, 4, 4), "exact"),
        (43500, datetime(2019, 2, 3, 16), "day"),
        ("1988/7/1 12:00:00", datetime(1988, 7, 1, 3), "exact"),
    ],
)
def test_a_cell_says_when_and_how_exactly(read, cell, at, precision):
    assert read(cell) == (at.replace(tzinfo=UTC), precision)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2019/2/30", "no such date"),
        ("2019/4/25 25:00", "no such date"),
        ("last week", "expected one of"),
        ("", "expected one of"),
        (True, "expected one of"),
        (-1, "expected one of"),
    ],
)
def test_an_impossible_date_is_refused_with_column_and_value(read, cell, said):
    with pytest.raises(RowRefused, match=f"时间 is .*{said}"):
        read(cell)


@pytest.mark.parametrize("form", ["%d.%m", "%Y-%m-%d %H", "%Y-%m-%d %Z", "yesterday"])
def test_a_form_that_cannot_be_used_is_refused(form):
    with pytest.raises(ValueError, match="cannot be read"):
        reader([form], zone=ZoneInfo("UTC"), column="when")
