"""Names of units, regions and categories in a source, and what they are called here.

What the organisation knows by that very name is used. Anything else is met for the first time and gets an id that
follows from the source's own code and spelling, so that a second run meets the same one; it waits to be reviewed. Two
spellings stay two until a person has accepted that they are one.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from weisu.domain.context import UnitFacts
from weisu.domain.vocabulary import Level
from weisu.intake.folding import folded
from weisu.intake.mapping import Mapping as ImportMapping

UNIT, REGION, CATEGORY = "unit", "region", "category"
LONGEST_CATEGORY = 64
UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class Name(NamedTuple):
    """One spelling a source uses, and the id it stands for here; `parent` and `level` are a region's."""

    kind: str
    key: str
    name: str
    code: str
    target: str
    is_known: bool
    parent: str = ""
    level: str = ""


class Known(NamedTuple):
    """What is known before a run: active units and regions by folded name, categories by folded path of names."""

    units: Mapping[str, str]
    regions: Mapping[tuple[str, str], str]
    categories: Mapping[str, str]
    facts: Mapping[str, UnitFacts]


@dataclass
class Directory:
    """Finds ids for names; `fresh` are the names met since it was last emptied, to be written with their batch."""

    mapping: ImportMapping
    region_code: str
    known: Known
    seen: dict[tuple[str, str], Name] = field(default_factory=dict)
    fresh: list[Name] = field(default_factory=list)
    facts: dict[str, UnitFacts] = field(default_factory=dict)
    asked: dict[object, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts.update(self.known.facts)
        for name in self.seen.values():
            self._remember_facts(name)

    def unit(self, name: str, code: str = "") -> str:
        """The id of a handling unit."""
        asked = (UNIT, name, code)
        return self.asked.get(asked) or self._answer(asked, self._unit(name, code))

    def region(self, names: Sequence[str], codes: Sequence[str], levels: Sequence[str]) -> str:
        """The code of the lowest region that a path of names, from above to below, speaks of."""
        asked = (REGION, *names, *codes)
        return self.asked.get(asked) or self._answer(asked, self._lowest(names, codes, levels))

    def category(self, names: Sequence[str], codes: Sequence[str]) -> str:
        """The code of the category that a path of names, from wide to narrow, speaks of; empty for none."""
        asked = (CATEGORY, *names, *codes)
        return self.asked.get(asked) or self._answer(asked, self._category(names, codes))

    def drain(self) -> list[Name]:
        """The names met since last asked, once."""
        fresh, self.fresh = self.fresh, []
        return fresh

    def _answer(self, question: object, answer: str) -> str:
        self.asked[question] = answer
        return answer

    def _unit(self, name: str, code: str) -> str:
        key = f"{code}|{folded(name)}"
        found = self.seen.get((UNIT, key))
        if found is None:
            target = self.known.units.get(folded(name), "")
            suffix = f"{_safe(code)}-{_digest(folded(name), 6)}" if code else _digest(folded(name), 12)
            found = self._met(Name(UNIT, key, name, code, target or f"{self.mapping.id}.{suffix}"[:64], bool(target)))
        return found.target

    def _lowest(self, names: Sequence[str], codes: Sequence[str], levels: Sequence[str]) -> str:
        here = self.region_code
        for place, name in enumerate(names):
            code = codes[place] if place < len(codes) else ""
            if name or code:
                level = levels[place] if place < len(levels) else self.mapping.region_level
                here = self._region(name or code, code, level, here)
        return here

    def _category(self, names: Sequence[str], codes: Sequence[str]) -> str:
        path = [name or code for name, code in _paired(names, codes) if name or code]
        if not path:
            return ""
        spelled, code = " > ".join(path), ".".join(_safe(code) for code in codes if code)
        key = f"{code}|{folded(spelled)}"
        found = self.seen.get((CATEGORY, key))
        if found is None:
            target = self.known.categories.get(folded(spelled), "")
            own = code or ".".join(_digest(folded(name), 6) for name in path)
            whole = f"{self.mapping.id}.{own}"
            if len(whole) > LONGEST_CATEGORY:
                whole = f"{self.mapping.id}.{_digest(own, 12)}"
            found = self._met(Name(CATEGORY, key, spelled, code, target or whole, bool(target)))
        return found.target

    def _region(self, name: str, code: str, level: str, parent: str) -> str:
        key = f"{parent}|{code}|{folded(name)}"
        found = self.seen.get((REGION, key))
        if found is None:
            target = self.known.regions.get((parent, folded(name)), "")
            new = f"{self.mapping.id[:16]}.{_digest(key, 10)}"
            found = self._met(Name(REGION, key, name, code, target or new, bool(target), parent, level))
        return found.target

    def _met(self, name: Name) -> Name:
        self.seen[name.kind, name.key] = name
        self.fresh.append(name)
        self._remember_facts(name)
        return name

    def _remember_facts(self, name: Name) -> None:
        if name.kind == UNIT and name.target not in self.facts:
            mapping = self.mapping
            self.facts[name.target] = UnitFacts(
                name.target, mapping.unit_kind, Level(mapping.unit_level).value, self.region_code
            )


def _paired(names: Sequence[str], codes: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, codes[place] if place < len(codes) else "") for place, name in enumerate(names)]


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _safe(code: str) -> str:
    return UNSAFE.sub("-", code)[:20]
