"""A stretch of local months, and the instants it runs from and to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

from weisu.domain.errors import DomainError
from weisu.domain.instants import to_us


class BadPeriod(DomainError):
    """A period that cannot be read."""

    code = "bad_period"


class Period(NamedTuple):
    """The local months `first` to `last`, each as (year, month)."""

    first: tuple[int, int]
    last: tuple[int, int]

    @classmethod
    def of(cls, text: str) -> "Period":
        """Of `2026-03`, or `2026-01..2026-06`.

        Raises: BadPeriod.
        """
        ends = [_month(part, text) for part in text.split("..")]
        if len(ends) > 2 or ends[0] > ends[-1]:
            raise BadPeriod(f"A period is one month or two with .. between, the earlier first; not {text!r}.")
        return cls(ends[0], ends[-1])

    @property
    def months(self) -> tuple[str, ...]:
        """Every month, as 2026-03."""
        return tuple(f"{year}-{month:02}" for year, month in self._each())

    def bounds(self, offset_us: int) -> tuple[int, int]:
        """The first instant, and the first one after it."""
        year, month = self.last
        after = (year + month // 12, month % 12 + 1)
        return _start_us(self.first, offset_us), _start_us(after, offset_us)

    def each(self) -> "Iterator[Period]":
        """Every month as a period of its own."""
        return (Period(month, month) for month in self._each())

    @property
    def last_day(self) -> date:
        """The local day whose rules hold for it: its last one."""
        year, month = self.last
        return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)

    def _each(self) -> Iterator[tuple[int, int]]:
        at = self.first
        while at <= self.last:
            yield at
            at = (at[0] + at[1] // 12, at[1] % 12 + 1)


def _month(text: str, whole: str) -> tuple[int, int]:
    try:
        found = datetime.strptime(text.strip(), "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        raise BadPeriod(f"{whole!r} is no period; write 2026-03, or 2026-01..2026-06.") from None
    return found.year, found.month


def _start_us(month: tuple[int, int], offset_us: int) -> int:
    return to_us(datetime(month[0], month[1], 1, tzinfo=UTC)) - offset_us
