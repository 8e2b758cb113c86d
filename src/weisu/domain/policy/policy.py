"""The rules of one region on one day, merged and frozen: what every decision asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from weisu.domain.conditions import Facts
from weisu.domain.policy import catalogues
from weisu.domain.policy.catalogues import CatalogueEntry, Category, Duty, Label
from weisu.domain.policy.composites import Composite, compile_composite
from weisu.domain.policy.deadlines import (
    MOST_KEPT,
    NO_SETTINGS,
    ClockSettings,
    DeadlineRule,
    DeadlineTable,
    Tried,
    compile_clock,
    compile_deadline,
)
from weisu.domain.policy.notices import EscalationRule, NoticeRule, compile_escalation, compile_notice
from weisu.domain.policy.rows import MergedRow
from weisu.domain.policy.scope import Candidate, ScopeRule, candidates, compile_scope
from weisu.domain.policy.transitions import Transition, compile_transition
from weisu.domain.worktime import WorkCalendar

Rows = Mapping[str, Mapping[str, MergedRow]]


class Explained(NamedTuple):
    """One value of the merged rules and the place that set it."""

    rule: str
    key: str
    value: object
    file: str
    line: int


@dataclass(frozen=True, eq=False)
class Policy:
    """The merged stack of packs as it holds from `at` until the day before `valid_until` (None: no change known).

    `version` is the SHA-256 of everything that holds, calendar included; it is stamped on every event decided by it.
    """

    id: str
    version: str
    region: str
    at: date
    valid_until: date | None
    calendar: WorkCalendar
    rows: Rows
    layers: tuple[str, ...]

    def transitions(self, command: str) -> tuple[Transition, ...]:
        """The steps a command can be, those with most conditions first."""
        return self._by_command.get(command, ())

    def steps(self, command: str, given: Callable[[str], object]) -> tuple[Transition, ...]:
        """The steps whose `when` holds for the fields of a command; `given` tells one field by its name."""
        rows, asked = self._asked.get(command, ((), ()))
        if not asked:
            return rows
        facts = {name: given(name) for name in asked}
        key = (command, *facts.values())
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = tuple(row for row in rows if row.when.matches(facts))
        return self._kept[key]

    @cached_property
    def _asked(self) -> Mapping[str, tuple[tuple[Transition, ...], tuple[str, ...]]]:
        return {
            command: (rows, tuple(sorted({key for row in rows for key in row.when.keys})))
            for command, rows in self._by_command.items()
        }

    @cached_property
    def _kept(self) -> dict[tuple[object, ...], tuple[Transition, ...]]:
        """Steps found for fields that were asked about before: commands come by the thousand, fields in few values."""
        return {}

    @cached_property
    def all_transitions(self) -> tuple[Transition, ...]:
        """Every step that is not forbidden here."""
        rows = self.rows.get("transition", {}).values()
        return tuple(compile_transition(row) for row in rows if row.values.get("forbidden") is not True)

    def deadline(self, clock: str, facts: Facts) -> DeadlineRule | None:
        """The rule that says how long the clock runs for these facts; None when no rule matches."""
        return self._deadlines.choose(clock, facts, self.calendar)

    def explain_deadline(self, clock: str, facts: Facts) -> tuple[Tried, ...]:
        """Every rule of the clock, in the order tried, and why each matched or not."""
        return self._deadlines.explain(clock, facts, self.calendar)

    @cached_property
    def deadline_rules(self) -> tuple[DeadlineRule, ...]:
        """Every deadline rule in force."""
        return tuple(compile_deadline(row) for row in self.rows.get("deadline", {}).values())

    def clock_settings(self, clock: str) -> ClockSettings:
        """What a clock keeps after a pause and when it warns."""
        return self._clocks.get(clock, NO_SETTINGS)

    def notices(self, event: str, facts: Facts) -> tuple[NoticeRule, ...]:
        """Every rule by which somebody is told of such an event."""
        return tuple(rule for rule in self.notice_rules.get(event, ()) if rule.when.matches(facts))

    @cached_property
    def notice_rules(self) -> Mapping[str, tuple[NoticeRule, ...]]:
        """The rules of notices by type of event."""
        found: dict[str, list[NoticeRule]] = {}
        for row in self.rows.get("notice", {}).values():
            rule = compile_notice(row)
            found.setdefault(rule.event, []).append(rule)
        return {event: tuple(rules) for event, rules in found.items()}

    @cached_property
    def escalations(self) -> tuple[EscalationRule, ...]:
        """The warnings that follow when a clock has run out and still runs."""
        return tuple(compile_escalation(row) for row in self.rows.get("escalation", {}).values())

    @cached_property
    def composites(self) -> Mapping[str, Composite]:
        """The composites that a pack declares here; without one nobody is scored."""
        return {name: compile_composite(row) for name, row in self.rows.get("composite", {}).items()}

    def setting(self, name: str, default: Any = None) -> Any:
        """One named value (`return.silence_is_acceptance`), or the default when no layer sets it.

        An amount of time stays as written (`{"working_days": 10}`); `Limit.parse` reads it.
        """
        return self._settings.get(name, default)

    def setting_source(self, name: str) -> str:
        """The file and line that set a named value; empty when none does."""
        row = self.rows.get("setting", {}).get(name)
        return "" if row is None else str(row.sources.get("value", row.source))

    def duty(self, matter: str) -> str | None:
        """基本履职, 配合履职 or 上级收回 (`basic_duty`, `support_duty`, `reclaimed`); None when on no list."""
        found = self.duty_line(matter)
        return None if found is None else found.list

    def duty_line(self, matter: str) -> Duty | None:
        """The line of the township duty lists that covers the matter most closely."""
        return catalogues.duty_of(self._duties, matter)

    def catalogue_units(self, category: str, region: str) -> CatalogueEntry | None:
        """Who leads and supports this matter in this region by the dispatch catalogue (派单目录)."""
        return catalogues.entry_for(self._entries, category, region)

    def category(self, code: str) -> Category | None:
        """One matter of the tree."""
        return self.categories.get(code)

    @cached_property
    def categories(self) -> Mapping[str, Category]:
        """The whole tree of matters by code."""
        return {code: catalogues.read_category(row) for code, row in self.rows.get("category", {}).items()}

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Every governed label."""
        return tuple(catalogues.read_label(row) for row in self.rows.get("label", {}).values())

    def labels_of(self, matter: str) -> tuple[str, ...]:
        """Codes of the labels a matter carries by itself."""
        return catalogues.labels_of(self.labels, matter)

    def scope(self, facts: Facts) -> tuple[Candidate, ...]:
        """Every lawful answer at the door: those that apply first, each with its law and its reasons."""
        return candidates(self.scope_rules, facts)

    @cached_property
    def scope_rules(self) -> tuple[ScopeRule, ...]:
        """Every ground of triage in force."""
        return tuple(compile_scope(row) for row in self.rows.get("scope", {}).values())

    @cached_property
    def vendor_commands(self) -> frozenset[str]:
        """What a vendor's staff may do (国办函〔2025〕66号(三): the handling of demands may not be outsourced)."""
        return frozenset(name for row in self.rows.get("vendor", {}).values() for name in row.names("commands"))

    def wording(self, key: str, language: str = "zh") -> str:
        """A text shown to citizens; empty when the packs have none."""
        row = self.rows.get("wording", {}).get(key)
        return "" if row is None else row.text(language)

    def question(self, about: str, language: str = "zh") -> str:
        """How a follow-up asks (`contacted`, `solved`, `satisfied`) by the rule in force; empty without one."""
        wording = self.setting("assessment.follow_up", {}).get("wording", "")
        return self.wording(f"{wording}-{about}", language)

    def explain(self) -> list[Explained]:
        """Every value in force and the file and line that set it."""
        return [
            Explained(f"{kind}:{row.id}", key, value, *row.sources.get(key, row.source))
            for kind, rows in self.rows.items()
            for row in rows.values()
            for key, value in row.values.items()
            if key not in ("id", "example")
        ]

    @cached_property
    def _by_command(self) -> Mapping[str, tuple[Transition, ...]]:
        found: dict[str, list[Transition]] = {}
        for transition in self.all_transitions:
            found.setdefault(transition.command, []).append(transition)
        return {command: tuple(sorted(steps, key=_most_specific)) for command, steps in found.items()}

    @cached_property
    def _deadlines(self) -> DeadlineTable:
        return DeadlineTable.of(self.deadline_rules)

    @cached_property
    def _clocks(self) -> Mapping[str, ClockSettings]:
        return {name: compile_clock(row) for name, row in self.rows.get("clock", {}).items()}

    @cached_property
    def _settings(self) -> Mapping[str, Any]:
        return {name: row.values["value"] for name, row in self.rows.get("setting", {}).items()}

    @cached_property
    def _duties(self) -> Mapping[str, Duty]:
        lines = (catalogues.read_duty(row) for row in self.rows.get("duty", {}).values())
        return {line.matter: line for line in lines}

    @cached_property
    def _entries(self) -> tuple[CatalogueEntry, ...]:
        return tuple(catalogues.read_entry(row) for row in self.rows.get("catalogue", {}).values())


def _most_specific(transition: Transition) -> int:
    return -len(transition.when.tests)
