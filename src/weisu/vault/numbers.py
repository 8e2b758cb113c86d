"""Telephone, identity and mail numbers in one spelling each, so that two spellings find one person."""

import re
import unicodedata

from weisu.vault import lexicon

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
MOBILE = re.compile(r"1[3-9]\d{9}")


def telephone(typed: str, *, area_code: str = "") -> str:
    """Digits only, without country code or extension; a short local number gets the area code when one is given.

    Empty when nothing of a number is left.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    has_plus = plain.startswith("+")
    digits = re.sub(r"\D", "", lexicon.pattern("spelling", "extension", re.IGNORECASE).sub("", plain))
    if digits.startswith("0086"):
        digits = digits[4:]
    elif has_plus and digits.startswith("86") or len(digits) == 13 and MOBILE.fullmatch(digits[2:]):
        digits = digits[2:]
    else:
        return _national(digits, area_code)
    return digits if MOBILE.fullmatch(digits) or digits.startswith("0") else "0" + digits


def identity_number(typed: str) -> str:
    """The 18 characters of a resident identity number; 15 old digits become 18 (GB 11643-1999).

    Empty when it has neither 15 nor 18 characters.
    """
    plain = re.sub(r"[^0-9X]", "", unicodedata.normalize("NFKC", typed).upper())
    if len(plain) == 15 and plain.isdigit():
        plain = plain[:6] + "19" + plain[6:]
        return plain + check_digit(plain)
    return plain if re.fullmatch(r"\d{17}[\dX]", plain) else ""


def check_digit(first_17: str) -> str:
    """The eighteenth character that the other seventeen call for (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(first_17, WEIGHTS, strict=True)) % 11]


def mail(typed: str) -> str:
    """An e-mail address without spaces and in lower case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).lower()


def passes_luhn(digits: str) -> bool:
    """Whether a bank card's last digit fits the others (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def _national(digits: str, area_code: str) -> str:
    if digits.startswith("0") and MOBILE.fullmatch(digits[1:]):
        return digits[1:]
    if area_code and len(digits) in (7, 8):
        return area_code + digits
    return digits
