"""The glossary, as the reference pages name things by it."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from weisu.domain import vocabulary

FILE = Path(vocabulary.__file__).with_name("glossary.csv")


class Term(NamedTuple):
    """One row of the glossary."""

    term: str
    zh: str
    identifiers: str
    note: str


@cache
def terms() -> tuple[Term, ...]:
    """Every term, in the file's order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Term(**row) for row in csv.DictReader(file))


def name_of(identifier: str, language: str) -> str:
    """What the glossary calls an identifier, its first word in Chinese; the identifier itself when it has no row."""
    for term in terms():
        if identifier in term.identifiers.split():
            return term.zh.split("、")[0] if language == "zh-hans" else term.term
    return identifier
