"""Reading a scenario: the usual settings, the list of matters, the city's own text, and a family over all of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from weisu.domain.vocabulary import Kind
from weisu.simulate.scenario import layers, places, priors
from weisu.simulate.scenario.errors import BadScenario
from weisu.simulate.scenario.layers import Layer
from weisu.simulate.scenario.priors import Prior
from weisu.simulate.scenario.settings import KINDS, TABLES
from weisu.simulate.scenario.shape import LIVES, Cheat, Matter, Scenario
from weisu.simulate.speech import grammar as speech

FAMILIES = ("A", "B", "C")
"""The plain world; the same with other mechanisms; a world in which nothing is planted."""

BESIDE = ("settings", "matters", "words")
CITY = {"title": str, "region": str, "hub": str, "start": date, "packs": list}
MAY = {"dialect": str, "grammar": list}
"""What a city need not say: the dialect its people speak, and files of its own over the grammar of speech."""

TEXTS = ("words", "staff")
HUB_ROLES = ("agent", "team_lead", "dispatcher", "oversight_officer", "quality_inspector", "coordinator")
SHARES = "shares"
"""The table that says for single matters only what part of all problems they are."""

LISTS = ("region", "grow", "unit", "office", "matter", "cheat")


def shipped() -> list[str]:
    """The names of the scenarios that come with weisu."""
    found = files("weisu.simulate").joinpath("scenarios").iterdir()
    return sorted(
        one.name.removesuffix(".toml")
        for one in found
        if one.name.endswith(".toml") and one.name.removesuffix(".toml") not in BESIDE
    )


def read(name: str, *, family: str = "A", packs: Sequence[str] = ()) -> Scenario:
    """A shipped scenario by its name, or one's own by its path (`./my-city.toml`), in one of the families.

    `packs` are the names of those that there are; without any, none is looked up.

    Raises: BadScenario, naming file, line and fix.
    """
    if family not in FAMILIES:
        raise BadScenario(f"There is no family {family!r}.", instead=list(FAMILIES))
    texts = [layers.shipped(beside) for beside in BESIDE]
    texts += [_text(name), layers.shipped(f"families/{family.lower()}")]
    found = _scenario(Path(name).stem, family, texts)
    for pack in found.packs if packs else ():
        if pack not in packs:
            raise texts[len(BESIDE)].unknown(("city", "packs"), pack, list(packs))
    return found


def _text(name: str) -> Layer:
    if name.endswith(".toml"):
        path = Path(name)
        if not path.is_file():
            raise BadScenario(f"There is no file {name}.", instead=["name a file that exists", *shipped()])
        return layers.from_path(path)
    if name not in shipped():
        raise BadScenario(f"There is no scenario {name!r}.", instead=[*shipped(), "or a path ending in .toml"])
    return layers.shipped(name)


def _scenario(name: str, family: str, texts: list[Layer]) -> Scenario:
    for layer in texts:
        for table in layer.values:
            if table not in {"city", SHARES, *TEXTS, *LISTS, *TABLES}:
                raise layer.unknown((table,), table, ["city", SHARES, *TEXTS, *LISTS, *TABLES])
            layer.require_shape(table, is_list=table in LISTS)
    own = texts[len(BESIDE)]
    city = _city(own)
    regions = places.regions(own)
    units = places.units(own, regions.things)
    places.check_city(own, city, regions.things, units.things)
    matters = tuple(_matters(texts, _spoken_of(own, city)))
    places.check_duties(own, units, matters)
    return Scenario(
        name=name,
        family=family,
        regions=regions.things,
        units=units.things,
        matters=matters,
        cheats=tuple(_cheats(texts, {unit.id for unit in units.things})),
        words=_texts(texts, "words", None),
        staff=_texts(texts, "staff", HUB_ROLES),
        settings=_settings(texts),
        **city,
    )


def _city(layer: Layer) -> dict[str, Any]:
    found: dict[str, Any] = layer.values.get("city", {})
    for word, value in found.items():
        kind = {**CITY, **MAY}.get(word)
        if kind is None:
            raise layer.unknown(("city", word), word, [*CITY, *MAY])
        if type(value) is not kind:
            raise layer.wrong(("city", word), f"{word} must be a {kind.__name__}, not {value!r}")
    missing = [word for word in CITY if word not in found]
    if missing:
        raise layer.wrong(("city",), f"[city] lacks {', '.join(missing)}; add it")
    if not all(isinstance(pack, str) for pack in found["packs"]):
        raise layer.wrong(("city", "packs"), f"packs must be a list of texts in quotes, not {found['packs']!r}")
    beside = Path(layer.file).parent
    files_of_own = tuple(str((beside / name).resolve()) for name in found.get("grammar", []))
    return {"dialect": "", **found, "packs": tuple(found["packs"]), "grammar": files_of_own}


def _spoken_of(layer: Layer, city: Mapping[str, Any]) -> list[str]:
    """The matters people of this city can speak of."""
    for name in city["grammar"]:
        if not Path(name).is_file():
            raise layer.wrong(("city", "grammar"), f"there is no file {name}; a name is taken from this file's folder")
    grammar = speech.of(city["grammar"])
    if city["dialect"] and city["dialect"] not in grammar.dialects:
        raise layer.unknown(("city", "dialect"), city["dialect"], list(grammar.dialects))
    return list(grammar.usual.matters)


def _matters(texts: list[Layer], spoken_of: list[str]) -> Iterator[Matter]:
    found: dict[str, Matter] = {}
    for layer in texts:
        for number, matter in layers.rows(layer, "matter", Matter):
            place = ("matter", number)
            places.require(layer, (*place, "life"), matter.life, set(LIVES), "life of a problem")
            places.require(layer, (*place, "kind"), matter.kind, set(Kind), "kind of request")
            if matter.key not in spoken_of:
                raise layer.wrong(
                    (*place, "key"), f"nobody can speak of {matter.key!r}; add [matters.{matter.key}] to a grammar file"
                )
            found[matter.key] = matter
        _share(layer, found)
    if sum(matter.share for matter in found.values()) <= 0:
        raise texts[-1].wrong(("matter",), "no matter has a share above zero; nothing would ever happen")
    return iter(found.values())


def _share(layer: Layer, found: dict[str, Matter]) -> None:
    """What a text says of the shares of matters that stand elsewhere."""
    for key, value in layer.values.get(SHARES, {}).items():
        if key not in found:
            raise layer.unknown((SHARES, key), key, list(found))
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise layer.wrong((SHARES, key), f"{key} must be a number from 0 on, not {value!r}")
        found[key] = replace(found[key], share=float(value))


def _cheats(texts: list[Layer], units: set[str]) -> Iterator[Cheat]:
    for layer in texts:
        for number, cheat in layers.rows(layer, "cheat", Cheat):
            if cheat.kind not in KINDS:
                raise layer.unknown(("cheat", number, "kind"), cheat.kind, list(KINDS))
            if cheat.unit not in units:
                raise layer.unknown(("cheat", number, "unit"), cheat.unit, sorted(units))
            places.check_cheat(layer, number, cheat)
            yield cheat


def _texts(texts: list[Layer], table: str, known: tuple[str, ...] | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for layer in texts:
        for word, value in layer.values.get(table, {}).items():
            if known is not None and word not in known:
                raise layer.unknown((table, word), word, list(known))
            if known is None and layer is not texts[BESIDE.index("words")] and word not in found:
                raise layer.unknown((table, word), word, list(found))
            if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
                raise layer.wrong((table, word), f"{word} must be a list of texts in quotes, not {value!r}")
            _require_holes(layer, (table, word), value, found.get(word))
            found[word] = tuple(value)
    return found


def _require_holes(layer: Layer, place: layers.Place, texts: list[str], usual: tuple[str, ...] | None) -> None:
    """What a sentence leaves open is filled in as in the usual ones; anything else would be left open for ever."""
    known = None if usual is None else {hole for text in usual for hole in _holes(text)}
    for text in texts:
        strange = set() if known is None else _holes(text) - known
        if strange:
            may = (
                f"write no braces but {', '.join(f'{{{one}}}' for one in sorted(known or ()))}"
                if known
                else "take it out"
            )
            raise layer.wrong(place, f"nobody fills in {{{min(strange)}}}; {may}")


def _holes(text: str) -> set[str]:
    return set(re.findall(r"{(.*?)}", text))


def _settings(texts: list[Layer]) -> dict[str, dict[str, Prior]]:
    found: dict[str, dict[str, Prior]] = {table: {} for table in TABLES}
    for layer in texts:
        for table, kind in TABLES.items():
            known = {one.name: one.metadata for one in fields(kind)}
            for word, value in layer.values.get(table, {}).items():
                if word not in known:
                    raise layer.unknown((table, word), word, list(known))
                found[table][word] = _prior(layer, (table, word), value, known[word])
    for table, kind in TABLES.items():
        missing = [one.name for one in fields(kind) if one.name not in found[table]]
        if missing:
            raise texts[0].wrong((table,), f"[{table}] lacks {', '.join(missing)}; add it")
    return found


def _prior(layer: Layer, place: layers.Place, value: object, bounds: Mapping[str, Any]) -> Prior:
    try:
        return priors.parse(value, least=bounds["least"], most=bounds["most"])
    except ValueError as error:
        raise layer.wrong(place, f"{place[-1]}: {error}") from error
