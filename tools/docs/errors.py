"""docs/reference/errors.md: every refusal, by the code that pages, commands and machines get."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import weisu
from tools.docs.markdown import both, first_line, page, table
from weisu.cli.failures import DATABASE_SAYS
from weisu.domain.errors import DomainError
from weisu.web.components.labels import REFUSALS

INTRODUCTION = """\
A refusal says what was wrong, where, and what can be done instead; the log is as it was. A page shows it beside the
form. The interface for machines answers with the HTTP status and `error`, `detail`, `instead`. A command prints one
sentence and ends with 1. 422 means malformed, 409 not now, 403 not you, 404 not there or not yours to see."""

NOT_IMPORTED = ("__main__", "wsgi")
"""Modules that start something when they are read."""

SURROUNDINGS = """\
## When the machine refuses

The same command works again once the cause is mended; what was recorded before is whole."""


def write() -> str:
    """The whole page."""
    rows = [
        (
            f"`{kind.code}`",
            str(kind.status),
            first_line(kind),
            both(REFUSALS[kind.code]) if kind.code in REFUSALS else "–",
        )
        for kind in kinds()
    ]
    said = table(["code", "status", "meaning", "what a page says"], rows)
    told = table(["the database says", "weisu says"], DATABASE_SAYS)
    return page("Errors", "src/weisu", INTRODUCTION, "## Refusals", said, SURROUNDINGS, told)


def kinds() -> list[type[DomainError]]:
    """Every refusal of weisu, by its code."""
    for module in walk_packages(weisu.__path__, "weisu."):
        if ".migrations" not in module.name and not module.name.endswith(NOT_IMPORTED):
            import_module(module.name)
    return sorted(_beneath(DomainError), key=lambda kind: (kind.code, kind.__name__))


def _beneath(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("weisu."):
            yield one
        yield from _beneath(one)
