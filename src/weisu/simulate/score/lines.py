"""Where in a JSON text something stands: looked for only once something is wrong."""

import json
from json import decoder, scanner
from typing import Any

from weisu.simulate.score.errors import BadClaims

Place = tuple[str, int]


class Spelled:
    """A text of claims, and refusals that name its lines."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text

    def named(self, place: Place) -> str:
        """How a refusal calls one claim."""
        return f"{self.file}: {place[0]}[{place[1]}]"

    def wrong(self, what: str, fix: str, place: Place | None = None, at: str = "") -> BadClaims:
        """The refusal of one claim, of one key of it, or of a key of the whole."""
        line = self._line(place, at)
        claim = f"{place[0]}[{place[1]}]: " if place else ""
        return BadClaims(f"{self.file}:{line}: {claim}{what}.", instead=[fix], line=line)

    def _line(self, place: Place | None, at: str) -> int:
        start, end = self._span(place) if place else (0, len(self.text))
        found = self.text.find(json.dumps(at, ensure_ascii=False), start, end) if at else start
        return self.text.count("\n", 0, max(found, start)) + 1

    def _span(self, place: Place) -> tuple[int, int]:
        """Where a claim begins and ends; that of its list when it is no object."""
        row = Locating().decode(self.text)[place[0]][place[1]]
        return (row.start, row.end) if isinstance(row, Placed) else (self.text.find(f'"{place[0]}"'), len(self.text))


class Placed(dict[str, Any]):
    """An object that knows where in the text it stands."""

    start = end = 0


class Locating(json.JSONDecoder):
    """Decodes as `json` does, in Python alone and slowly, and keeps the place of every object."""

    def __init__(self) -> None:
        super().__init__()
        self.parse_object = self._object
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _object(self, text_and_start: tuple[str, int], *rest: Any) -> tuple[Placed, int]:
        found, end = decoder.JSONObject(text_and_start, *rest)  # type: ignore[attr-defined]
        placed = Placed(found)
        placed.start, placed.end = text_and_start[1] - 1, end
        return placed, end
