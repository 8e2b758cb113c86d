"""One spelling for matching: simplified characters, half-width digits and letters, no invisible marks.

Folding never changes where a character stands, except that invisible marks are left out; then `offsets` says where
each character stood, so that the original is masked and not the folded text.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

import opencc

INVISIBLE = re.compile(
    "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
SURROGATE = re.compile("[\ud800-\udfff\x00]")
DOTS = "\u2022\u2024\u2027\u2219\u22c5\u30fb\uff65\u00b7"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u30fc"


class Folded(NamedTuple):
    """A text for matching; `offsets` is None when every character stands where it stood."""

    text: str
    offsets: list[int] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text stands in the original."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """The text for matching."""
    offsets = None
    if INVISIBLE.search(text):
        offsets = [place for place, character in enumerate(text) if not INVISIBLE.match(character)]
        text = INVISIBLE.sub("", text)
    plain = _odd().sub(lambda found: _spellings().get(found[0], found[0]), SURROGATE.sub("\ufffd", text))
    return Folded(_simplified(plain), offsets)


def _simplified(text: str) -> str:
    """Simplified characters, each where the traditional one stood (Taiwan's variants known: 裡, 著)."""
    converted = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_one(character) for character in text)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")


@cache
def _one(character: str) -> str:
    converted = _converter().convert(character)
    return converted if len(converted) == 1 else character


@cache
def _spellings() -> dict[str, str]:
    """Every other spelling of a digit, a Latin letter, a dash, a middle dot or a space."""
    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0) not in ",;!?:()"}
    for code in range(0x80, 0x1FC00):
        character = chr(code)
        digit = unicodedata.digit(character, None)
        if digit is not None:
            table[character] = str(digit)
        elif unicodedata.category(character) == "Zs":
            table[character] = " "
        elif 0x1D400 <= code < 0x1D800 or 0x24B6 <= code <= 0x24E9:
            table[character] = unicodedata.normalize("NFKC", character)[:1]
    return table | dict.fromkeys(DOTS, "\u00b7") | dict.fromkeys(DASHES, "-")


@cache
def _odd() -> re.Pattern[str]:
    """Characters with another spelling; beyond the first plane a range, since a long class there is slow to match."""
    near = "".join(re.escape(character) for character in sorted(_spellings()) if character < "\U00010000")
    return re.compile(f"[{near}\U00010000-\U0001fbff]")
