"""Ticket numbers people can read out: the day, a running number of that day, a check digit.

`20260105` `000001` `6`: the check digit is ISO/IEC 7064 MOD 11,10 (GB/T 17710-2008), which finds every single wrong
digit and nearly every swap of neighbours.
"""

from datetime import date

DIGITS = 6
NEXT = [[((product + digit) % 10 or 10) * 2 % 11 for digit in range(10)] for product in range(11)]
"""The product after one more digit."""


def number_of(day: date, place: int) -> str:
    """The number of the `place`-th ticket of a day; past 999,999 it grows by a digit."""
    body = f"{day:%Y%m%d}{place:0{DIGITS}}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """The digit that makes the whole number valid (ISO/IEC 7064 MOD 11,10)."""
    product = 10
    for digit in body:
        product = NEXT[product][int(digit)]
    return str((11 - product) % 10)
