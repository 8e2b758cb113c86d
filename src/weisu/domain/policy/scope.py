"""Which lawful answer a request may get at the door: candidates with their ground, law and reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from weisu.domain.conditions import Condition, Facts, Reason, compile_condition
from weisu.domain.policy.rows import MergedRow


@dataclass(frozen=True)
class ScopeRule:
    """One ground of triage: outcome, law, and the wording told to the person."""

    id: str
    outcome: str
    ground: str
    law: str
    told: str
    when: Condition
    rank: int
    basis: str
    source: str


class Candidate(NamedTuple):
    """One rule that was looked at for a request, whether it applies, and why."""

    rule: ScopeRule
    matched: bool
    reasons: tuple[Reason, ...]


def compile_scope(row: MergedRow) -> ScopeRule:
    """Build one ground from its merged row.

    Raises: ValueError, when its condition cannot be read.
    """
    return ScopeRule(
        id=row.id,
        outcome=row.text("outcome"),
        ground=row.text("ground"),
        law=row.text("law"),
        told=row.text("told"),
        when=compile_condition(row.table("when")),
        rank=row.number("rank"),
        basis=row.text("basis"),
        source=str(row.source),
    )


def candidates(rules: Iterable[ScopeRule], facts: Facts) -> tuple[Candidate, ...]:
    """Every ground, those that apply first, the most specific of them at the head."""
    tried = [Candidate(rule, rule.when.matches(facts), rule.when.explain(facts)) for rule in rules]
    return tuple(sorted(tried, key=_precedence))


def _precedence(candidate: Candidate) -> tuple[bool, int, int, str]:
    rule = candidate.rule
    return not candidate.matched, -rule.rank, -len(rule.when.tests), rule.id
