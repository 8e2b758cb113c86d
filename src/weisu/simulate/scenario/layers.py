"""One text of a scenario with its lines, so that whatever is wrong can be shown where it stands."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any, get_type_hints

from weisu.domain.policy.lines import LineMap, line_map
from weisu.simulate.scenario.errors import BadScenario

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Layer:
    """A parsed text and the line of each of its keys."""

    file: str
    values: dict[str, Any]
    lines: LineMap

    def line(self, *place: str | int) -> int:
        """The line of a key, or of the nearest table that holds it."""
        while place and place not in self.lines and (*place, 0) not in self.lines:
            place = place[:-1]
        return self.lines.get(place) or self.lines.get((*place, 0), 1)

    def require_shape(self, table: str, *, is_list: bool) -> None:
        """Raises: BadScenario for a table where many are expected, or many, or a mere value, where one is."""
        value = self.values[table]
        many = isinstance(value, list) and all(isinstance(row, dict) for row in value)
        if not (many if is_list else isinstance(value, dict)):
            wanted = f"[[{table}]]" if is_list else f"[{table}]"
            raise self.wrong((table,), f"{table} stands here as something else than a table; write {wanted}")

    def wrong(self, place: Place, sentence: str) -> BadScenario:
        """The refusal of one key."""
        line = self.line(*place)
        where = {"file": self.file, "line": line, "text": sentence}
        return BadScenario(
            f"{self.file}:{line}: {sentence}.", instead=["correct the line and run it again"], problems=[where]
        )

    def unknown(self, place: Place, word: str, known: list[str]) -> BadScenario:
        """The refusal of a word nobody knows, with the one that was probably meant."""
        near = get_close_matches(word, known, 1)
        meant = f"write {near[0]!r}" if near else f"write one of {', '.join(sorted(known))}"
        return self.wrong(place, f"{word!r} is not known; {meant}")


def parse(file: str, text: str) -> Layer:
    """Read one text.

    Raises: BadScenario with the line TOML stumbled over.
    """
    try:
        return Layer(file, tomllib.loads(text), line_map(text))
    except tomllib.TOMLDecodeError as error:
        said, _, at = str(error).partition(" (at line ")
        line = int(at.partition(",")[0]) if at else text.count("\n") + 1
        raise Layer(file, {}, {(): line}).wrong((), f"{said}; see https://toml.io for how TOML is written") from error


def shipped(name: str) -> Layer:
    """A text that comes with weisu."""
    return parse(f"{name}.toml", files("weisu.simulate").joinpath("scenarios", f"{name}.toml").read_text("utf-8"))


def from_path(path: Path) -> Layer:
    """A text of one's own."""
    try:
        return parse(str(path), path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Layer(str(path), {}, {(): line}).wrong((), "this line is not UTF-8; save the file as UTF-8") from error


def rows(layer: Layer, table: str, kind: type[Any]) -> Iterator[tuple[int, Any]]:
    """Each `[[table]]` of the text with its number. Raises: BadScenario."""
    for number, row in enumerate(layer.values.get(table, [])):
        yield number, built(kind, row, layer, (table, number))


def built(kind: type[Any], row: dict[str, Any], layer: Layer, place: Place) -> Any:
    """The dataclass `kind` from a table: every field is there, of its type, and none that it does not have.

    Raises: BadScenario.
    """
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    known = {one.name: one for one in fields(kind)}
    for word in row:
        if word not in known:
            raise layer.unknown((*place, word), word, list(known))
    values = {}
    for name, value in row.items():
        values[name] = _typed(hints[name], value, layer, (*place, name))
    try:
        return kind(**values)
    except TypeError as error:
        missing = str(error).rpartition(": ")[2]
        raise layer.wrong(place, f"this table lacks {missing}; add it") from error


def _typed(hint: Any, value: Any, layer: Layer, place: Place) -> Any:
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        if not isfinite(value):
            raise layer.wrong(place, f"{place[-1]} must be a finite number, not {value}")
        if value < 0:
            raise layer.wrong(place, f"{place[-1]} may not be negative, as {value} is")
        return float(value)
    plain = getattr(hint, "__origin__", hint)
    if plain is tuple and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(plain, type) and type(value) is plain:
        return value
    words = {str: "a text in quotes", float: "a number", int: "a whole number", bool: "true or false"}
    raise layer.wrong(place, f"{place[-1]} must be {words.get(plain, 'a list of texts')}, not {value!r}")
