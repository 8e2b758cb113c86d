"""How words and details are locked: AES-256-GCM, one data key each, wrapped by a master key that rows name.

The kept library is `cryptography`. A nonce is 96 random bits and stands before its ciphertext; the additional data bind
a ciphertext to its own row, so that no row can be passed off as another.
"""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from weisu.vault.errors import KeyUnusable
from weisu.vault.keys import Ring

NONCE = 12
KEY = 32


def lock(secret: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Encrypt under one key; `bound_to` must be given again to unlock."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, plain, bound_to)


def unlock(secret: bytes, cipher: bytes, bound_to: bytes) -> bytes:
    """Decrypt. Raises KeyUnusable when key, bytes or row are not the ones it was locked with."""
    try:
        return AESGCM(secret).decrypt(cipher[:NONCE], cipher[NONCE:], bound_to)
    except (InvalidTag, ValueError) as wrong:
        raise KeyUnusable(
            "An encrypted value does not open: it was changed, moved to another row, or locked with another key.",
            instead=["run `weisu events verify`", "put the key files back from their own backup"],
        ) from wrong


def rewrap(ring: Ring, key_id: str, wrapped: bytes, bound_to: bytes) -> bytes:
    """The same wrapped key under the ring's current master."""
    return lock(ring.current.secret, unlock(ring.secret(key_id), wrapped, bound_to), bound_to)


def digest(key: bytes, plain: bytes) -> str:
    """HMAC-SHA-256 (RFC 2104) in hex: without the key it says nothing about the words, not even by guessing."""
    return hmac.digest(key, plain, "sha256").hex()
