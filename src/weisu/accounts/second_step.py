"""Codes of a telephone (TOTP, RFC 6238), recovery codes, and the picture an authenticator reads."""

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

import segno
from django.conf import settings
from django_otp.oath import TOTP

from weisu.domain.vocabulary import Role

SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
TOLERANCE = 1
"""Steps of 30 seconds that a telephone may be early or late."""


def required(roles: Iterable[Role]) -> bool:
    """Whether somebody in one of these roles must have a second step."""
    return bool({role.value for role in roles} & set(settings.SECOND_STEP_ROLES))


def new_secret() -> bytes:
    """A secret as long as the standard asks."""
    return secrets.token_bytes(SECRET_BYTES)


def matching_step(secret: bytes, code: str, *, now: datetime, after: int) -> int | None:
    """The time step this code belongs to; None for a wrong code, or one of a step already used."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 6):
        return None
    totp = TOTP(secret)
    totp.time = now.timestamp()
    if not totp.verify(int(digits), tolerance=TOLERANCE, min_t=after + 1):
        return None
    return int(totp.t())


def spelled(secret: bytes) -> str:
    """The secret as people type it."""
    text = base64.b32encode(secret).decode("ascii").rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(secret: bytes, name: str, *, issuer: str) -> str:
    """What the picture says."""
    key = base64.b32encode(secret).decode("ascii").rstrip("=")
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?secret={key}&issuer={quote(issuer)}"


def picture(text: str) -> str:
    """A QR code as SVG of attributes only: our pages allow no inline style and ask no other address."""
    return segno.make(text, error="m").svg_inline(scale=4, border=4, light="#fff", svgclass="qr", lineclass=None)


def new_recovery_code() -> str:
    """Eighty random bits in four groups."""
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode("ascii")
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
