"""What somebody probably meant by a word that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean '…'?)` for a word that is nearly a known one; empty when none comes near."""
    found = get_close_matches(word, [str(one) for one in known], n=1)
    return f" (did you mean {found[0]!r}?)" if found else ""
