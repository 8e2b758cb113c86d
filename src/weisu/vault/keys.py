"""The four secrets of an installation: they lie outside the database and its backups, or nothing is written.

Each purpose has its own 32 bytes. They come from `WEISU_MASTER_KEY` (base64 of 32 bytes; several separated by commas
while rotating, the newest first), or from files of mode 0600 in `WEISU_KEYS_DIR` (default `WEISU_HOME/keys`).
A key is made by `create` at setup only. A missing key is refused, never replaced: a new key cannot read old rows.
"""

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from weisu.vault.errors import KeyUnusable

KEY_BYTES = 32
OTHERS_MAY = 0o077


class Purpose(StrEnum):
    """What a key is for; no key serves two purposes."""

    TEXT = "text"
    VAULT = "vault"
    INDEX = "index"
    SEAL = "seal"


@dataclass(frozen=True)
class Key:
    """One secret and the name that rows remember it by: purpose, number, fingerprint."""

    key_id: str
    secret: bytes


@dataclass(frozen=True)
class Ring:
    """Every key of one purpose, the newest first; new rows use the first, old rows name theirs."""

    purpose: Purpose
    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        """The key for new rows."""
        return self.keys[0]

    def secret(self, key_id: str) -> bytes:
        """The secret a row was written with. Raises KeyUnusable when this installation does not hold it."""
        for key in self.keys:
            if key.key_id == key_id:
                return key.secret
        raise KeyUnusable(
            f"The {self.purpose} key {key_id!r} is not here, and rows were written with it.",
            instead=["put the key file back from its own backup", "set WEISU_KEYS_DIR or WEISU_MASTER_KEY"],
        )


def directory() -> Path:
    """Where the key files lie."""
    given = os.environ.get("WEISU_KEYS_DIR")
    return Path(given) if given else Path(os.environ.get("WEISU_HOME", "var")).resolve() / "keys"


def ring(purpose: Purpose) -> Ring:
    """The keys of one purpose. Raises KeyUnusable when there is none, or others may read it."""
    return _ring(purpose, os.environ.get("WEISU_MASTER_KEY", ""), directory())


def seal_key() -> Ed25519PrivateKey:
    """The key that signs the log's seals (Ed25519, RFC 8032)."""
    return Ed25519PrivateKey.from_private_bytes(ring(Purpose.SEAL).current.secret)


def forget() -> None:
    """Drop the keys held in memory, after a rotation or a move."""
    _ring.cache_clear()


def are_files() -> bool:
    """Whether keys are files here; otherwise they come from the environment."""
    return not os.environ.get("WEISU_MASTER_KEY")


def create(*, has_rows: bool) -> list[str]:
    """Make the keys that are not there yet, at setup; returns the ids made.

    Raises: KeyUnusable when the database already holds encrypted rows (`has_rows`) and a key is missing.
    """
    if not are_files():
        return []
    absent = [purpose for purpose in Purpose if not _files(purpose, directory())]
    if absent and has_rows:
        raise _missing(absent[0], directory())
    return [add(purpose) for purpose in absent]


def add(purpose: Purpose) -> str:
    """Make one more key of a purpose, which becomes the current one; returns its id."""
    if not are_files():
        raise KeyUnusable(
            "Keys come from WEISU_MASTER_KEY here, so no key file is made.",
            instead=["put the new key first: WEISU_MASTER_KEY=NEW,OLD"],
        )
    place = directory()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = max((_number(path) for path in _files(purpose, place)), default=0) + 1
    secret = secrets.token_bytes(KEY_BYTES)
    key_id = _key_id(purpose, number, secret)
    handle = os.open(place / f"{key_id}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secret) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    forget()
    return key_id


@lru_cache(maxsize=16)
def _ring(purpose: Purpose, master: str, place: Path) -> Ring:
    if master:
        return Ring(purpose, tuple(_derived(purpose, part) for part in master.split(",")))
    files = sorted(_files(purpose, place), key=_number, reverse=True)
    if not files:
        raise _missing(purpose, place)
    return Ring(purpose, tuple(_read(path) for path in files))


def _missing(purpose: Purpose, place: Path) -> KeyUnusable:
    return KeyUnusable(
        f"There is no {purpose} key in {place}.",
        instead=[
            "put the key files back from their own backup",
            "set WEISU_KEYS_DIR or WEISU_MASTER_KEY",
            "run `weisu setup` if the database is new and empty",
        ],
    )


def _files(purpose: Purpose, place: Path) -> list[Path]:
    return list(place.glob(f"{purpose}-*.key"))


def _number(path: Path) -> int:
    return int(path.stem.split("-")[1])


def _key_id(purpose: Purpose, number: int, secret: bytes) -> str:
    return f"{purpose}-{number}-{hashlib.sha256(b'weisu key id' + secret).hexdigest()[:8]}"


def _derived(purpose: Purpose, text: str) -> Key:
    """The key of one purpose out of a master key (HKDF, RFC 5869)."""
    master = _decoded(text, "WEISU_MASTER_KEY")
    secret = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"weisu {purpose}".encode()).derive(master)
    return Key(_key_id(purpose, 0, secret), secret)


def _read(path: Path) -> Key:
    mode = path.stat().st_mode & 0o777
    if mode & OTHERS_MAY:
        raise KeyUnusable(
            f"The key file {path} has mode {mode:04o}; others may read it.",
            instead=[f"chmod 600 {path}", "rotate the key if somebody may have read it: weisu vault rotate"],
        )
    secret = _decoded(path.read_text("ascii", "replace"), str(path))
    if path.stem != _key_id(Purpose(path.stem.split("-")[0]), _number(path), secret):
        raise KeyUnusable(
            f"The key file {path} does not hold the key its name says.", instead=["put the right file back"]
        )
    return Key(path.stem, secret)


def _decoded(text: str, where: str) -> bytes:
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise KeyUnusable(
            f"{where} does not hold base64 of {KEY_BYTES} bytes.",
            instead=["make one: python3 -c 'import os,base64;print(base64.b64encode(os.urandom(32)).decode())'"],
        )
    return secret
