"""Words on their way into the store: encrypted, digested, redacted; pure but for the random source.

`prepare` turns many words into rows for `writing.write_rows`, so that a million imported tickets cost no row-at-a-time
write. The wrapped key of a row holds the data key and the digest key side by side: destroying it destroys both.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from weisu.domain.errors import BadPayload
from weisu.domain.events import TextRef
from weisu.domain.instants import EPOCH, to_us
from weisu.vault import ciphers, redaction
from weisu.vault.keys import Ring

RANDOM = 10 + 2 * ciphers.KEY + 2 * ciphers.NONCE
LONGEST = 50 * 1024 * 1024


class Words(NamedTuple):
    """What somebody wrote or attached, before it is stored.

    `known` are names and numbers to mask besides the usual; `media_type` is empty for words. `prepare` needs `author`
    and `stored_at`; `services.keep_many` fills them in.
    """

    text: str | bytes
    purpose: str
    author: str = ""
    stored_at: datetime | None = None
    ticket_id: UUID | None = None
    known: tuple[str, ...] = ()
    media_type: str = ""


class TextRow(NamedTuple):
    """One row of the text store; its fields are `TEXT_COLUMNS`."""

    text_id: UUID
    ticket_id: UUID | None
    purpose: str
    media_type: str
    author: str
    stored_at: datetime
    cipher: bytes
    wrapped_key: bytes
    key_id: str
    redacted: str | None
    erased_at: datetime | None = None
    erased_by: str = ""
    erasure_ground: str = ""


TEXT_COLUMNS = TextRow._fields


class Prepared(NamedTuple):
    """Rows to write and, in the same order, the references that events hold."""

    rows: list[TextRow]
    refs: list[TextRef]


def prepare(words: Sequence[Words], *, ring: Ring) -> Prepared:
    """Lock, digest and redact many words at once; writes nothing.

    Raises: BadPayload when a text holds half a character (a lone surrogate) or is longer than 50 MiB.
    """
    plains = [_plain(each) for each in words]
    copies = redaction.redact_many(
        [readable(each.media_type, plain, each.known) for each, plain in zip(words, plains, strict=True)]
    )
    noise = memoryview(os.urandom(RANDOM * len(words)))
    master = AESGCM(ring.current.secret)
    prepared = Prepared([], [])
    for number, (each, plain, copy) in enumerate(zip(words, plains, copies, strict=True)):
        row, ref = _locked(each, plain, copy, bytes(noise[number * RANDOM : (number + 1) * RANDOM]), master, ring)
        prepared.rows.append(row)
        prepared.refs.append(ref)
    return prepared


def readable(media_type: str, plain: bytes, known: tuple[str, ...]) -> redaction.Source | None:
    """The characters of words (no media type) or of a text file; None for pictures and the like: no redacted copy."""
    if not media_type:
        return redaction.Source(plain.decode(), known)
    if not media_type.startswith("text/"):
        return None
    return redaction.Source(decoded(plain), known)


def decoded(plain: bytes) -> str:
    """A text file's characters: UTF-8, else GB 18030; what neither knows becomes a replacement mark."""
    try:
        return plain.decode("utf-8-sig")
    except UnicodeDecodeError:
        return plain.decode("gb18030", "replace")


def keys_of(row: TextRow, *, ring: Ring) -> tuple[bytes, bytes]:
    """The data key and the digest key of a row that was not erased."""
    both = ciphers.unlock(ring.secret(row.key_id), row.wrapped_key, row.text_id.bytes)
    return both[: ciphers.KEY], both[ciphers.KEY :]


def opened(row: TextRow, *, ring: Ring) -> bytes:
    """The bytes that were stored."""
    data_key, _digest_key = keys_of(row, ring=ring)
    return ciphers.unlock(data_key, row.cipher, row.text_id.bytes)


def digest_of(row: TextRow, *, ring: Ring) -> str:
    """The digest that the event must hold."""
    data_key, digest_key = keys_of(row, ring=ring)
    return ciphers.digest(digest_key, ciphers.unlock(data_key, row.cipher, row.text_id.bytes))


def _plain(words: Words) -> bytes:
    try:
        plain = words.text.encode() if isinstance(words.text, str) else words.text
    except UnicodeEncodeError as wrong:
        raise BadPayload(
            f"The {words.purpose} holds half a character at position {wrong.start}.", instead=["type it again"]
        ) from wrong
    if len(plain) > LONGEST:
        raise BadPayload(
            f"The {words.purpose} has {len(plain)} bytes; at most {LONGEST} are kept.", instead=["split it"]
        )
    return plain


def _locked(
    words: Words, plain: bytes, copy: str | None, noise: bytes, master: AESGCM, ring: Ring
) -> tuple[TextRow, TextRef]:
    text_id = _uuid7(words.stored_at or EPOCH, noise[:10])
    keys = noise[10 : 10 + 2 * ciphers.KEY]
    nonces = noise[10 + 2 * ciphers.KEY :]
    bound_to = text_id.bytes
    data_nonce, wrap_nonce = nonces[: ciphers.NONCE], nonces[ciphers.NONCE :]
    row = TextRow(
        text_id=text_id,
        ticket_id=words.ticket_id,
        purpose=words.purpose,
        media_type=words.media_type,
        author=words.author,
        stored_at=words.stored_at or EPOCH,
        cipher=data_nonce + AESGCM(keys[: ciphers.KEY]).encrypt(data_nonce, plain, bound_to),
        wrapped_key=wrap_nonce + master.encrypt(wrap_nonce, keys, bound_to),
        key_id=ring.current.key_id,
        redacted=copy,
    )
    return row, TextRef(str(text_id), ciphers.digest(keys[ciphers.KEY :], plain))


def _uuid7(moment: datetime, noise: bytes) -> UUID:
    """A time-ordered identifier (RFC 9562 version 7): neighbours in time are neighbours on disk."""
    milliseconds = to_us(moment) // 1000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80 | int.from_bytes(noise, "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(3 << 62) | 2 << 62
    return UUID(int=value)
