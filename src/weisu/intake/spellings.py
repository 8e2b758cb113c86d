"""Which two names may be one unit: proposals for a person to judge, never a decision.

Two names are proposed when the source gives both the same code; when one is the other without what stands in brackets;
when they are the same after the usual abbreviations; when one only lacks a short beginning (the city's name) of the
other; or when one has a single character more. Names under different codes of one source are not.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from weisu.intake.folding import folded, without_asides

SHORTEST, SHORTEST_TYPO, LONGEST_BEGINNING = 4, 6, 3


class Spelling(NamedTuple):
    """A unit's name in one source; `code` is the source's own, empty when it has none; `uses` counts its tickets."""

    target: str
    name: str
    code: str = ""
    is_active: bool = False
    uses: int = 0


class Proposal(NamedTuple):
    """`unit` may be only another spelling of `into`."""

    unit: str
    into: str


def proposals(spellings: Iterable[Spelling]) -> list[Proposal]:
    """Each unit that looks like another spelling, with the unit it looks like; at most one proposal a unit."""
    known = sorted({spelling.target: spelling for spelling in spellings}.values(), key=_rank)
    place = {spelling.target: number for number, spelling in enumerate(known)}
    best: dict[str, str] = {}
    for one, other in _alike(known):
        into, unit = sorted((one, other), key=lambda spelling: place[spelling.target])
        if not unit.is_active and place[into.target] < place.get(best.get(unit.target, ""), len(known)):
            best[unit.target] = into.target
    return [Proposal(unit, best[unit]) for unit in sorted(best)]


def _rank(spelling: Spelling) -> tuple[bool, bool, int, int, str]:
    """The name others are joined into: a confirmed one, without brackets, the one most used, the fuller one."""
    name = folded(spelling.name)
    return (not spelling.is_active, without_asides(name) != name, -spelling.uses, -len(name), spelling.target)


def _alike(known: list[Spelling]) -> Iterator[tuple[Spelling, Spelling]]:
    groups: dict[tuple[str, str], list[Spelling]] = defaultdict(list)
    for spelling in known:
        for trait in _traits(spelling):
            groups[trait].append(spelling)
    for (trait, _), group in groups.items():
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                if trait == "code" or (_may_be_one(one, other) and _fits(trait, one, other)):
                    yield one, other


def _traits(spelling: Spelling) -> Iterator[tuple[str, str]]:
    name = folded(spelling.name)
    if spelling.code:
        yield "code", spelling.code
    yield "bare", without_asides(name)
    short = abbreviated(name)
    yield "short", short
    for cut in range(1, LONGEST_BEGINNING + 1):
        if len(short) - cut >= SHORTEST:
            yield "end", short[cut:]
    if len(short) >= SHORTEST:
        yield "end", short
    if len(short) >= SHORTEST_TYPO:
        yield "typo", short
        for cut in range(len(short)):
            yield "typo", short[:cut] + short[cut + 1 :]


def _may_be_one(one: Spelling, other: Spelling) -> bool:
    return not (one.code and other.code)


def _fits(trait: str, one: Spelling, other: Spelling) -> bool:
    """Whether a trait that two names share is enough: one must have more, not both something else."""
    names = folded(one.name), folded(other.name)
    short = [abbreviated(name) for name in names]
    match trait:
        case "bare":
            return any(without_asides(name) == name for name in names)
        case "end":
            return short[0].endswith(short[1]) or short[1].endswith(short[0])
        case "typo":
            return abs(len(short[0]) - len(short[1])) == 1
    return True


def abbreviated(name: str) -> str:
    """The name with the usual long words shortened, so that 人民政府办公室 and 政府办 meet."""
    for long, short in _abbreviations():
        name = name.replace(long, short)
    return name


@cache
def _abbreviations() -> tuple[tuple[str, str], ...]:
    text = (resources.files("weisu.intake") / "abbreviations.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["abbreviations"].items())
