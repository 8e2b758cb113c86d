"""The grammar of what people say, read from text: forms, rules, kinds of place, matters, dialects, slips of typing."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

from weisu.simulate.scenario import layers
from weisu.simulate.scenario.errors import BadScenario
from weisu.simulate.scenario.layers import Layer, Place
from weisu.simulate.speech.notation import Choice, Linker, RawChoice, names, parse

LENGTHS = ("short", "usual", "long")
SAYS_WHERE = ("exact", "usual", "loose")
OF_PLACE = (*SAYS_WHERE, "vague", "harm")
OF_MATTER = ("titles", "said", "more", "ask", "held_out")
TABLES = ("forms", "rules", "held_out", "places", "matters", "dialects")
SLOTS = (
    "said", "more", "ask", "title", "harm", "where", "temper", "also", "second_matter", "particle", "street",
    "community", "estate", "road",
)  # fmt: skip
"""What depends on matter, place and style, and is filled in anew for every message."""


class Matter(NamedTuple):
    """What is said about one matter; `place` is the kind of place it happens at."""

    place: str
    titles: Choice
    said: Choice
    more: Choice
    ask: Choice


class Kind(NamedTuple):
    """A kind of place: the forms and rules of messages about it, and its own phrases in `at`."""

    forms: Mapping[tuple[str, str], Choice]
    rules: Mapping[str, Choice]
    at: Mapping[str, Choice]


class Linked(NamedTuple):
    """Every choice, ready to be spoken; one with the usual productions, one with those that are held out."""

    rules: Mapping[str, Choice]
    places: Mapping[str, Kind]
    matters: Mapping[str, Matter]


class Dialect(NamedTuple):
    """Particles that end a sentence, and words said in place of others."""

    particles: Choice
    words: Mapping[str, tuple[str, ...]]
    pattern: re.Pattern[str]


class Grammar(NamedTuple):
    """A whole grammar. `slips` are the characters typed in place of one; `beside` the other matters of its place."""

    usual: Linked
    held_out: Linked
    dialects: Mapping[str, Dialect]
    slips: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, tuple[str, ...]]


def read(*own: Path) -> Grammar:
    """The grammar that comes with weisu, with a city's own files over it.

    Raises: BadScenario, naming file, line and fix.
    """
    words = files("weisu.simulate.speech").joinpath("words")
    texts = [layers.parse(one.name, one.read_text("utf-8")) for one in _texts(words)]
    return _Reading([*texts, *map(layers.from_path, own)]).grammar(_slips(words.joinpath("typos.csv")))


@lru_cache(maxsize=4)
def of(own: tuple[str, ...] = ()) -> Grammar:
    """`read`, once for the same files."""
    return read(*map(Path, own))


def shipped() -> Grammar:
    """The grammar that comes with weisu."""
    return of()


def _texts(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.is_dir():
            found += _texts(one)
        elif one.name.endswith(".toml"):
            found.append(one)
    return found


def _slips(table: Traversable) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        found[row["meant"]] = (*found.get(row["meant"], ()), row["written"])
    return found


class _Reading:
    """Parsed productions by where they stand, the later text before the earlier."""

    def __init__(self, texts: list[Layer]) -> None:
        self.tables: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
        self.stands: dict[tuple[str, str], Layer] = {}
        for layer in texts:
            self._take(layer)

    def grammar(self, slips: Mapping[str, tuple[str, ...]]) -> Grammar:
        usual, held_out = self._linked(held_out=False), self._linked(held_out=True)
        kinds: dict[str, list[str]] = {}
        for key, matter in usual.matters.items():
            kinds.setdefault(matter.place, []).append(key)
        beside = {key: tuple(k for k in kinds[m.place] if k != key) for key, m in usual.matters.items()}
        dialects = {name: self._dialect(name, entry) for name, entry in self.tables["dialects"].items()}
        return Grammar(usual, held_out, dialects, slips, beside)

    def _take(self, layer: Layer) -> None:
        for table, entries in layer.values.items():
            if table not in TABLES:
                raise layer.unknown((table,), table, list(TABLES))
            for name, entry in entries.items():
                self.stands[table, name] = layer
                self.tables[table][name] = self._entry(layer, table, name, entry)

    def _entry(self, layer: Layer, table: str, name: str, entry: Any) -> Any:
        place: Place = (table, name)
        if table in ("rules", "held_out"):
            return _raw(layer, place, entry)
        if table == "dialects":
            return entry
        if table == "places":
            own = entry.get("rules", {})
            entry = {"rules": {}, **entry}
            _same(layer, place, entry, ("rules", *OF_PLACE))
            ruled = {name: _raw(layer, (*place, "rules", name), said) for name, said in own.items()}
            return {"rules": ruled, **{word: _raw(layer, (*place, word), entry[word]) for word in OF_PLACE}}
        _same(layer, place, entry, LENGTHS if table == "forms" else ("place", *OF_MATTER))
        return {word: said if word == "place" else _raw(layer, (*place, word), said) for word, said in entry.items()}

    def _linked(self, *, held_out: bool) -> Linked:
        rules: dict[str, RawChoice] = self.tables["rules"] | (self.tables["held_out"] if held_out else {})
        self._check_names({*rules, *SLOTS})
        try:
            usual = Linker(rules, SLOTS)
            return Linked(
                rules={name: usual.rule(name) for name in rules},
                places={kind: self._kind(rules, entry) for kind, entry in self.tables["places"].items()},
                matters={key: self._matter(usual, key, held_out=held_out) for key in self.tables["matters"]},
            )
        except RecursionError as error:
            raise self._circle(error.args[0]) from error

    def _kind(self, rules: Mapping[str, RawChoice], entry: Mapping[str, Any]) -> Kind:
        linker = Linker({**rules, **entry["rules"]}, SLOTS)
        forms = {
            (form, length): linker.choice(raw)
            for form, lengths in self.tables["forms"].items()
            for length, raw in lengths.items()
        }
        ruled = {name: linker.rule(name) for name in linker.rules}
        return Kind(forms, ruled, {word: linker.choice(entry[word]) for word in OF_PLACE})

    def _circle(self, name: str) -> BadScenario:
        stands = [place for place in self.stands if place[1] == name and place[0] in ("rules", "held_out")]
        place = stands[-1] if stands else next(iter(self.stands))
        return self.stands[place].wrong(place, f"the rule {name!r} needs itself; break the circle")

    def _matter(self, linker: Linker, key: str, *, held_out: bool) -> Matter:
        entry = self.tables["matters"][key]
        if entry["place"] not in self.tables["places"]:
            layer = self.stands["matters", key]
            raise layer.unknown(("matters", key, "place"), entry["place"], list(self.tables["places"]))
        linked = {word: linker.choice(entry[word]) for word in OF_MATTER}
        said = linked.pop("held_out")
        return Matter(place=entry["place"], **(linked | {"said": said} if held_out else linked))

    def _check_names(self, known: set[str]) -> None:
        """Raises: BadScenario where a production asks for a rule nobody wrote."""
        for place, raw in self._choices():
            for asked in names(raw):
                if asked not in known:
                    raise self.stands[place[0], place[1]].unknown(place, asked, sorted(known))

    def _choices(self) -> Iterator[tuple[tuple[str, ...], RawChoice]]:
        """Every choice, with where it stands."""
        for table, name in self.stands:
            entry = self.tables[table][name]
            if table in ("rules", "held_out"):
                yield (table, name), entry
            elif table != "dialects":
                yield from (((table, name, word), raw) for word, raw in entry.items() if word not in ("place", "rules"))
                yield from (((table, name, "rules", word), raw) for word, raw in entry.get("rules", {}).items())

    def _dialect(self, name: str, entry: Mapping[str, Any]) -> Dialect:
        layer = self.stands["dialects", name]
        _same(layer, ("dialects", name), entry, ("particles", "words"))
        words = {meant: tuple(said) for meant, said in entry["words"].items()}
        longest = sorted(words, key=len, reverse=True)
        particles = tuple((one,) for one in ("", *entry["particles"]))
        return Dialect(particles, words, re.compile("|".join(map(re.escape, longest))))


def _same(layer: Layer, place: Place, entry: Any, wanted: Iterable[str]) -> None:
    """Raises: BadScenario unless the table holds exactly these words."""
    for word in entry:
        if word not in wanted:
            raise layer.unknown((*place, word), word, list(wanted))
    missing = [word for word in wanted if word not in entry]
    if missing:
        raise layer.wrong(place, f"[{'.'.join(map(str, place))}] lacks {', '.join(missing)}; add it")


def _raw(layer: Layer, place: Place, entry: Any) -> RawChoice:
    if not isinstance(entry, list) or not entry or not all(isinstance(text, str) for text in entry):
        raise layer.wrong(place, f"{place[-1]} must be a list of sentences, not {entry!r}")
    try:
        return tuple(parse(text) for text in entry)
    except ValueError as error:
        raise layer.wrong(place, f"{place[-1]}: {error}") from error
