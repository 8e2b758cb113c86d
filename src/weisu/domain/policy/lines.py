"""Where in a TOML text each key stands: `tomllib` reads values but forgets lines, and a rule must name its line.

Reads texts that `tomllib` has already accepted, so it only has to find headers and keys, and to step over strings
and brackets that run over several lines.
"""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]
LineMap = Mapping[Path, int]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=""")
_PART = re.compile(r'"([^"]*)"|\'([^\']*)\'|([A-Za-z0-9_-]+)')
_QUOTES = ('"""', "'''", '"', "'")


def line_map(text: str) -> LineMap:
    """The 1-based line of every table and key, by path; elements of an array of tables are numbered from 0."""
    found: dict[Path, int] = {}
    sizes: dict[Path, int] = {}
    table: Path = ()
    state = _Open()
    for number, line in enumerate(text.splitlines(), start=1):
        if state.is_closed:
            header = _HEADER.match(line)
            if header:
                table = _enter(_parts(header[2]), header[1] == "[[", sizes)
                found[table] = number
                continue
            key = _KEY.match(line)
            if key:
                found.setdefault((*table, *_parts(key[1])), number)
                line = line[key.end() :]
        state.read(line)
    return found


def _enter(parts: Path, is_array: bool, sizes: dict[Path, int]) -> Path:
    """The path of a header, each array of tables on the way followed by the number of its newest element."""
    path: Path = ()
    for depth, part in enumerate(parts):
        path = (*path, part)
        if is_array and depth == len(parts) - 1:
            sizes[path] = sizes.get(path, 0) + 1
        if path in sizes:
            path = (*path, sizes[path] - 1)
    return path


def _parts(dotted: str) -> Path:
    return tuple(part[1] or part[2] or part[3] or "" for part in _PART.finditer(dotted))


class _Open:
    """What is still open at the end of a line: brackets, or a multi-line string."""

    def __init__(self) -> None:
        self.depth = 0
        self.quote = ""

    @property
    def is_closed(self) -> bool:
        return not self.depth and not self.quote

    def read(self, line: str) -> None:
        position = 0
        while position < len(line):
            position = self._inside(line, position) if self.quote else self._outside(line, position)
        if self.quote in ('"', "'"):
            self.quote = ""

    def _inside(self, line: str, position: int) -> int:
        if line[position] == "\\" and self.quote.startswith('"'):
            return position + 2
        if line.startswith(self.quote, position):
            position += len(self.quote)
            self.quote = ""
            return position
        return position + 1

    def _outside(self, line: str, position: int) -> int:
        for quote in _QUOTES:
            if line.startswith(quote, position):
                self.quote = quote
                return position + len(quote)
        if line[position] == "#":
            return len(line)
        self.depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(line[position], 0)
        return position + 1
