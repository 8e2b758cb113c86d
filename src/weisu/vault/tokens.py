"""A folded text cut into words with their kinds, by rjieba; each word knows where it stands."""

from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

import rjieba


class Tokens(NamedTuple):
    """Words, their kinds (ICTCLAS letters: nr person, ns place, v verb …) and where they start."""

    words: list[str]
    kinds: list[str]
    starts: list[int]

    def at(self, place: int) -> int:
        """The number of the word that a character belongs to."""
        return bisect_right(self.starts, place) - 1

    def end(self, number: int) -> int:
        """Where a word ends."""
        return self.starts[number] + len(self.words[number])


def cut(text: str) -> Tokens:
    """The words of a folded text."""
    tagged = rjieba.tag(text)
    words = [word for word, _kind in tagged]
    return Tokens(words, [kind for _word, kind in tagged], list(accumulate(map(len, words), initial=0))[:-1])


def is_in_dictionary(word: str) -> bool:
    """Whether rjieba knows a word, or made it out for its shape."""
    return rjieba.has_word(word)
