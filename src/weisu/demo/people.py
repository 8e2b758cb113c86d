"""Invented requesters: names, numbers and doors of nobody, the same in every build."""

from datetime import datetime
from uuid import UUID

from weisu.demo.reading import Names
from weisu.domain.context import Principal
from weisu.vault.services import enrol

COUNT = 60
FIRM = 7
"""Which of them is the firm."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def enrol_all(names: Names, *, by: Principal, now: datetime) -> list[UUID]:
    """Everybody into the vault; the log will know their pseudonyms only."""
    found = []
    for number in range(COUNT):
        firm = number == FIRM
        details = {"name": names.firm if firm else name_of(number, names), "telephone": phone(number)}
        kind = "organisation" if firm else "individual"
        found.append(enrol(details, kind=kind, with_secret=number == 0, by=by, now=now).requester_id)
    return found


def name_of(number: int, names: Names) -> str:
    """A surname and a given name; the first of them is the woman everybody calls auntie Wang."""
    return names.surnames[number % len(names.surnames)] + names.given[(number + 1) % len(names.given)]


def phone(number: int) -> str:
    """A mobile number of a range that is given to nobody."""
    return f"1990000{number:04d}"


def id_card(number: int) -> str:
    """An identity number with a right check digit and a region that does not exist (GB 11643)."""
    body = f"99010119800101{number:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]


def door(number: int) -> str:
    """Building, staircase and flat."""
    return f"{number % 9 + 1}-{number % 3 + 1}-{number % 12 + 1}01"
