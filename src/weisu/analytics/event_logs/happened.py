"""One event of our own log as it is handed out: codes, units and times; nobody who signed it and no words."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple


class Happened(NamedTuple):
    """What others may learn of one event.

    `unit` is who answered for the ticket, `role` what the person who signed was, `opened` and `moved` are the units
    whose parts it opened and moved.
    """

    event: str
    ticket: str
    version: int
    type: str
    time_us: int
    unit: str
    role: str
    status: str
    kind: str
    category: str
    channel: str
    region: str
    opened: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()


class Related(NamedTuple):
    """An event and the parts of units it is about; `opened` maps those it opened to their units."""

    happened: Happened
    parts: tuple[str, ...]
    opened: Mapping[str, str]


def by_ticket(events: Iterable[Happened]) -> Iterator[list[Happened]]:
    """Events that come ticket by ticket, gathered."""
    for _, group in groupby(events, attrgetter("ticket")):
        yield list(group)


def related(ticket: Iterable[Happened]) -> Iterator[Related]:
    """The parts each event is about; a part is named by ticket, unit and the version that opened it."""
    current: dict[str, str] = {}
    for one in ticket:
        opened = {f"{one.ticket}/{unit}/{one.version}": unit for unit in one.opened}
        touched = [current[unit] for unit in dict.fromkeys((one.unit, *one.moved)) if unit in current]
        current |= {unit: part for part, unit in opened.items()}
        yield Related(one, tuple(dict.fromkeys((*touched, *opened))), opened)
