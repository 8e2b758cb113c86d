"""Where people live: house, unit and room, with the estate, road or village they belong to.

A place without a house detail (a road, an estate) stays readable: complaints are about places.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from weisu.vault import lexicon
from weisu.vault.digits import Found
from weisu.vault.tokens import Tokens

OF_PLACES = frozenset({"ns", "nr", "nz", "nt", "nrt"})
SUFFIX_LOOK = 6
"""No ending of a place's name is longer."""


@dataclass(frozen=True)
class Patterns:
    """The compiled patterns of house details and place names."""

    chain: re.Pattern[str]
    element: re.Pattern[str]
    strong: re.Pattern[str]
    measured: re.Pattern[str]
    dashed: re.Pattern[str]
    place: re.Pattern[str]
    home: re.Pattern[str]
    home_here: re.Pattern[str]
    anchor: re.Pattern[str]
    division: re.Pattern[str]
    not_division: re.Pattern[str]
    group: re.Pattern[str]


def found(text: str, tokens: Tokens) -> Iterator[Found]:
    """Every house detail in a folded text, with the way to it."""
    known = _patterns()
    for detail in known.chain.finditer(text):
        if not _is_detail(detail[0], text, detail.start(), known):
            continue
        is_group = known.group.fullmatch(detail[0])
        start = detail.start() if is_group else _way_to(text, detail.start(), tokens, known)
        yield Found(start, detail.end(), "address")
    for detail in known.dashed.finditer(text):
        if known.home.search(text, max(0, detail.start() - SUFFIX_LOOK), detail.start()):
            yield Found(_way_to(text, detail.start(), tokens, known), detail.end(), "address")


def _is_detail(detail: str, text: str, start: int, known: Patterns) -> bool:
    """A strong element says so by itself; weak ones need company or a place before them."""
    if known.strong.search(detail):
        return True
    follows_place = known.place.search(text, max(0, start - SUFFIX_LOOK), start) is not None
    if len(known.element.findall(detail)) > 1:
        return follows_place or (known.anchor.search(detail) is not None and bool(re.search("[0-9]", detail)))
    return follows_place and not known.measured.fullmatch(detail)


def _way_to(text: str, start: int, tokens: Tokens, known: Patterns) -> int:
    """Where the place that a detail belongs to begins: back to a division, a verb, a mark, or far enough."""
    ends_in_place = known.place.search(text, max(0, start - SUFFIX_LOOK), start) is not None
    reached, number = start, tokens.at(start - 1) if start else -1
    while number >= 0 and start - tokens.starts[number] <= _farthest():
        word, kind = tokens.words[number][: reached - tokens.starts[number]], tokens.kinds[number]
        before_home = ends_in_place and known.home_here.match(text, reached) is not None
        if word.isspace() and word != "\n" and reached == start:
            pass
        elif _ends_the_way(word, kind, known, before_home=before_home) or not (ends_in_place or kind in OF_PLACES):
            break
        reached = tokens.starts[number]
        number -= 1
    return reached


def _ends_the_way(word: str, kind: str, known: Patterns, *, before_home: bool) -> bool:
    if word in _stop_words():
        return True
    if known.division.search(word) and not known.not_division.search(word):
        return True
    return kind in _stop_kinds() and not (before_home and kind in ("v", "a", "d", "l", "i", "t"))


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(lexicon.rules()["address"]["stop_words"])


@cache
def _stop_kinds() -> frozenset[str]:
    return frozenset(lexicon.rules()["address"]["stop_tags"])


@cache
def _farthest() -> int:
    return int(lexicon.rules()["address"]["farthest"])


@cache
def _patterns() -> Patterns:
    rule = lexicon.rules()["address"]
    number, strong, weak = rule["number"], rule["strong"], rule["weak"]
    element = rf"{number}\s?(?:{strong}|{weak})"
    place = f"(?:{rule['home']}|{rule['road']}|{rule['village']})"
    return Patterns(
        chain=re.compile(rf"{rule['not_after']}(?:{element})(?:{rule['gap']}(?:{element}))*{rule['tail']}"),
        element=re.compile(element),
        strong=re.compile(rf"{number}\s?{strong}"),
        measured=re.compile(rule["measured"]),
        dashed=re.compile(rule["dashed"]),
        place=re.compile(rf"{place}\s?$"),
        home=re.compile(rf"{rule['home']}\s?$"),
        home_here=re.compile(rule["home"]),
        anchor=re.compile(rule["anchor"]),
        division=re.compile(rf"[\u4e00-\u9fff]{rule['division']}$|^{rule['division']}$"),
        not_division=re.compile(rf"{rule['not_division']}$"),
        group=re.compile(rule["village_group"]),
    )
