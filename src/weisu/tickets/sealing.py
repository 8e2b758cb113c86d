"""Seals: signed statements, outside the database, of what the log held.

One line per range of events in `WEISU_HOME/seals/<database>/<year>.jsonl`: first and last seq, count, the hash over
the events' hashes, the hash of the seal before, signed with Ed25519 (RFC 8032). Whoever can rewrite the database still
cannot rewrite these, so a cut tail or a vanished ticket is seen. Keep copies of the files elsewhere.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection

from weisu.domain.events import canonical
from weisu.domain.instants import to_us
from weisu.tickets.reading import streamed
from weisu.vault.keys import Purpose, ring

RANGE = 10_000
"""Events under one seal, at most: the finest piece a seal can name."""


class Seal(NamedTuple):
    """One sealed range; `previous` is the SHA-256 of the line before, empty for the first."""

    first: int
    last: int
    count: int
    root: str
    previous: str
    at_us: int
    key_id: str
    signature: str = ""

    @property
    def signed_text(self) -> bytes:
        """What the signature covers: everything but itself."""
        return canonical(self._replace(signature="")._asdict()).encode()


class Line(NamedTuple):
    """A seal as it was read: its file and line, its text, None for one that cannot be read."""

    where: str
    text: str
    seal: Seal | None


def directory() -> Path:
    """Where the seals of this database lie: one home may serve two, as a demo on SQLite and one on PostgreSQL."""
    name = Path(str(connection.settings_dict["NAME"])).stem
    return Path(settings.HOME) / "seals" / f"{connection.vendor}-{name}"


def seal_new(*, now: datetime) -> list[Seal]:
    """Seal every event that is not sealed yet; returns the new seals.

    The files say how far sealing came, not the database: a crash in between seals nothing twice.
    """
    place = directory()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(place):
        path = _newest(place, now)
        _mend(place)
        lines = list(read_all())
        before = lines[-1] if lines else None
        last = before.seal.last if before and before.seal else 0
        previous = _sha256(before.text) if before else ""
        made = []
        for first, end, root in roots(last):
            seal = _signed(Seal(first, end, end - first + 1, root, previous, to_us(now), ""))
            text = canonical(seal._asdict())
            _append(path, text)
            previous = _sha256(text)
            made.append(seal)
        return made


def roots(after: int) -> Iterator[tuple[int, int, str]]:
    """`(first, last, root)` of the ranges after a seq, as the database holds them now."""
    total, first, last, count = hashlib.sha256(), 0, after, 0
    for seq, digest in streamed("SELECT seq, hash FROM ticket_event WHERE seq > %s ORDER BY seq", (after,)):
        first = first or seq
        total.update(digest.encode())
        last, count = seq, count + 1
        if count == RANGE:
            yield first, last, total.hexdigest()
            total, first, count = hashlib.sha256(), 0, 0
    if count:
        yield first, last, total.hexdigest()


def read_all() -> Iterator[Line]:
    """Every line of every seal file, in order."""
    for path in sorted(directory().glob("*.jsonl")):
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            yield Line(f"{path.name}:{number}", text, _parsed(text))


def problem(line: Line, before: Line | None) -> str:
    """What is wrong with a seal by itself and after the one before; empty when nothing is."""
    seal = line.seal
    if seal is None:
        return "cannot be read"
    if not _is_genuine(seal):
        return "is not signed with a key of this installation, or was changed"
    if seal.previous != (_sha256(before.text) if before else ""):
        return "does not follow the seal before it"
    expected = before.seal.last + 1 if before and before.seal else 1
    if seal.first != expected or seal.count != seal.last - seal.first + 1:
        return f"begins at {seal.first}; the seal before ends so that it must begin at {expected}"
    return ""


def _signed(seal: Seal) -> Seal:
    key = ring(Purpose.SEAL).current
    seal = seal._replace(key_id=key.key_id)
    signature = Ed25519PrivateKey.from_private_bytes(key.secret).sign(seal.signed_text)
    return seal._replace(signature=signature.hex())


def _is_genuine(seal: Seal) -> bool:
    keys = {key.key_id: key.secret for key in ring(Purpose.SEAL).keys}
    secret = keys.get(seal.key_id)
    if secret is None:
        return False
    try:
        Ed25519PrivateKey.from_private_bytes(secret).public_key().verify(
            bytes.fromhex(seal.signature), seal.signed_text
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _parsed(text: str) -> Seal | None:
    try:
        found: Any = json.loads(text)
        return Seal(**found)
    except (ValueError, TypeError):
        return None


def _newest(place: Path, now: datetime) -> Path:
    """The file of this year, or a later one that is there: seals follow each other even when the clock was set back."""
    return max([place / f"{now:%Y}.jsonl", *place.glob("*.jsonl")], key=lambda path: path.name)


def _append(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def _mend(place: Path) -> None:
    """Drop a last line that a crash cut short: a seal counts once its line has ended."""
    for path in place.glob("*.jsonl"):
        content = path.read_bytes()
        if content and not content.endswith(b"\n"):
            os.truncate(path, content.rfind(b"\n") + 1)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with open(place / "lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
