"""How productions are written: `{a|b}` chooses, `{name}` stands for a rule or a slot, `{2..9}` counts.

Braces nest, an alternative may be empty, and a name may be one. What is written twice is twice as likely.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import lcm
from typing import NamedTuple, TypeAlias, Union

NAME = re.compile(r"[a-z_]+")
COUNT = re.compile(r"(\d+)\.\.(\d+)")
MARKS = re.compile(r"[{}|]")

Production: TypeAlias = tuple[Union[str, int, "Choice"], ...]
"""Said one after the other: words, the number of a slot, or one of several productions."""
Choice: TypeAlias = tuple[Production, ...]


WRITTEN_OUT = 256
"""Up to so many ways of saying something are listed before anybody speaks, instead of being chosen part by part."""


class Named(NamedTuple):
    """A name in braces, before anybody has asked what it stands for."""

    name: str


Raw: TypeAlias = tuple[Union[str, Named, "RawChoice"], ...]
RawChoice: TypeAlias = tuple[Raw, ...]


def parse(text: str) -> Raw:
    """Read one production. Raises: ValueError saying which brace is wrong."""
    reader = _Reader(text)
    alternatives = reader.alternatives()
    if reader.at < len(text) or len(alternatives) > 1:
        mark = text[reader.at] if reader.at < len(text) else "|"
        raise ValueError(f"{mark!r} stands outside braces in {text!r}; put the choice in braces")
    return alternatives[0]


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def alternatives(self) -> list[Raw]:
        """Sequences parted by bars, up to the brace that ends them."""
        found = [self.sequence()]
        while self.text[self.at : self.at + 1] == "|":
            self.at += 1
            found.append(self.sequence())
        return found

    def sequence(self) -> Raw:
        parts: list[str | Named | RawChoice] = []
        while self.at < len(self.text) and self.text[self.at] not in "|}":
            parts.append(self.braces() if self.text[self.at] == "{" else self.words())
        return tuple(parts)

    def words(self) -> str:
        mark = MARKS.search(self.text, self.at)
        start, self.at = self.at, mark.start() if mark else len(self.text)
        return self.text[start : self.at]

    def braces(self) -> Named | RawChoice:
        start = self.at
        self.at += 1
        found = self.alternatives()
        if self.text[self.at : self.at + 1] != "}":
            raise ValueError(f"the brace at {self.text[start : start + 8]!r} is never closed")
        self.at += 1
        return _meant([tuple(map(_name, sequence)) if len(sequence) == 1 else sequence for sequence in found])


def _name(part: str | Named | RawChoice) -> str | Named | RawChoice:
    """A name that stands alone between braces or bars is meant as a name."""
    return Named(part) if isinstance(part, str) and NAME.fullmatch(part) else part


def _meant(found: list[Raw]) -> Named | RawChoice:
    """What a pair of braces means. Raises: ValueError."""
    if len(found) > 1:
        return tuple(found)
    only = found[0][0] if len(found[0]) == 1 else ""
    if isinstance(only, Named):
        return only
    count = COUNT.fullmatch(only) if isinstance(only, str) else None
    if count is None:
        raise ValueError("braces hold a choice {a|b}, a name {rule} or a count {2..9}; one pair holds none of them")
    return tuple((str(number),) for number in range(int(count[1]), int(count[2]) + 1))


def names(raw: RawChoice) -> Iterator[str]:
    """Every name a choice asks for."""
    for part in chain.from_iterable(raw):
        if isinstance(part, Named):
            yield part.name
        elif not isinstance(part, str):
            yield from names(part)


class Linker:
    """Gives every name its meaning: the number of a slot, or the rule of that name, each linked once."""

    def __init__(self, rules: Mapping[str, RawChoice], slots: Iterable[str]) -> None:
        self.rules = rules
        self.slots = {name: number for number, name in enumerate(slots)}
        self._linked: dict[str, Choice | None] = {}

    def choice(self, raw: RawChoice) -> Choice:
        """Raises: RecursionError with the name of a rule that needs itself."""
        return _written_out(tuple(tuple(_joined(self._part(part) for part in sequence)) for sequence in raw))

    def rule(self, name: str) -> Choice:
        """A rule by its name; raises as `choice` does."""
        if name not in self._linked:
            self._linked[name] = None
            self._linked[name] = self.choice(self.rules[name])
        found = self._linked[name]
        if found is None:
            raise RecursionError(name)
        return found

    def _part(self, part: str | Named | RawChoice) -> str | int | Choice:
        if isinstance(part, Named):
            return self.slots[part.name] if part.name in self.slots else self.rule(part.name)
        return part if isinstance(part, str) else self.choice(part)


def _written_out(choice: Choice) -> Choice:
    """The same choice with what can be said in few ways written out, each way as likely as before."""
    shorter = tuple(_shorter(production) for production in choice)
    ways = [_ways(production) for production in shorter]
    if not all(ways):
        return shorter
    most = lcm(*map(len, ways))
    if most * len(ways) > WRITTEN_OUT:
        return shorter
    return tuple((way,) for said in ways for way in said for _ in range(most // len(said)))


def _shorter(production: Production) -> Production:
    """Neighbours that can be said in few ways together, as one part."""
    parts: list[str | int | Choice] = []
    for part in production:
        before = _ways((parts[-1],)) if parts else ()
        both = [first + then for first in before for then in _ways((part,))]
        if 0 < len(both) <= WRITTEN_OUT:
            parts[-1] = both[0] if len(both) == 1 else tuple((way,) for way in both)
        else:
            parts.append(part)
    return tuple(parts)


def _ways(production: Production) -> Sequence[str]:
    """Everything a production of one part can say, each as likely; nothing where that is not a plain list."""
    if not production:
        return ("",)
    part = production[0]
    if len(production) > 1 or isinstance(part, int):
        return ()
    if isinstance(part, str):
        return (part,)
    plain = [said[0] for said in part if len(said) == 1 and isinstance(said[0], str)]
    return plain if len(plain) == len(part) else ()


def _joined(parts: Iterable[str | int | Choice]) -> Iterator[str | int | Choice]:
    """A rule of a single sentence is said in place: nothing is left to choose."""
    for part in parts:
        if isinstance(part, tuple) and len(part) == 1:
            yield from part[0]
        else:
            yield part
