"""Ticket numbers people can read out: the day, a running number of that day, a check digit.

The counter of a day is a row that stays locked until commit, so two registrations cannot get the same number, and one
that is refused gives its number back.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from weisu.domain.errors import BadPayload
from weisu.domain.numbers import DIGITS, check_digit, number_of
from weisu.lake.chain import NAMESPACE
from weisu.tickets.reading import streamed

NEXT = (
    "INSERT INTO ticket_number (day, last) VALUES (%s, %s) "
    "ON CONFLICT (day) DO UPDATE SET last = ticket_number.last + excluded.last RETURNING last"
)


def local_day(moment: datetime) -> date:
    """The day on the wall calendar of the installation, which a ticket's number begins with."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def new_id(key: object = None) -> UUID:
    """The id of a new ticket; with an idempotency key it follows from it."""
    return uuid4() if key is None else uuid5(NAMESPACE, f"ticket {key}")


def allocate(day: date, count: int = 1) -> list[str]:
    """The next numbers of a day, given out once and never again."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [day.isoformat(), count])
        last = cursor.fetchone()[0]
    return [number_of(day, place) for place in range(last - count + 1, last + 1)]


def require_valid(number: str) -> str:
    """A number as typed, without spaces and dashes.

    Raises: BadPayload when the check digit says that it was mistyped.
    """
    plain = "".join(character for character in number if character not in " -")
    if not plain.isdecimal() or len(plain) < 9 + DIGITS or check_digit(plain[:-1]) != plain[-1]:
        raise BadPayload(f"{number} is no ticket number: a digit is missing or wrong; look at it again.")
    return plain


def restore() -> None:
    """Set the counters from the tickets that are there, after a log was loaded; a counter never goes back."""
    with connection.cursor() as cursor:
        last = _last_places(row[0] for row in streamed("SELECT number FROM ticket"))
        for day, place in last.items():
            cursor.execute(
                "INSERT INTO ticket_number (day, last) VALUES (%s, %s) ON CONFLICT (day) "
                "DO UPDATE SET last = excluded.last WHERE ticket_number.last < excluded.last",
                [day.isoformat(), place],
            )


def _last_places(numbers: Iterable[str]) -> dict[date, int]:
    """The highest running number of each day among numbers of our own making; others are left alone."""
    last: dict[date, int] = {}
    for number in numbers:
        if not number.isdecimal() or len(number) < 9 + DIGITS:
            continue
        try:
            day = date(int(number[:4]), int(number[4:6]), int(number[6:8]))
        except ValueError:
            continue
        last[day] = max(last.get(day, 0), int(number[8:-1]))
    return last
