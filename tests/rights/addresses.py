"""Every address of the site with something real in it.

A route with a new kind of hole needs one line in FILLERS: which values to try in it.
"""

import re
from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.rights.cases import quarantine_asked, relay_asked, tipped_off
from tests.tickets.cast import LIN
from weisu.domain.commands import COMMANDS
from weisu.tickets.checking import unreleased
from weisu.web.public.page import GIVEN

HOLE = re.compile(r"<[^>]+>")
STEPS = [name.replace("_", "-") for name in sorted(COMMANDS)]
OWN_STEPS = [name.replace("_", "-") for name in (*GIVEN, "dispatch")]
"""What a requester does to their own request, and one step that is none of theirs."""

SENSITIVE = {"checking": tipped_off, "relay": relay_asked, "quarantine": quarantine_asked}
"""Pages about protected tickets, by the beginning of their address, and a ticket that each has to do with."""


def _number(town, route: str) -> str:
    story = SENSITIVE.get(route.partition("/")[0])
    return town.number(story) if story else town.known


def _text(town, route: str) -> str:
    return unreleased(LIN, _number(town, route))[0].text_id if route.startswith("checking/") else town.file


FILLERS = {
    "<str:number>": lambda town, route: [_number(town, route)],
    "<slug:command>": lambda town, route: OWN_STEPS if route.startswith("public/") else STEPS,
    "<uuid:text_id>": lambda town, route: [_text(town, route)],
    "<str:unit>": lambda town, route: ["u-housing"],
    "<slug:key>": lambda town, route: ["closure_on_time"],
    "<str:draw>": lambda town, route: ["9901_2026-01_2026-01_0123456789abcdef"],
    "<str:staff_id>": lambda town, route: ["agent-lin"],
}
"""What stands in the holes of addresses, by how the pattern writes them."""


def routes(patterns: Iterable[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[str]:
    """Every address of the site as its pattern says it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


def filled(route: str, town) -> Iterator[str]:
    """The route's addresses in this town."""
    hole = HOLE.search(route)
    if hole is None:
        yield f"/{route}"
        return
    assert hole[0] in FILLERS, f"Nothing is known to put into {hole[0]} of {route}; add it to FILLERS."
    for value in FILLERS[hole[0]](town, route):
        yield from filled(route.replace(hole[0], value, 1), town)


def addresses(town) -> list[str]:
    """Every address, each once."""
    return list(dict.fromkeys(path for route in sorted(set(routes())) for path in filled(route, town)))
