"""One text of a scenario with its lines, so that whatever is wrong can be shown where it stands."""

import tomllib
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from importlib.resources import files
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
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

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
        raise BadScenario(f"{file}: {error}; see https://toml.io for how TOML is written.") from error


def shipped(name: str) -> Layer:
    """A text that comes with weisu."""
    return parse(f"{name}.toml", files("weisu.simulate").joinpath("scenarios", f"{name}.toml").read_text("utf-8"))


def from_path(path: Path) -> Layer:
    """A text of one's own."""
    return parse(str(path), path.read_text(encoding="utf-8"))


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
