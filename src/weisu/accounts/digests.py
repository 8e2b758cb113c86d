"""Digests and seals made with the installation's signing key: useless to whoever has the database alone."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac

from weisu.accounts.errors import SignInRefused


def of_name(name: str) -> str:
    """Of a sign-in name as typed."""
    return _keyed("name", name.strip().casefold())


def of_address(address: str) -> str:
    """Of a network address."""
    return _keyed("address", address)


def of_code(code: str) -> str:
    """Of a recovery code; spaces, hyphens and case do not matter."""
    return _keyed("recovery-code", "".join(letter for letter in code.upper() if letter.isalnum()))


def of_secret(secret: str) -> str:
    """Of a key's secret, which has 256 random bits: a plain digest is enough, and survives a new signing key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in a time that says nothing."""
    return secrets.compare_digest(one, other)


def seal(secret: bytes) -> str:
    """Encrypt what must be read again."""
    return _box().encrypt(secret).decode("ascii")


def unseal(sealed: str) -> bytes:
    """Read it again.

    Raises: SignInRefused when the signing key is another one than then.
    """
    try:
        return _box().decrypt(sealed.encode("ascii"))
    except InvalidToken as wrong:
        raise SignInRefused("The second step was set up under another signing key; have it reset.") from wrong


def _keyed(use: str, value: str) -> str:
    return salted_hmac(f"weisu.accounts.{use}", value, algorithm="sha256").hexdigest()


def _box() -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"weisu.accounts.totp")
    return Fernet(base64.urlsafe_b64encode(made.derive(settings.SECRET_KEY.encode())))
