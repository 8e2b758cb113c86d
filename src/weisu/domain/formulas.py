"""Arithmetic over named indicators: parse, check names and units, evaluate, and say how the number came about.

    25 points - 0.5 points / 1% * (98% - satisfied)          half a point off for each percentage point below 98
    clamp(on_time - 75%, 0%, 20%) * 1 point / 1%             full marks at 95, none at 75 and below

The second of the two small languages of a policy pack. Total: nothing loops, nothing calls anything, and only a
constant other than 0 may divide. A plain number cannot be added to points nor a share to days, so a rate in per cent is
never taken for one between 0 and 1. A ratio of two indicators is an indicator of its own, with an interval of its own.
Names may be written in any script.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from weisu.domain.formula_units import NUMBER, POINTS, SHARE, Unit, named, power, said, times
from weisu.domain.formula_words import Reader

LONGEST = 400
"""Characters of a formula: what nobody can read aloud nobody can object to."""

Algebra = Mapping[str, Callable[..., Any]]
"""What each operation does to values: to floats here, to whole columns where many units are scored at once."""


@dataclass(frozen=True)
class Literal:
    """A number as written, with its unit."""

    value: float
    unit: Unit
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Indicator:
    """A named value that is given."""

    name: str
    unit: Unit

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Call:
    """An operation or a function of other terms."""

    operation: str
    terms: tuple["Node", ...]
    unit: Unit

    def __str__(self) -> str:
        if self.operation == "negative":
            return f"-{self.terms[0]}"
        if self.operation in SIGNS:
            return f"({f' {self.operation} '.join(map(str, self.terms))})"
        return f"{self.operation}({', '.join(map(str, self.terms))})"


Node = Literal | Indicator | Call


class Step(NamedTuple):
    """One operation of an evaluation: what was computed, and what came out."""

    text: str
    value: float
    unit: str


@dataclass(frozen=True)
class Formula:
    """A formula that has been checked: `unit` is what it gives, `names` are the indicators it needs."""

    text: str
    root: Node
    names: frozenset[str]

    @property
    def unit(self) -> Unit:
        """What the formula gives."""
        return self.root.unit

    def value(self, given: Mapping[str, Any], algebra: "Algebra | None" = None) -> Any:
        """The result; `given` holds every name, as floats or as whatever the algebra computes with."""
        return _value(self.root, given, SCALARS if algebra is None else algebra)

    def steps(self, given: Mapping[str, float]) -> tuple[Step, ...]:
        """Every operation in the order it is carried out."""
        return tuple(
            Step(
                str(node).removeprefix("(").removesuffix(")") if node.operation in SIGNS else str(node),
                _value(node, given, SCALARS),
                said(node.unit),
            )
            for node in _calls(self.root)
        )


def parse(text: str, indicators: Mapping[str, str], *, gives: Unit | None = POINTS) -> Formula:
    """Read a formula over indicators of these units; `gives` is the unit that must come out, None for any.

    Raises: ValueError, naming the place in the formula and what to write instead.
    """
    if len(text) > LONGEST:
        raise ValueError(f"the formula has {len(text)} characters; {LONGEST} are allowed: make two parts of it.")
    units = {name: named(unit) for name, unit in indicators.items()}
    root = _Parser(text, units).whole()
    if gives is not None and root.unit != gives:
        raise ValueError(f"{text!r} gives {said(root.unit)}; it must give {said(gives)}.")
    return Formula(text, root, frozenset(_names(root)))


def _value(node: Node, given: Mapping[str, Any], algebra: Algebra) -> Any:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Indicator):
        return given[node.name]
    return algebra[node.operation](*(_value(term, given, algebra) for term in node.terms))


def _calls(node: Node) -> Iterator[Call]:
    if isinstance(node, Call):
        for term in node.terms:
            yield from _calls(term)
        yield node


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Indicator):
        yield node.name
    for term in node.terms if isinstance(node, Call) else ():
        yield from _names(term)


def _rounded(value: float, to: float) -> float:
    """Half away from zero, as scores are rounded on paper; a billionth beneath the half counts as the half."""
    return math.copysign(math.floor(abs(value) / to + 0.5 + 1e-9) * to, value)


SCALARS: Algebra = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "negative": lambda a: -a,
    "min": min,
    "max": max,
    "clamp": lambda value, low, high: min(max(value, low), high),
    "round": _rounded,
    "step": lambda value, start, below, above: above if value >= start else below,
}
"""The operations on numbers. `step(x, from, below, above)` is `above` once x has reached `from`."""

SIGNS = frozenset("+-*/")
ARGUMENTS = {"min": (2, 9), "max": (2, 9), "clamp": (3, 3), "round": (2, 2), "step": (4, 4)}
"""Functions, with the least and the most arguments."""


class _Parser:
    """Recursive descent; each method reads one level of precedence and hands back a checked node."""

    def __init__(self, text: str, units: Mapping[str, Unit]) -> None:
        self.words = Reader(text)
        self.units = units

    def whole(self) -> Node:
        node = self.sum()
        if self.words.now is not None:
            raise self.words.wrong("an operator is missing here")
        return node

    def sum(self) -> Node:
        node = self.product()
        while sign := self.words.take("+", "-"):
            at = self.words.at
            other = self.product()
            self.same(sign, [node, other], at)
            node = Call(sign, (node, other), node.unit)
        return node

    def product(self) -> Node:
        node = self.signed()
        while sign := self.words.take("*", "/"):
            at = self.words.at
            other = self.signed()
            if sign == "/":
                self.divides(other, at)
            unit = times(node.unit, power(other.unit, -1 if sign == "/" else 1))
            node = Call(sign, (node, other), unit)
        return node

    def signed(self) -> Node:
        if self.words.take("-"):
            term = self.signed()
            return Call("negative", (term,), term.unit)
        return self.atom()

    def atom(self) -> Node:
        if self.words.take("("):
            node = self.sum()
            self.words.need(")")
            return node
        if number := self.words.number():
            return Literal(*number)
        at = self.words.at
        name = self.words.name()
        return self.function(name, at) if self.words.take("(") else self.indicator(name, at)

    def indicator(self, name: str, at: int) -> Node:
        if name not in self.units:
            raise self.words.unknown(name, [*self.units, *ARGUMENTS], at)
        return Indicator(name, self.units[name])

    def function(self, name: str, at: int) -> Node:
        if name not in ARGUMENTS:
            raise self.words.unknown(name, ARGUMENTS, at)
        terms = [self.sum()]
        while self.words.take(","):
            terms.append(self.sum())
        self.words.need(")")
        least, most = ARGUMENTS[name]
        if not least <= len(terms) <= most:
            raise self.words.wrong(f"{name} takes {least} to {most} terms, not {len(terms)}", at)
        for group in [terms[:2], terms[2:]] if name == "step" else [terms]:
            self.same(name, group, at)
        if name == "round":
            self.divides(terms[1], at)
        return Call(name, tuple(terms), terms[-1].unit)

    def same(self, operation: str, terms: list[Node], at: int) -> None:
        for term in terms[1:]:
            if term.unit != terms[0].unit:
                text = f"{operation} joins {said(terms[0].unit)} ({terms[0]}) with {said(term.unit)} ({term})"
                hint = "; write 75%, 20 points, 3 days" if NUMBER in (term.unit, terms[0].unit) else ""
                raise self.words.wrong(text + hint, at)

    def divides(self, node: Node, at: int) -> None:
        if any(_names(node)):
            raise self.words.wrong(f"{node} is no constant; let the ratio be an indicator of its own", at)
        if not _value(node, {}, SCALARS):
            raise self.words.wrong(f"{node} is 0, and nothing is divided by 0", at)


__all__ = ["LONGEST", "NUMBER", "POINTS", "SCALARS", "SHARE", "Algebra", "Formula", "Step", "parse"]
