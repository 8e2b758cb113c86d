"""The words of a formula: numbers with their units, names, signs; what cannot be read is told with its place."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from weisu.domain.formula_units import NUMBER, WRITTEN, Unit
from weisu.domain.spelling import nearest

MOST, LEAST, DEEPEST = 1e9, 1e-9, 20
_WORD = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?)|([^\W\d]\w*)|([-+*/(),%]))")


class Word(NamedTuple):
    """One word: its kind (number, name or the sign itself), its text, and the column where it stands, from 1."""

    kind: str
    text: str
    column: int


class Reader:
    """The words in order, with the next one in `now` and the column of the last one taken in `at`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 1
        self._words = self._read()
        self._next = 0
        self._depth = 0

    @property
    def now(self) -> Word | None:
        """The word that comes next; None at the end."""
        return self._words[self._next] if self._next < len(self._words) else None

    def take(self, *signs: str) -> str:
        """The next word if it is one of these signs, else nothing."""
        if self.now is None or self.now.kind not in signs:
            return ""
        self._depth += {"(": 1, ")": -1}.get(self.now.kind, 0)
        if self._depth > DEEPEST:
            raise self.wrong(f"brackets stand more than {DEEPEST} deep")
        return self._taken().text

    def need(self, sign: str) -> None:
        """Take a sign that must stand here.

        Raises: ValueError.
        """
        if not self.take(sign):
            raise self.wrong(f"{sign!r} is missing here")

    def name(self) -> str:
        """Take the name of an indicator or a function.

        Raises: ValueError.
        """
        if self.now is None or self.now.kind != "name":
            raise self.wrong("an indicator, a function or a number is missing here")
        return self._taken().text

    def number(self) -> tuple[float, Unit, str] | None:
        """Take a number and the unit behind it; None when none stands here.

        Raises: ValueError for one too large or too small to be meant.
        """
        if self.now is None or self.now.kind != "number":
            return None
        text = self._taken().text
        if float(text) and not LEAST <= float(text) <= MOST:
            raise self.wrong(f"{text} lies beyond {LEAST:g} to {MOST:g}", self.at)
        if self.now is None or self.now.text not in WRITTEN:
            return float(text), NUMBER, text
        word = self._taken().text
        scale, unit = WRITTEN[word]
        return float(Fraction(text) * scale), unit, f"{text}%" if word == "%" else f"{text} {word}"

    def wrong(self, text: str, column: int = 0) -> ValueError:
        """The refusal, with its place; where the next word stands unless told."""
        here = column or (self.now.column if self.now else len(self.text) + 1)
        return ValueError(f"{text} (column {here} of {self.text!r}).")

    def unknown(self, name: str, known: Iterable[str], column: int) -> ValueError:
        """The refusal of a name, with the nearest known one."""
        names = sorted(known)
        return self.wrong(f"unknown name {name!r}{nearest(name, names)}; known: {', '.join(names)}", column)

    def _taken(self) -> Word:
        word = self._words[self._next]
        self._next += 1
        self.at = word.column
        return word

    def _read(self) -> list[Word]:
        words, position = [], 0
        while self.text[position:].strip():
            found = _WORD.match(self.text, position)
            if found is None:
                self._words, self._next = [], 0
                raise self.wrong(f"{self.text[position:].strip()[0]!r} has no meaning in a formula", position + 1)
            number, name, sign = found.groups()
            kind = "number" if number else "name" if name else sign
            words.append(Word(kind, found[0].strip(), found.end() - len(found[0].strip()) + 1))
            position = found.end()
        return words
