"""Numbers that belong to somebody: telephones, identity numbers, bank cards, however they are spaced or spelt."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from weisu.vault import lexicon, numbers

BETWEEN = r"[\s\-_./·*()'~|（）]"
LONGEST = 22
SHORTEST_AREA_CODE = 3


class Found(NamedTuple):
    """A stretch of folded text that is to be masked."""

    start: int
    end: int
    kind: str


class Group(NamedTuple):
    """Digits written together; places are those of the folded text."""

    digits: str
    start: int
    end: int


def found(text: str) -> Iterator[Found]:
    """Every personal number in a folded text."""
    run, group = _run_pattern(), _group_pattern()
    for stretch in run.finditer(text):
        groups = [
            Group(each[0].translate(lexicon.numerals()).upper().replace("×", "X"), each.start(), each.end())
            for each in group.finditer(text, stretch.start(), stretch.end())
        ]
        yield from _numbers_of(groups)


def _numbers_of(groups: list[Group]) -> Iterator[Found]:
    """Numbers that begin and end where a group of digits does; what is left is looked into."""
    first = 0
    while first < len(groups):
        kind, last = _number_from(groups, first)
        if kind:
            yield Found(groups[first].start, groups[last].end, kind)
        else:
            yield from _inside(groups[first])
        first = last + 1


def _number_from(groups: list[Group], first: int) -> tuple[str, int]:
    """The kind of number that starts with this group and the group it ends with; no kind when there is none."""
    best = ("", first)
    rank = len(_kinds())
    joined = ""
    for last in range(first, len(groups)):
        joined += groups[last].digits
        if len(joined) > LONGEST:
            break
        for place, (kind, pattern) in enumerate(_kinds()[: rank + 1]):
            if pattern.fullmatch(joined) and _holds(kind, joined, groups[first : last + 1]):
                best, rank = (kind.removeprefix("old_"), last), place
                break
    return best


def _holds(kind: str, joined: str, groups: list[Group]) -> bool:
    """Whether a number that looks right is right; pieces put together must convince more than one piece."""
    if kind == "bank_card":
        return numbers.passes_luhn(joined)
    if len(groups) == 1 or all(len(group.digits) == 1 for group in groups):
        return True
    if kind == "id_number":
        return numbers.check_digit(joined[:17]) == joined[17]
    return kind == "telephone" and not (joined.startswith("0") and len(groups[0].digits) < SHORTEST_AREA_CODE)


def _inside(group: Group) -> Iterator[Found]:
    """A mobile or identity number that somebody ran together with other digits."""
    if len(group.digits) < 12:
        return
    for kind, pattern in _embedded():
        for each in pattern.finditer(group.digits):
            yield Found(group.start + each.start(), group.start + each.end(), kind)


@cache
def _spelt() -> str:
    return "0-9" + "".join(chr(code) for code in lexicon.numerals())


@cache
def _run_pattern() -> re.Pattern[str]:
    digit = f"[{_spelt()}]"
    return re.compile(f"{digit}(?:{BETWEEN}{{0,4}}{digit}){{6,}}(?:{BETWEEN}{{0,3}}[Xx×](?![A-Za-z]))?")


@cache
def _group_pattern() -> re.Pattern[str]:
    return re.compile(f"[0-9]+[Xx×]?|[{_spelt()[3:]}]+|[Xx×]")


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in lexicon.rules()["number"].items())


@cache
def _embedded() -> tuple[tuple[str, re.Pattern[str]], ...]:
    person = lexicon.rules()["number"]["id_number"]
    return (("id_number", re.compile(person)), ("telephone", re.compile(r"^1[3-9]\d{9}|1[3-9]\d{9}$")))
