"""Condition tables (`when = { category = "housing.*", hour = "22:00-06:00" }`): match them, and say why.

One of the two small languages of a policy pack. Total and explainable: a missing or empty fact matches nothing but a
test for `""`, nothing loops, nothing calls anything. A test is a value, a list of values, a `prefix.*` (that code and
all beneath it), an `hour` span (which may run over midnight), or numbers `{ min = 3, max = 10 }`, both ends included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple

Facts = Mapping[str, object]
HOUR = "hour"
MANY_VALUED = frozenset({"labels"})
"""Facts that are lists: two conditions on different values of one of them can both hold."""


class Reason(NamedTuple):
    """Why one key of a condition table held or did not."""

    key: str
    expected: str
    found: str
    matched: bool


@dataclass(frozen=True)
class OneOf:
    """Equal to one of the values, or beneath one of the prefixes."""

    values: frozenset[object]
    prefixes: tuple[str, ...] = ()

    def holds(self, fact: object) -> bool:
        """Whether the fact, or one element of a list of facts, is allowed."""
        if isinstance(fact, str):
            return fact in self.values or (fact != "" and any(beneath(fact, head) for head in self.prefixes))
        if isinstance(fact, list | tuple | set | frozenset):
            return any(self.holds(item) for item in fact)
        if not isinstance(fact, int | float):
            return False
        return any(fact == item and isinstance(item, bool) == isinstance(fact, bool) for item in self.values)

    def __str__(self) -> str:
        return " | ".join(
            [
                *sorted(str(item) or '""' for item in self.values),
                *(f"{head}.*" if head else "*" for head in self.prefixes),
            ]
        )


@dataclass(frozen=True)
class HourSpan:
    """Minutes of the local day, from `start` up to but not including `end`; `22:00-06:00` runs over midnight."""

    start: int
    end: int

    def holds(self, fact: object) -> bool:
        """Whether a time of day lies in the span."""
        minute = _minute_of(fact)
        if minute is None:
            return False
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"


@dataclass(frozen=True)
class Between:
    """A number no smaller than `least` and no larger than `most`."""

    least: float = float("-inf")
    most: float = float("inf")

    def holds(self, fact: object) -> bool:
        """Whether the fact is a number in the range."""
        return isinstance(fact, int | float) and not isinstance(fact, bool) and self.least <= fact <= self.most

    def __str__(self) -> str:
        return f"{self.least}..{self.most}"


Test = OneOf | HourSpan | Between


@dataclass(frozen=True)
class Condition:
    """All tests of one condition table; an empty one always matches."""

    tests: tuple[tuple[str, Test], ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The facts this condition asks about."""
        return frozenset(key for key, _ in self.tests)

    def matches(self, facts: Facts) -> bool:
        """Whether every test holds; a fact that is missing or null counts as empty."""
        for key, test in self.tests:
            fact = facts.get(key)
            if not test.holds("" if fact is None else fact):
                return False
        return True

    def explain(self, facts: Facts) -> tuple[Reason, ...]:
        """One reason per key, in the order written."""
        return tuple(_reason(key, test, facts.get(key)) for key, test in self.tests)

    def is_disjoint(self, other: "Condition") -> bool:
        """Whether no single-valued facts can match both: provably, never by guess."""
        theirs = dict(other.tests)
        shared = ((key, test) for key, test in self.tests if key in theirs and key not in MANY_VALUED)
        return any(_tests_disjoint(test, theirs[key]) for key, test in shared)


ALWAYS = Condition()


def compile_condition(table: object) -> Condition:
    """Read a `when` table.

    Raises: ValueError, naming the key that cannot be read.
    """
    if not isinstance(table, Mapping):
        raise ValueError(f"a condition is a table of facts, not {table!r}.")
    return Condition(tuple((str(key), _compile(str(key), wanted)) for key, wanted in sorted(table.items())))


def beneath(code: str, head: str) -> bool:
    """Whether a dotted code is `head` or lies under it."""
    return not head or code == head or code.startswith(head + ".")


def _compile(key: str, wanted: object) -> Test:
    if isinstance(wanted, Mapping):
        return _compile_range(key, wanted)
    if key == HOUR:
        return _compile_hours(wanted)
    items = wanted if isinstance(wanted, list | tuple) else [wanted]
    if not items or not all(isinstance(item, str | int | float | bool) for item in items):
        raise ValueError(f"{key} = {wanted!r} is neither a value, a list of values, a span nor a range.")
    texts = [item for item in items if isinstance(item, str) and (item == "*" or item.endswith(".*"))]
    values = frozenset(item for item in items if item not in texts)
    if any(isinstance(item, str) and "*" in item for item in values):
        raise ValueError(f"{key} = {wanted!r}: a star may only end a code, as in housing.*")
    return OneOf(values, tuple(sorted(text[:-2] if text != "*" else "" for text in texts)))


def _compile_range(key: str, wanted: Mapping[str, object]) -> Between:
    known = {"min", "max"}
    numbers = all(isinstance(edge, int | float) and not isinstance(edge, bool) for edge in wanted.values())
    if not wanted or not set(wanted) <= known or not numbers:
        raise ValueError(f"{key} = {dict(wanted)!r}: a range has min, max or both, each a number.")
    least, most = (wanted.get("min", float("-inf")), wanted.get("max", float("inf")))
    if not (isinstance(least, int | float) and isinstance(most, int | float) and least <= most):
        raise ValueError(f"{key}: min {least} is above max {most}, so nothing can match.")
    return Between(least, most)


def _compile_hours(wanted: object) -> HourSpan:
    ends = [_minute_of(part) for part in wanted.split("-")] if isinstance(wanted, str) else []
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] == ends[1]:
        raise ValueError(f"hour = {wanted!r} is no span; write 22:00-06:00.")
    return HourSpan(ends[0], ends[1])


def _minute_of(fact: object) -> int | None:
    if isinstance(fact, datetime | time):
        return fact.hour * 60 + fact.minute
    if not isinstance(fact, str):
        return None
    hours, colon, minutes = fact.strip().partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit()):
        return None
    minute = int(hours) * 60 + int(minutes)
    return minute if minute <= 1_440 and int(minutes) < 60 else None


def _reason(key: str, test: Test, fact: object) -> Reason:
    matched = test.holds("" if fact is None else fact)
    return Reason(key, str(test), "(missing)" if fact is None else str(fact), matched)


def _tests_disjoint(one: Test, two: Test) -> bool:
    if isinstance(one, OneOf) and isinstance(two, OneOf):
        return not (
            one.values & two.values
            or any(two.holds(item) for item in one.values)
            or any(one.holds(item) for item in two.values)
            or any(beneath(a, b) or beneath(b, a) for a in one.prefixes for b in two.prefixes)
        )
    if isinstance(one, HourSpan) and isinstance(two, HourSpan):
        return not any(one.holds(_clock(minute)) and two.holds(_clock(minute)) for minute in range(1_440))
    if isinstance(one, Between) and isinstance(two, Between):
        return one.most < two.least or two.most < one.least
    if isinstance(one, Between):
        return isinstance(two, OneOf) and not two.prefixes and not any(one.holds(item) for item in two.values)
    return isinstance(two, Between) and _tests_disjoint(two, one)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
