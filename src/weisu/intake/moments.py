"""Instants out of cells: written forms, workbook dates and serial numbers, each with how exactly it says when.

A form is written with the directives of `strftime` (`%Y-%m-%d %H:%M:%S`); digits may lack their leading zero. Its
finest directive decides the precision: seconds are exact, minutes are `minute`, a bare date is `day` and means the
first instant of that local day. `excel` allows a bare serial number of a workbook (days since 30 December 1899).
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from weisu.domain.vocabulary import Precision
from weisu.intake.errors import RowRefused
from weisu.intake.reading.table import Cell, text_of

EXCEL = "excel"
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook's dates are local
LAST_SERIAL = 2_958_465
"""31 December 9999; a larger number is none."""

DIGITS = {"Y": r"(?P<Y>\d{4})", **{letter: rf"(?P<{letter}>\d{{1,2}})" for letter in "mdHMS"}}
DIRECTIVE = re.compile(r"%(.)")
SECOND = timedelta(seconds=1)


class Moment(NamedTuple):
    """When something happened, and how exactly that is known."""

    at: datetime
    precision: str


Read = Callable[[Cell], Moment]


def reader(formats: Sequence[str], *, zone: ZoneInfo, column: str) -> Read:
    """A function that reads the cells of one column.

    It raises RowRefused naming column, value and the forms that were expected. Raises: ValueError for a form that
    cannot be used.
    """
    patterns = [(_pattern(form), _precision(form)) for form in formats if form != EXCEL]
    takes_serials = EXCEL in formats

    def read(cell: Cell) -> Moment:
        found = _from_workbook(cell, takes_serials)
        if found is None:
            found = _from_text(text_of(cell), patterns, column, formats)
        local, precision = found
        return Moment(local.replace(tzinfo=zone).astimezone(UTC), precision)

    return read


def _pattern(form: str) -> re.Pattern[str]:
    letters = DIRECTIVE.findall(form)
    unknown = sorted(set(letters) - DIGITS.keys() - {"%"})
    if unknown or not {"Y", "m", "d"} <= set(letters) or ("H" in letters and "M" not in letters):
        raise ValueError(f"{form!r} cannot be read; use %Y %m %d, and %H:%M or %H:%M:%S if there is a time of day.")
    parts = DIRECTIVE.split(form)
    spelled = [re.escape(part) if place % 2 == 0 else DIGITS.get(part, "%") for place, part in enumerate(parts)]
    return re.compile("".join(spelled).replace(r"\ ", r"\s+"))


def _precision(form: str) -> str:
    if "%S" in form:
        return Precision.EXACT.value
    return Precision.MINUTE.value if "%M" in form else Precision.DAY.value


def _from_workbook(cell: Cell, takes_serials: bool) -> tuple[datetime, str] | None:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None), Precision.EXACT.value
    if isinstance(cell, date):
        return datetime.combine(cell, time.min), Precision.DAY.value
    if not takes_serials or isinstance(cell, bool) or not isinstance(cell, int | float) or not 0 < cell <= LAST_SERIAL:
        return None
    days, rest = divmod(cell, 1)
    # A serial number holds a second as 1/86400 of a day, and floating point misses it by a little.
    local = EXCEL_EPOCH + timedelta(days=days) + round(rest * 86_400) * SECOND
    return local, Precision.EXACT.value if rest else Precision.DAY.value


def _from_text(
    text: str, patterns: Sequence[tuple[re.Pattern[str], str]], column: str, formats: Sequence[str]
) -> tuple[datetime, str]:
    for pattern, precision in patterns:
        match = pattern.fullmatch(text)
        if match:
            found = match.groupdict()
            try:
                return datetime(*(int(found.get(letter) or 0) for letter in "YmdHMS")), precision  # noqa: DTZ001
            except ValueError as wrong:
                raise RowRefused(f"{column} is {text!r}, and there is no such date ({wrong}).") from wrong
    raise RowRefused(f"{column} is {text!r}; expected one of: {', '.join(formats)}.")
