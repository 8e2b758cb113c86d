"""Names and numbers that are known to belong to somebody: masked however they are spaced, spelt or written."""

import re
from collections.abc import Iterator, Sequence

from weisu.vault import lexicon, numbers
from weisu.vault.digits import Found
from weisu.vault.folding import fold

SHORTEST = 2
SHORTEST_NUMBER = 5
BETWEEN = re.compile(r"[\s\-_./·*()'~|]")


def found(text: str, known: Sequence[str]) -> Iterator[Found]:
    """Every known value in a folded text."""
    values = {value for each in known for value in _values(each)}
    if not values:
        return
    tight = _tight(text)
    values = {value for value in values if value in tight}
    if not values:
        return
    places = [place for place, character in enumerate(text) if not BETWEEN.match(character)]
    for value in values:
        at = tight.find(value)
        while at >= 0:
            yield Found(places[at], places[at + len(value) - 1] + 1, "known")
            at = tight.find(value, at + 1)


def _values(known: str) -> Iterator[str]:
    """A known value in the spelling that is searched for; a telephone also without its country code."""
    plain = _tight(fold(known).text)
    if len(plain) >= (SHORTEST_NUMBER if plain.isdigit() else SHORTEST):
        yield plain
    if plain.lstrip("+").isdigit() and len(numbers.telephone(known)) >= SHORTEST_NUMBER:
        yield numbers.telephone(known)


def _tight(text: str) -> str:
    """Without what people put between characters; digits for numerals, and one case, character for character."""
    tight = BETWEEN.sub("", text).translate(lexicon.numerals())
    lower = tight.lower()
    return lower if len(lower) == len(tight) else tight
