"""Numbers as a browser sends them; whatever is none counts for nothing."""

from collections.abc import Iterable


def whole(typed: str) -> int:
    """The number, or 0."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


def numbers(typed: Iterable[str]) -> list[int]:
    """The numbers among these."""
    return [number for one in typed if (number := whole(one))]
