"""Which files make up the lake: the names of parts, and the watermark that says which of them count."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from weisu.lake.errors import LakeBroken

LAYOUT = 1
"""The version of the layout; a reader refuses one it does not know."""

PART_NAME = re.compile(r"part-(\d{12,})-(\d{12,})\.parquet")
UNFINISHED = ".unfinished"


class Watermark(NamedTuple):
    """How far the lake reaches: events 1 to `last_seq` without a gap, `events` of them, in `files` parts.

    `head` is the hash of the last event, so that two lakes of one length can be told apart at a glance.
    """

    last_seq: int = 0
    events: int = 0
    files: int = 0
    head: str = ""
    layout: int = LAYOUT


class Part(NamedTuple):
    """One file of events: those of `first`..`last` that occurred in `month` (UTC)."""

    first: int
    last: int
    month: str
    path: Path


def part_path(root: Path, month: str, first: int, last: int) -> Path:
    """Where a part lies."""
    return root / "events" / f"month={month}" / f"part-{first:012}-{last:012}.parquet"


def watermark(root: Path) -> Watermark:
    """How far this lake reaches; an empty watermark where nothing was ever exported.

    Raises: LakeBroken for a file that is no watermark, or a layout of another version.
    """
    path = root / "watermark.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Watermark()
    except ValueError as error:
        raise LakeBroken(f"{path} is not JSON ({error}); export into a new directory.") from error
    if not isinstance(found, dict) or found.keys() != set(Watermark._fields):
        raise LakeBroken(f"{path} must hold {', '.join(Watermark._fields)}; export into a new directory.")
    if found["layout"] != LAYOUT:
        raise LakeBroken(f"{path} is of layout {found['layout']}, this weisu reads layout {LAYOUT}.")
    return Watermark(**found)


def write_watermark(root: Path, mark: Watermark) -> None:
    """Say how far the lake reaches now: the last act of a batch."""
    text = json.dumps(mark._asdict(), sort_keys=True) + "\n"
    replace(root / "watermark.json", lambda path: path.write_text(text, encoding="utf-8"))


def parts(root: Path) -> list[Part]:
    """Every part that counts, by the events it was cut from and its month.

    Raises: LakeBroken when files are missing or too many, or one reaches across the watermark.
    """
    mark = watermark(root)
    found = sorted(part for part in all_parts(root) if part.first <= mark.last_seq)
    across = [part for part in found if part.last > mark.last_seq]
    if across:
        raise LakeBroken(f"{across[0].path} reaches past the watermark ({mark.last_seq}); one of them was replaced.")
    if len(found) != mark.files:
        raise LakeBroken(f"{root} has {len(found)} parts up to its watermark, which counts {mark.files}.")
    return found


def all_parts(root: Path) -> Iterator[Part]:
    """Every finished part, also those beyond the watermark, in no order."""
    for path in (root / "events").glob("month=*/part-*.parquet"):
        name = PART_NAME.fullmatch(path.name)
        if name:
            yield Part(int(name[1]), int(name[2]), path.parent.name.removeprefix("month="), path)


def replace(path: Path, write) -> None:
    """Let `write` make a file beside `path`, then put it in its place at once, safe against a power cut.

    The name it has until then is matched neither by `*.parquet` nor by engines that skip hidden files.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    write(unfinished)
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
