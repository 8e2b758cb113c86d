"""Files that come with a command: judged by what they hold, never by their names, against the rules in force.

A file is two texts of the store, its contents and its name, so an event holds two references for it, side by side.
The kept library that tells kinds apart is `puremagic`.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import puremagic

from weisu.domain.errors import DomainError
from weisu.domain.policy import Policy

MEGABYTE = 1024 * 1024
FILE_NAME = "file_name"
OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
}
"""What an office file of each kind must hold; otherwise it is any archive, and could hide anything."""

PROGRAM = "vbaProject.bin"


class FileRefused(DomainError):
    """A file is too large, of a kind that is not taken, or one too many; the file and the limit are named."""

    code = "file_refused"
    status = 422


class Attachment(NamedTuple):
    """A file as somebody hands it in. `size` is what was sent, also where no more of it was kept."""

    name: str
    content: bytes
    size: int
    media_type: str = ""


class Limits(NamedTuple):
    """What the rules in force take: endings by kind, how many at once, how much each; without kinds, nothing."""

    types: Mapping[str, str]
    most_files: int
    most_megabytes: int

    @property
    def endings(self) -> str:
        """The kinds taken, as people know them."""
        return "、".join(sorted({ending.lstrip(".") for ending in self.types.values()}))


def limits(policy: Policy) -> Limits:
    """The rules about files in force; where a pack is older than they are, it takes nothing."""
    found = Limits(
        policy.setting("upload.types"), policy.setting("upload.most_files"), policy.setting("upload.most_megabytes")
    )
    return Limits({}, 0, 0) if None in found else found


def accepted(fields: Mapping[str, Any], policy: Policy) -> Mapping[str, Any]:
    """The fields of a command, its attachments with the kinds that their contents are.

    Raises: FileRefused naming the first that the rules do not take.
    """
    given = [item for value in fields.values() for item in attachments(value)]
    if not given:
        return fields
    allowed = limits(policy)
    if not allowed.types:
        raise FileRefused(
            "No policy in force says which files are taken, so none is.",
            instead=["write what the file shows", "let two people publish upload.types and its numbers"],
            fault="none",
        )
    if len(given) > allowed.most_files:
        raise FileRefused(
            f"{len(given)} files came at once; at most {allowed.most_files} are taken.",
            instead=["send the rest in a second step"],
            fault="count",
            most=allowed.most_files,
        )
    return {name: _judged(value, allowed) if any(attachments(value)) else value for name, value in fields.items()}


def attachments(value: object) -> Iterator[Attachment]:
    """The attachments among a field's items."""
    if isinstance(value, list | tuple) and not isinstance(value, Attachment):
        yield from (item for item in value if isinstance(item, Attachment))


def _judged(items: Sequence[Any], allowed: Limits) -> tuple[Any, ...]:
    return tuple(judged(item, allowed) if isinstance(item, Attachment) else item for item in items)


def judged(file: Attachment, allowed: Limits) -> Attachment:
    """The file with its kind.

    Raises: FileRefused when it is empty, too large, or of no kind that is taken.
    """
    if not file.size:
        raise FileRefused(f"{file.name} is empty.", instead=["choose it again"], fault="empty", name=file.name)
    if file.size > allowed.most_megabytes * MEGABYTE or file.size > len(file.content):
        raise FileRefused(
            f"{file.name} is too large: at most {allowed.most_megabytes} MB are taken.",
            instead=["make it smaller", "send it in parts"],
            fault="size",
            name=file.name,
            most=allowed.most_megabytes,
        )
    kind = kind_of(file.content, allowed.types)
    if not kind:
        raise FileRefused(
            f"{file.name} holds nothing of a kind that is taken ({allowed.endings}).",
            instead=["save it as PDF", "take a photograph of it"],
            fault="type",
            name=file.name,
            taken=allowed.endings,
        )
    return file._replace(media_type=kind)


def kind_of(content: bytes, types: Mapping[str, str]) -> str:
    """Which of these kinds the contents are; empty for none."""
    try:
        seen = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return ""
    return next((kind for kind in types if kind in seen and _is_whole(kind, content)), "")


def _is_whole(kind: str, content: bytes) -> bool:
    if kind not in OFFICE:
        return True
    try:
        names = ZipFile(BytesIO(content)).namelist()
    except (BadZipFile, ValueError, NotImplementedError):
        # Broken names and versions from the future are no office document either.
        return False
    return OFFICE[kind] in names and not any(name.endswith(PROGRAM) for name in names)


class File(NamedTuple):
    """A file of a ticket as somebody may see it; `name` is the redacted copy, None once it was destroyed."""

    text_id: str
    field: str
    name: str | None
    media_type: str


def pairs(refs: Sequence[tuple[str, str]], kinds: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """`(field, text id, name's id)` of each reference of an event; the third is empty where the text is no file.

    `kinds` are the media types of those that are files, by id.
    """
    waiting = iter(refs)
    for field, text_id in waiting:
        yield field, text_id, next(waiting, ("", ""))[1] if text_id in kinds else ""
