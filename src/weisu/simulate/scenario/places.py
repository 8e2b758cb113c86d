"""Regions and units of a city, each with the place it was written at, and whether they fit together."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from weisu.domain.vocabulary import Level, UnitKind
from weisu.simulate.scenario.growing import Grow, Office, grown, offices
from weisu.simulate.scenario.layers import Layer, Place, rows
from weisu.simulate.scenario.shape import Cheat, Matter, Region, Unit

COUNTRY = "CN"
"""The parent of what has no region of the scenario above it."""


class Written(NamedTuple):
    """Regions or units, and where each of them stands in the text."""

    places: tuple[Place, ...]
    things: tuple[Any, ...]

    def __iter__(self) -> Iterator[Any]:
        """Place and thing together."""
        return iter(zip(self.places, self.things, strict=True))


def regions(layer: Layer) -> Written:
    """Every region, written or grown. Raises: BadScenario."""
    found: list[tuple[Place, Region]] = [(("region", n), one) for n, one in rows(layer, "region", Region)]
    for place, region in found:
        require(layer, (*place, "level"), region.level, set(Level), "level")
    for number, grow in rows(layer, "grow", Grow):
        there = [region for _, region in found]
        if grow.level not in set(Level) or not any(region.level == grow.under for region in there):
            raise layer.wrong(("grow", number), f"no region of the level {grow.under!r} stands before this one")
        found += [(("grow", number), region) for region in grown(grow, there)]
    _once(layer, [(place, region.code) for place, region in found], "code", "regions")
    codes = {region.code for _, region in found}
    for place, region in found:
        require(layer, (*place, "parent"), region.parent, codes | {COUNTRY}, "region")
    return _written(found)


def units(layer: Layer, there: Sequence[Region]) -> Written:
    """Every unit, written or one of an office. Raises: BadScenario."""
    found: list[tuple[Place, Unit]] = [(("unit", n), one) for n, one in rows(layer, "unit", Unit)]
    for number, office in rows(layer, "office", Office):
        found += [(("office", number), unit) for unit in offices(office, there)]
    _once(layer, [(place, unit.id) for place, unit in found], "id", "units")
    ids, codes = {unit.id for _, unit in found}, {region.code for region in there}
    for place, unit in found:
        require(layer, (*place, "region"), unit.region, codes, "region")
        require(layer, (*place, "kind"), unit.kind, set(UnitKind), "kind of unit")
        require(layer, (*place, "level"), unit.level, set(Level), "level")
        require(layer, (*place, "parent"), unit.parent, ids | {""}, "unit")
    return _written(found)


def check_city(layer: Layer, city: Mapping[str, Any], there: Sequence[Region], at: Sequence[Unit]) -> None:
    """The city is among its regions, its hotline among its units, and somebody lives there. Raises: BadScenario."""
    if city["region"] not in {region.code for region in there}:
        raise layer.wrong(("city", "region"), f"region {city['region']!r} is not among the regions; add a [[region]]")
    if city["hub"] not in {unit.id for unit in at}:
        raise layer.wrong(("city", "hub"), f"hub {city['hub']!r} is not among the units; add a [[unit]]")
    if not any(region.communities for region in there):
        raise layer.wrong(("region",), "nobody lives anywhere; give a township residents and communities")


def check_duties(layer: Layer, at: Written, matters: Sequence[Matter]) -> None:
    """Every matter of a unit is one of the scenario or its ancestor, unless nothing is like it. Raises: BadScenario."""
    known = {".".join(parts[:n]) for m in matters if (parts := m.category.split(".")) for n in range(1, len(parts) + 1)}
    for place, unit in at:
        for code in unit.matters:
            if code not in known and get_close_matches(code, known, 1, cutoff=0.8):
                raise layer.unknown((*place, "matters"), code, sorted(known))


def check_cheat(layer: Layer, number: int, cheat: Cheat) -> None:
    """A dial lies between 0 and 1, and ends after it begins. Raises: BadScenario."""
    if cheat.strength > 1.0:
        raise layer.wrong(("cheat", number, "strength"), f"strength must lie between 0 and 1, not {cheat.strength:g}")
    if cheat.until_month <= cheat.from_month:
        months = f"until_month must lie after from_month, and {cheat.until_month:g} is not after {cheat.from_month:g}"
        raise layer.wrong(("cheat", number, "until_month"), months)


def require(layer: Layer, place: Place, word: str, known: set[Any], what: str) -> None:
    """Raises: BadScenario for a word that is none of those known."""
    if word not in known:
        near = get_close_matches(word, [str(one) for one in known], 1)
        some = ", ".join(sorted(filter(None, known))[:8]) or "those you add"
        meant = f"write {near[0]!r}" if near else f"write one of {some}"
        raise layer.wrong(place, f"{word!r} is no {what} of this city; {meant}")


def _once(layer: Layer, named: Sequence[tuple[Place, str]], key: str, what: str) -> None:
    seen: dict[str, Place] = {}
    for place, name in named:
        if name in seen:
            first = layer.line(*seen[name])
            raise layer.wrong(
                (*place, key), f"two {what} have the {key} {name!r}, the first in line {first}; rename one"
            )
        seen[name] = place


def _written(found: Sequence[tuple[Place, Any]]) -> Written:
    return Written(tuple(place for place, _ in found), tuple(thing for _, thing in found))
