"""Units of formulas: what a number counts, so that points are never added to per cents."""

from collections.abc import Mapping
from fractions import Fraction

from weisu.domain.spelling import nearest

Unit = tuple[tuple[str, int], ...]
"""Base units and their powers, sorted: points per share is (("points", 1), ("share", -1))."""

NUMBER: Unit = ()
POINTS: Unit = (("points", 1),)
SHARE: Unit = (("share", 1),)

DECLARED: Mapping[str, Unit] = {
    "number": NUMBER,
    "points": POINTS,
    "share": SHARE,
    "seconds": (("seconds", 1),),
    "tickets": (("tickets", 1),),
}
"""What an indicator may be declared as; a share lies between 0 and 1."""

WRITTEN: Mapping[str, tuple[Fraction, Unit]] = {
    "%": (Fraction(1, 100), SHARE),
    **dict.fromkeys(("point", "points"), (Fraction(1), POINTS)),
    **dict.fromkeys(("ticket", "tickets"), (Fraction(1), DECLARED["tickets"])),
    **dict.fromkeys(("minute", "minutes"), (Fraction(60), DECLARED["seconds"])),
    **dict.fromkeys(("hour", "hours"), (Fraction(3_600), DECLARED["seconds"])),
    **dict.fromkeys(("day", "days"), (Fraction(86_400), DECLARED["seconds"])),
}
"""What may stand behind a number, and how much of which unit it is."""


def named(unit: str) -> Unit:
    """The unit an indicator is declared as.

    Raises: ValueError, with the nearest known one.
    """
    if unit not in DECLARED:
        raise ValueError(f"unknown unit {unit!r}{nearest(unit, DECLARED)}; known: {', '.join(DECLARED)}")
    return DECLARED[unit]


def times(one: Unit, two: Unit) -> Unit:
    """The unit of a product."""
    powers = dict(one)
    for base, exponent in two:
        powers[base] = powers.get(base, 0) + exponent
    return tuple(sorted((base, exponent) for base, exponent in powers.items() if exponent))


def power(unit: Unit, exponent: int) -> Unit:
    """A unit raised to a power other than 0."""
    return tuple((base, one * exponent) for base, one in unit)


def said(unit: Unit) -> str:
    """The unit in words, as in `points per share`."""
    above = [base for base, exponent in unit for _ in range(exponent)]
    below = [base for base, exponent in unit for _ in range(-exponent)]
    words = " × ".join(above) or ("1" if below else "a plain number")
    return f"{words} per {' × '.join(below)}" if below else words
