"""Ticket numbers people can read out: the day, a running number of that day, a check digit.

`20260105` `000001` `6`: the check digit is ISO/IEC 7064 MOD 11,10 (GB/T 17710-2008), which finds every single wrong
digit and nearly every swap of neighbours.
"""

from datetime import date
from functools import lru_cache

DIGITS = 6
FIRST = 10
"""The product before any digit."""

NEXT = [[((product + digit) % 10 or 10) * 2 % 11 for digit in range(10)] for product in range(11)]
"""The product after one more digit."""


def number_of(day: date, place: int) -> str:
    """The number of the `place`-th ticket of a day; past 999,999 it grows by a digit."""
    body, product = _of_day(day)
    running = f"{place:0{DIGITS}}"
    return f"{body}{running}{_digit(_after(product, running))}"


def check_digit(body: str) -> str:
    """The digit that makes the whole number valid (ISO/IEC 7064 MOD 11,10)."""
    return _digit(_after(FIRST, body))


@lru_cache(maxsize=64)
def _of_day(day: date) -> tuple[str, int]:
    """How the numbers of a day begin, and the product after that."""
    body = f"{day:%Y%m%d}"
    return body, _after(FIRST, body)


def _after(product: int, digits: str) -> int:
    for digit in digits:
        product = NEXT[product][int(digit)]
    return product


def _digit(product: int) -> str:
    return str((11 - product) % 10)
