"""One invented person whose name, numbers and address must be found nowhere outside the vault.

`find_canary` looks through files and databases byte by byte, in every spelling that bytes can have.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connection

from weisu.vault.numbers import check_digit

NAME = "柳青檀"
TELEPHONE = "13907650918"
ID_NUMBER = "61250119870315243" + check_digit("61250119870315243")
HOUSE = "翠竹园小区6号楼3单元402室"
ADDRESS = f"柳荫路18号{HOUSE}"
CANARY = (NAME, TELEPHONE, ID_NUMBER, ADDRESS)
DETAILS = {"name": NAME, "telephone": TELEPHONE, "id_number": ID_NUMBER, "address": ADDRESS}
STORY = f"我叫{NAME}，电话{TELEPHONE}，身份证{ID_NUMBER}，住{ADDRESS}，楼道灯坏了。"
"""What the canary types at every step that takes words."""

SEARCHED = (*CANARY, HOUSE)


def find_canary(paths: Iterable[Path] = (), *, leave_out: Iterable[str] = ()) -> list[str]:
    """Where the canary was found: files under the paths, and every column of every table of the current database.

    `leave_out` names tables that need not be searched; with none given even the vault is searched, since what it
    holds is encrypted or redacted.
    """
    return [*_in_files(paths), *_in_tables(frozenset(leave_out))]


def _in_files(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file():
                content = file.read_bytes()
                yield from (f"{file}: {word}" for word in SEARCHED if _holds(content, word))


def _in_tables(leave_out: frozenset[str]) -> Iterator[str]:
    for table in connection.introspection.table_names():
        if table in leave_out:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                for name, value in zip(names, row, strict=True):
                    yield from (f"{table}.{name}: {word}" for word in SEARCHED if _holds(_bytes(value), word))


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode("utf-8", "replace")


def _holds(content: bytes, word: str) -> bool:
    escaped = word.encode("unicode_escape")
    spellings = {word.encode(), word.encode("gb18030"), word.encode("utf-16-le"), escaped, escaped.upper()}
    return any(spelling in content for spelling in spellings)
