"""CSV files: which encoding, which separator, and rows of which one bad line spoils only itself."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import NamedTuple

from weisu.intake.errors import UnreadableFile
from weisu.intake.reading.table import Row, Table, column_names

BLOCK = 1 << 20
SEPARATORS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars", "，": "full-width commas"}
LONGEST_FIELD = 50 * 1024 * 1024
SURELY_UTF8 = 20
"""So many characters beyond ASCII that decode as UTF-8 are no accident: text in GB 18030 hardly ever gives one."""


class Encoding(NamedTuple):
    """How to open the file, and what to call that."""

    codec: str
    name: str


UTF8, GB18030 = Encoding("utf-8-sig", "UTF-8"), Encoding("gb18030", "GB 18030")
MARKED = {codecs.BOM_UTF16_LE: Encoding("utf-16", "UTF-16"), codecs.BOM_UTF16_BE: Encoding("utf-16", "UTF-16")}


def open_csv(path: Path) -> Table:
    """A text file as a table; the first line that is not empty names the columns.

    Raises: UnreadableFile when it is no text, is damaged, or holds no line.
    """
    encoding = encoding_of(path)
    csv.field_size_limit(LONGEST_FIELD)
    lines = _Lines(_lines(path, encoding))
    header = next((line for line in lines if line.strip()), "")
    if not header:
        raise UnreadableFile(f"{path} holds nothing but empty lines.", instead=["export it again"])
    first_line = lines.number
    separator = separator_of(header)
    # A header may run over several lines inside quotation marks, so the reader gets it back.
    lines.back(header)
    records = csv.reader(lines, delimiter=separator, strict=True)
    try:
        columns = column_names(next(records), path=path, line=first_line)
    except csv.Error as wrong:
        raise UnreadableFile(
            f"{path}, line {first_line}: the names of the columns cannot be read ({wrong}).",
            instead=["mend the quotation marks of the first line"],
        ) from wrong
    form = f"{encoding.name}, separated by {SEPARATORS[separator]}"
    return Table(path, form, columns, _rows(records, lines, len(columns)), first_line)


def encoding_of(path: Path) -> Encoding:
    """UTF-8 if every byte agrees, else GB 18030 (of which GBK and GB 2312 are parts), by reading the whole file once.

    Raises: UnreadableFile when it is no text at all, or is UTF-8 with damaged bytes, naming the line.
    """
    with path.open("rb") as file:
        start = file.read(2)
    if start in MARKED:
        return MARKED[start]
    damage = _first_damage(path, "utf-8")
    if damage is None:
        return UTF8
    if damage.read >= SURELY_UTF8:
        raise UnreadableFile(
            f"{path} is UTF-8, but line {damage.line} holds bytes that are not.",
            instead=["mend that line", "export the file again"],
        )
    worse = _first_damage(path, "gb18030")
    if worse is not None:
        raise UnreadableFile(
            f"{path} is text neither in UTF-8 (to line {damage.line}) nor in GB 18030 (to line {worse.line}).",
            instead=["save it as UTF-8 and import it again"],
        )
    return GB18030


def separator_of(header: str) -> str:
    """The separator that the first line has most of, outside quotation marks; a comma when it has none."""
    bare = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=lambda mark: (bare.count(mark), mark == ","))


class _Damage(NamedTuple):
    line: int
    read: int


def _first_damage(path: Path, codec: str) -> _Damage | None:
    decoder = codecs.getincrementaldecoder(codec)()
    lines, read = 1, 0
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            if b"\0" in block:
                raise UnreadableFile(
                    f"{path} is no text: byte 0 stands in line {lines + block[: block.index(0)].count(10)}.",
                    instead=["give a CSV file or a workbook (xlsx)"],
                )
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as wrong:
                good = wrong.object[: wrong.start]
                text = good.decode(codec, "ignore")
                return _Damage(lines + good.count(b"\n"), read + _beyond_ascii(text))
            if not block:
                return None
            lines += block.count(b"\n")
            if read < SURELY_UTF8:
                read += _beyond_ascii(text)


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


class _Lines:
    """The lines of a file, counted, with those of the record at hand kept until the next one begins."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.number = 0
        self.kept: list[str] = []
        self.returned: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.returned.pop() if self.returned else next(self.lines)
        self.number += 1
        self.kept.append(line)
        return line

    def back(self, line: str) -> None:
        """Hand one line out again."""
        self.returned.append(line)
        self.number -= 1


def _lines(path: Path, encoding: Encoding) -> Iterator[str]:
    with path.open("rb") as file, TextIOWrapper(file, encoding=encoding.codec, newline="") as text:
        try:
            yield from text
        except UnicodeDecodeError as wrong:
            raise UnreadableFile(
                f"{path} begins as {encoding.name}, but holds bytes that are not.", instead=["save it as UTF-8"]
            ) from wrong


def _rows(records: Iterator[list[str]], lines: _Lines, width: int) -> Iterator[Row]:
    """Each record; one that cannot be read comes with its raw text in a single cell, and the next ones go on."""
    while True:
        lines.kept.clear()
        begins = lines.number + 1
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield Row(begins, ["".join(lines.kept)], f"the quotation marks cannot be read ({wrong})")
            continue
        if not any(cells):
            continue
        fault = "" if len(cells) == width else f"it has {len(cells)} fields where the first line has {width}"
        yield Row(begins, cells, fault)
