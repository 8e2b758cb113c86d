"""How long each clock runs for which ticket: choose the rule, and show why the others did not apply.

Among the rules of a clock whose condition holds, the highest rank wins, then the one with most conditions. A tie that
cannot be proved impossible is refused at publication, so the choice never depends on the order of a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from weisu.domain.conditions import HOUR, Condition, Facts, Reason, compile_condition
from weisu.domain.policy.rows import MergedRow
from weisu.domain.worktime import Limit, WorkCalendar

START_AT, DAY_KIND = "start_at", "day"
MOST_KEPT = 4_096
"""So many answers are remembered before they are thrown away."""

DERIVED = frozenset({HOUR, DAY_KIND})
"""Facts read from `start_at` on the region's wall clock: `hour`, and `day` (`working` or `off`)."""


@dataclass(frozen=True)
class DeadlineRule:
    """One rule: the clock it is for, when it applies, and the limit it gives."""

    id: str
    clock: str
    when: Condition
    limit: Limit
    rank: int
    basis: str
    source: str

    @property
    def precedence(self) -> tuple[int, int]:
        """What decides between two rules that both match."""
        return self.rank, len(self.when.tests)


class Tried(NamedTuple):
    """One rule of the explanation: whether it matched, whether it was chosen, and why."""

    rule: DeadlineRule
    matched: bool
    chosen: bool
    reasons: tuple[Reason, ...]


class ClockSettings(NamedTuple):
    """What is left at least after waking from a pause, and how long before the end a warning is due."""

    after_pause: Limit | None = None
    warn_before: Limit | None = None


NO_SETTINGS = ClockSettings()


@dataclass(frozen=True)
class DeadlineTable:
    """Every rule by clock, best first, so that the first match is the answer."""

    by_clock: Mapping[str, tuple[DeadlineRule, ...]]
    timed: Mapping[str, frozenset[str]]
    asked: Mapping[str, tuple[str, ...]]
    kept: dict[tuple[object, ...], DeadlineRule | None]
    """Rules found before: clocks start by the thousand, what they are asked of takes few values."""

    @classmethod
    def of(cls, rules: Iterable[DeadlineRule]) -> "DeadlineTable":
        """Index the rules by clock."""
        by_clock: dict[str, list[DeadlineRule]] = {}
        for rule in rules:
            by_clock.setdefault(rule.clock, []).append(rule)
        ordered = {
            clock: tuple(sorted(some, key=lambda rule: (-rule.rank, -len(rule.when.tests), rule.id)))
            for clock, some in by_clock.items()
        }
        asked = {clock: frozenset[str]().union(*(rule.when.keys for rule in some)) for clock, some in ordered.items()}
        timed = {clock: keys & DERIVED for clock, keys in asked.items() if keys & DERIVED}
        return cls(ordered, timed, {clock: tuple(sorted(keys)) for clock, keys in asked.items()}, {})

    def choose(self, clock: str, facts: Facts, calendar: WorkCalendar) -> DeadlineRule | None:
        """The rule that applies, or None."""
        if clock in self.timed:
            return self._first(clock, with_time(facts, calendar, self.timed[clock]))
        found = [facts.get(name) for name in self.asked.get(clock, ())]
        key = (clock, *(tuple(fact) if isinstance(fact, list) else fact for fact in found))
        if key not in self.kept:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = self._first(clock, facts)
        return self.kept[key]

    def _first(self, clock: str, facts: Facts) -> DeadlineRule | None:
        return next((rule for rule in self.by_clock.get(clock, ()) if rule.when.matches(facts)), None)

    def explain(self, clock: str, facts: Facts, calendar: WorkCalendar) -> tuple[Tried, ...]:
        """Every rule of the clock, in the order tried."""
        known = with_time(facts, calendar, self.timed.get(clock, frozenset()))
        chosen = self.choose(clock, facts, calendar)
        return tuple(
            Tried(rule, rule.when.matches(known), rule is chosen, rule.when.explain(known))
            for rule in self.by_clock.get(clock, ())
        )


def with_time(facts: Facts, calendar: WorkCalendar, wanted: frozenset[str]) -> Facts:
    """The facts with the wanted ones of `hour` and `day` read from `start_at`, unless they are given.

    Raises: CalendarExhausted when `day` is wanted of a day the calendar does not cover.
    """
    start = facts.get(START_AT)
    if not wanted or not isinstance(start, datetime):
        return facts
    local = calendar.local(start)
    found: dict[str, object] = {HOUR: local}
    if DAY_KIND in wanted:
        found[DAY_KIND] = "working" if calendar.is_working(local.date()) else "off"
    return {**found, **facts}


def compile_deadline(row: MergedRow) -> DeadlineRule:
    """Build one rule from its merged row.

    Raises: ValueError, when its condition or its limit cannot be read.
    """
    return DeadlineRule(
        id=row.id,
        clock=row.text("clock"),
        when=compile_condition(row.table("when")),
        limit=Limit.parse(row.values.get("within")),
        rank=row.number("rank"),
        basis=row.text("basis"),
        source=str(row.sources.get("within", row.source)),
    )


def compile_clock(row: MergedRow) -> ClockSettings:
    """Build the settings of one clock.

    Raises: ValueError, when a limit cannot be read.
    """
    after, warn = row.values.get("after_pause"), row.values.get("warn_before")
    return ClockSettings(Limit.parse(after) if after else None, Limit.parse(warn) if warn else None)
